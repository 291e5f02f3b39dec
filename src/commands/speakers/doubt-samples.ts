import { ScribeError } from '../../errors.js';
import { layOutTable } from '../../report/output.js';
import { thresholdsOf } from '../../speakers/match-profile.js';
import { oddSamples } from '../../speakers/odd-samples.js';
import type { ProfileSummary } from '../../store/profiles.js';
import type { Store } from '../../store/store.js';
import { listVoiceVectors } from '../../store/voice-samples.js';
import type { Measured } from './measure-voices.js';

/**
 * Why new samples are probably not of the person whose profile they are for: there are several voices in one, or it is
 * not similar to the samples that count already.
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
  const [{ embedding }] = samples;
  const known = profile ? listVoiceVectors(store, { profileId: profile.id, model: embedding.model }) : [];
  const others = known.length > 0 ? `the samples of ${profile!.displayName}` : 'the others';
  const odd = oddSamples(samples, known, thresholdsOf(embedding.model).sample);
  return [
    ...mixed,
    ...odd.map(
      ({ name, similarity }) => `the voice in ${name} is not similar to ${others} (${similarity.toFixed(2)})`,
    ),
  ];
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
