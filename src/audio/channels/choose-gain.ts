import { type Levels, levelDefaults } from './levels.js';
import type { ChannelSurvey } from './survey.js';

export const gainDefaults = {
  /** Decibels of full scale between which recordings are left as they are: 16 bits hold them well. */
  softest: -50,
  /** Level to which what is softer is raised. */
  target: -23,
  /** Speech is not made softer than this for the sake of a bang that would be cut off. */
  least: -45,
  /** An offset of less than this, of full scale 1, is that of any sound card; ... */
  offset: 0.002,
  /** ... and beside sound that is this much louder (decibels) it changes nothing. */
  besideSound: 20,
} as const;

/**
 * The factor that brings a track into the range of 16 bits: 1 for usual recordings, whose samples are then those of
 * the file. Floats may lie far below the last of 16 bits, and beyond full scale. Pure.
 *
 * @param peak the highest absolute sample of the track, offset removed.
 */
export function chooseGain({ loud, lives }: Levels, peak: number): number {
  const { softest, target, least } = gainDefaults;
  const toLevel = (level: number) => 10 ** ((level - loud) / 20);
  if (peak > 1) return Math.min(1, Math.max(1 / peak, toLevel(least)));
  // Noise that nobody speaks in stays soft.
  if (loud >= softest || loud <= levelDefaults.nothing || !lives) return 1;
  return Math.max(1, Math.min(toLevel(target), 1 / peak));
}

/** Channels with a constant, or slowly wandering, offset that is worth removing. Pure. */
export function findOffsets(survey: ChannelSurvey, levels: readonly Levels[]): boolean[] {
  const { offset, besideSound } = gainDefaults;
  return survey.sounds.map(
    (sound, c) => sound.offset >= offset && 20 * Math.log10(sound.offset) > levels[c].loud - besideSound,
  );
}
