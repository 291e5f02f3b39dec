import { sampleRate } from '../domain/recording.js';
import type { PcmReader } from '../features/pcm.js';
import { speechFrameSeconds } from './find-speech.js';

export const crosstalkDefaults = {
  /** A channel is clearly spoken into from this level on, decibels against its loud level. */
  spoken: -12,
  /** Frames by which a leak may come later: 130 ms. */
  delay: 4,
  /** The leak is what is passed in all but this share of the frames in which the other channel is spoken into; ... */
  share: 0.1,
  /** ... it varies upwards by this many decibels; ... */
  spread: 6,
  /** ... and it is softer than this, or both channels would hear everybody. */
  loudest: -9,
} as const;

/**
 * Takes away the speech that leaks from neighbouring channels: a microphone hears also who sits beside, a telephone
 * the echo of the other end. For each pair of channels it is measured how much softer than a voice of the one the
 * other is at the least while that voice speaks; where a channel is no louder than that, its probability becomes 0.
 * A person who speaks at the same time is louder than the leak, and stays. Pure.
 *
 * @param levels of each channel, decibels against its loud level, [channels][frames]
 * @param probabilities of speech, [channels][frames]
 */
export function suppressCrosstalk(
  levels: readonly Float32Array[],
  probabilities: readonly Float32Array[],
): Float32Array[] {
  return probabilities.map((own, i) => {
    const hushed = Float32Array.from(own);
    for (const [j, other] of levels.entries()) {
      if (j === i) continue;
      const { spread, loudest, delay } = crosstalkDefaults;
      const leak = Math.min(loudest, measureLeak(other, levels[i]) + spread);
      for (let f = 0; f < hushed.length; f++) {
        if (hushed[f] === 0) continue;
        let voice = Number.NEGATIVE_INFINITY;
        for (let t = Math.max(0, f - delay); t <= f; t++) voice = Math.max(voice, other[t]);
        if (levels[i][f] <= voice + leak) hushed[f] = 0;
      }
    }
    return hushed;
  });
}

/** Decibels from a voice in one channel to what another one has of it at the least. */
function measureLeak(voice: Float32Array, into: Float32Array): number {
  const { spoken, delay, share } = crosstalkDefaults;
  const steps: number[] = [];
  for (let f = 0; f < voice.length; f++) {
    if (voice[f] < spoken) continue;
    let heard = Number.NEGATIVE_INFINITY;
    for (let t = f; t <= f + delay && t < into.length; t++) heard = Math.max(heard, into[t]);
    // In whole decibels, counted: an hour of speech has a hundred thousand frames.
    const step = Math.max(0, Math.round(heard - voice[f]) + 200);
    steps[step] = (steps[step] ?? 0) + 1;
  }
  const total = steps.reduce((sum, count) => sum + count, 0);
  if (total === 0) return Number.NEGATIVE_INFINITY;
  let below = 0;
  let level = 0;
  while (below + (steps[level] ?? 0) <= share * total) below += steps[level++] ?? 0;
  return level - 200;
}

/** Level that stands for digital silence, decibels of full scale. */
const silent = -100;
/** Share of the frames that a voice may be above its loud level. */
const louderShare = 0.02;

/**
 * How loud a recording is in each of the frames of a speech detector, in decibels against its own loud level (which a
 * fiftieth of its frames that are not silent passes), [ceil(samples / 512)]. Each is the mean over 100 ms. Reads the
 * recording once; the array is as long as the one of the probabilities.
 */
export function measureLevels(pcm: PcmReader): Float32Array {
  const frame = Math.round(speechFrameSeconds * sampleRate);
  const levels = new Float32Array(Math.ceil(pcm.samples / frame));
  const block = new Float32Array(256 * frame);
  for (let first = 0; first < levels.length; first += 256) {
    pcm.read(first * frame, block);
    for (let f = first; f < Math.min(levels.length, first + 256); f++) {
      let power = 0;
      for (let i = (f - first) * frame; i < (f - first + 1) * frame; i++) power += block[i] * block[i];
      levels[f] = power / frame;
    }
  }
  let before = levels[0] ?? 0;
  for (let f = 0; f < levels.length; f++) {
    const own = levels[f];
    levels[f] = Math.max(silent, 10 * Math.log10((before + own + (levels[f + 1] ?? own)) / 3));
    before = own;
  }
  const heard = levels.filter((level) => level > silent).sort();
  const loud = heard[Math.floor((1 - louderShare) * heard.length)] ?? 0;
  for (let f = 0; f < levels.length; f++) levels[f] -= loud;
  return levels;
}
