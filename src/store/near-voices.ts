import { dot, normalize } from '../domain/vectors.js';
import { toFloats } from './columns.js';
import { read, type Store } from './store.js';

/**
 * The completed meetings with a voice that is as similar to one of these profiles as its model asks for, or that has one
 * of them as its name or as a candidate. Voices about which a person said something are left out.
 *
 * @param reachOf cosine similarity that counts, for the voices of a model.
 */
export function meetingsNear(
  store: Store,
  profileIds: readonly string[],
  reachOf: (model: string) => number,
): readonly string[] {
  return read(store, 'comparing the voices of meetings', () => {
    const profiles = profileVectors(store, profileIds);
    const reaches = new Map([...profiles.keys()].map((model) => [model, reachOf(model) - slack]));
    const isNear = ({ profileId, candidates, model, centroid }: VoiceRow): boolean => {
      if (profileIds.some((id) => id === profileId || candidates.includes(id))) return true;
      const vectors = profiles.get(model);
      if (!vectors) return false;
      const voice = normalize(toFloats(centroid));
      return vectors.some(
        (vector) => vector.length === voice.length && dot(vector, voice) >= reaches.get(model)!,
      );
    };
    const near = new Set<string>();
    const voices = store.sql<VoiceRow>(
      `SELECT s.meeting_id AS meetingId, s.user_profile_id AS profileId, s.candidates, s.centroid_model AS model, s.centroid
       FROM speakers s JOIN meetings m ON m.id = s.meeting_id AND m.status = 'completed'
       WHERE s.label_source = 'automatic' AND s.centroid IS NOT NULL`,
    );
    for (const voice of voices.iterate())
      if (!near.has(voice.meetingId) && isNear(voice)) near.add(voice.meetingId);
    return [...near];
  });
}

/** Vectors are kept in single precision. */
const slack = 1e-5;

interface VoiceRow {
  readonly meetingId: string;
  readonly profileId: string | null;
  /** JSON, which holds the ids. */
  readonly candidates: string;
  readonly model: string;
  readonly centroid: Buffer;
}

/** The centroids of profiles, by the network that made them. */
function profileVectors(store: Store, profileIds: readonly string[]): ReadonlyMap<string, Float32Array[]> {
  const rows = store
    .sql<{ model: string; vector: Buffer }>(
      'SELECT model, vector FROM voice_centroids WHERE profile_id IN (SELECT value FROM json_each(?))',
    )
    .all(JSON.stringify(profileIds));
  const vectors = new Map<string, Float32Array[]>();
  for (const { model, vector } of rows) vectors.set(model, [...(vectors.get(model) ?? []), toFloats(vector)]);
  return vectors;
}
