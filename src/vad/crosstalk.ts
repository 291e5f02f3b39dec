import { sampleRate } from '../domain/recording.js';
import type { PcmReader } from '../features/pcm.js';
import { speechFrameSeconds } from './find-speech.js';

const crosstalkDefaults = {
  /** From this level on somebody clearly speaks into a channel, decibels relative to its loud level. */
  spoken: -12,
  /** Frames by which a leak may be late: 130 ms. */
  delay: 4,
  /** The leak is the level that is exceeded in all but this share of the frames with speech in the other channel; ... */
  share: 0.1,
  /** ... it may be louder by this many decibels; ... */
  spread: 6,
  /** ... and it is at most this loud: louder means that both channels hear everybody. */
  loudest: -9,
} as const;

/**
 * Suppresses speech that leaks from neighbouring channels: a microphone also hears the person in the next seat, a
 * telephone the echo of the other end. For each pair of channels it measures how much softer than a voice in the one
 * the other is, at least, while that voice speaks; in frames where a channel is no louder than that, its probability
 * becomes 0. A person who speaks at the same time is louder than the leak, and stays. Pure.
 *
 * @param levels of each channel, decibels relative to its loud level, [channels][frames]
 * @param probabilities of speech, [channels][frames]
 */
export function suppressCrosstalk(
  levels: readonly Float32Array[],
  probabilities: readonly Float32Array[],
): Float32Array[] {
  return probabilities.map((own, i) => {
    const suppressed = Float32Array.from(own);
    for (const [j, other] of levels.entries()) {
      if (j === i) continue;
      const { spread, loudest, delay } = crosstalkDefaults;
      const leak = Math.min(loudest, measureLeak(other, levels[i]) + spread);
      for (let f = 0; f < suppressed.length; f++) {
        if (suppressed[f] === 0) continue;
        let voice = Number.NEGATIVE_INFINITY;
        for (let t = Math.max(0, f - delay); t <= f; t++) voice = Math.max(voice, other[t]);
        if (levels[i][f] <= voice + leak) suppressed[f] = 0;
      }
    }
    return suppressed;
  });
}

/** Decibels from a voice in one channel to the least that another channel has of it. */
function measureLeak(voice: Float32Array, into: Float32Array): number {
  const { spoken, delay, share } = crosstalkDefaults;
  const steps: number[] = [];
  for (let f = 0; f < voice.length; f++) {
    if (voice[f] < spoken) continue;
    let heard = Number.NEGATIVE_INFINITY;
    for (let t = f; t <= f + delay && t < into.length; t++) heard = Math.max(heard, into[t]);
    // A histogram in whole decibels: an hour of speech has a hundred thousand frames.
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

/** Stands for digital silence, decibels of full scale. */
const silent = -100;
/** Share of the frames that may be above the loud level. */
const louderShare = 0.02;

export interface ChannelLevels {
  /** Decibels of full scale that one frame in fifty exceeds, of those that are not silent. */
  readonly loud: number;
  /** How loud each frame of the speech detector is, in decibels relative to `loud`, [ceil(samples / 512)]; means over 100 ms. */
  readonly levels: Float32Array;
}

/** How loud a channel is. Reads the recording once. */
export function measureLevels(pcm: PcmReader): ChannelLevels {
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
  return { loud, levels };
}
