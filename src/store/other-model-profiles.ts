import { read, type Store } from './store.js';
import { listVoiceSamples, type SampleSource } from './voice-samples.js';

/** A person whose voice was measured, but not by the network in use, so that nobody is compared with it. */
export interface OtherModelProfile {
  readonly id: string;
  readonly displayName: string;
  /** The networks that measured it. */
  readonly models: readonly string[];
  /** Where the samples that count come from, oldest first. */
  readonly sources: readonly SampleSource[];
}

/** The profiles that this network has not measured, though another one has; by name. */
export function profilesOfOtherModels(store: Store, model: string): readonly OtherModelProfile[] {
  return read(store, 'looking for profiles of other models', () =>
    store
      .sql<{ id: string; displayName: string }>(
        `SELECT p.id, p.display_name AS displayName FROM user_profiles p
         WHERE EXISTS (SELECT 1 FROM voice_centroids c WHERE c.profile_id = p.id)
           AND NOT EXISTS (SELECT 1 FROM voice_centroids c WHERE c.profile_id = p.id AND c.model = ?)
         ORDER BY p.name_key`,
      )
      .all(model)
      .map((profile) => {
        const samples = listVoiceSamples(store, profile.id).filter(({ revokedAt }) => revokedAt === null);
        const models = [...new Set(samples.map((sample) => sample.model))];
        return { ...profile, models, sources: samples.map(({ source }) => source) };
      }),
  );
}
