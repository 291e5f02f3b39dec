import { ScribeError } from '../../errors.js';
import { layOutTable } from '../../report/output.js';
import { thresholdsOf } from '../../speakers/match-profile.js';
import { oddSamples, similarityTo } from '../../speakers/odd-samples.js';
import type { ProfileSummary } from '../../store/profiles.js';
import type { Store } from '../../store/store.js';
import { nearestProfiles } from '../../store/voice-centroids.js';
import { listVoiceVectors, type VoiceVector } from '../../store/voice-samples.js';
import type { Measured } from './measure-voices.js';

/**
 * Why new samples are probably not of the person whose profile they are for: there are several voices in one, it is not
 * similar to the samples that count already, or it is more similar to somebody else.
 *
 * @param profile whose samples they become; null: a new one's.
 * @param samples of one model.
 * @returns a clause for each doubt; none: the samples may be believed.
 */
export function doubtSamples(
  store: Store,
  profile: Pick<ProfileSummary, 'id' | 'displayName'> | null,
  samples: readonly Measured[],
): string[] {
  const mixed = samples
    .filter(({ voices }) => voices !== null && voices > 1)
    .map(({ name, voices }) => `${name} has ${voices} voices`);
  const { model } = samples[0].embedding;
  const known = profile ? listVoiceVectors(store, { profileId: profile.id, model }) : [];
  const others = known.length > 0 ? `the samples of ${profile!.displayName}` : 'the others';
  const odd = oddSamples(samples, known, thresholdsOf(model).sample).map(
    ({ name, similarity }) => `the voice in ${name} is not similar to ${others} (${similarity.toFixed(2)})`,
  );
  const nearer = profile ? samples.flatMap((sample) => nearerTo(store, profile, known, sample)) : [];
  return [...mixed, ...odd, ...nearer];
}

/** Somebody else whom a sample is more similar to than to the samples of its profile. */
function nearerTo(
  store: Store,
  profile: Pick<ProfileSummary, 'id' | 'displayName'>,
  known: readonly VoiceVector[],
  sample: Measured,
): string[] {
  const own = similarityTo(sample, known);
  const [other] = nearestProfiles(store, sample.embedding, 1, { except: [profile.id] });
  if (own === null || !other || other.similarity < thresholdsOf(sample.embedding.model).sample) return [];
  return other.similarity > own
    ? [
        `the voice in ${sample.name} is more similar to ${other.displayName} (${other.similarity.toFixed(2)}) than to ${profile.displayName} (${own.toFixed(2)})`,
      ]
    : [];
}

/** @throws ScribeError RECORDING that names the doubts: what is doubtful is stored only when somebody insists. */
export function refuseDoubtful(name: string, doubts: readonly string[], force: boolean | undefined): void {
  if (doubts.length === 0 || force) return;
  throw new ScribeError('RECORDING', `Enrolling ${name} failed: ${doubts.join('; ')}. Nothing was stored.`, {
    hint: `Enroll from recordings of ${name} alone. With --force they are stored all the same.`,
  });
}

/** What was found in each sample, as a table. */
export function describeSamples(samples: readonly Measured[]): string[] {
  const share = (value: number | null) => (value === null ? '-' : `${(100 * value).toFixed(1)} %`);
  return layOutTable(
    ['SAMPLE', 'SPEECH', 'LEVEL', 'CLIPPED', 'VOICES', 'QUALITY'],
    samples.map(({ name, seconds, level, clipped, voices, quality }) => [
      name,
      `${seconds.toFixed(1)} s`,
      level === null ? '-' : `${level.toFixed(0)} dB`,
      share(clipped),
      voices === null ? '-' : String(voices),
      quality?.toFixed(2) ?? '-',
    ]),
  );
}
