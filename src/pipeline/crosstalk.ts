import type { Span } from '../domain/time.js';
import type { Segment } from '../domain/transcript.js';
import type { PcmReader } from '../features/pcm.js';
import { createSharedSound } from '../features/shared-sound.js';
import { dropDuplicateWords, type OwnWords, type SharedSound } from '../transcript/drop-duplicate-words.js';
import { measureLevels, suppressCrosstalk } from '../vad/crosstalk.js';
import { speechFrameSeconds } from '../vad/find-speech.js';

/** Keeps a voice that several tracks hear from being transcribed more than once. */
export interface Crosstalk {
  /** Speech probabilities of all tracks without what leaks from the others, [tracks][frames]. */
  suppress(probabilities: readonly Float32Array[]): Float32Array[];
  /** The words of all tracks without those that another one has, too. */
  dropDuplicates(segments: readonly (readonly Segment[])[]): OwnWords[];
}

/** Reads all tracks once, to measure how loud each is in every frame. */
export function createCrosstalk(pcms: readonly PcmReader[]): Crosstalk {
  const measured = pcms.map(measureLevels);
  const levels = measured.map((channel) => channel.levels);
  const comparisons = new Map<string, ReturnType<typeof createSharedSound>>();
  const shared: SharedSound = (channel, other, span) => {
    const key = `${channel} ${other}`;
    const louder = measured[other].loud - measured[channel].loud;
    const compare = comparisons.get(key) ?? createSharedSound(pcms[channel], pcms[other], louder);
    comparisons.set(key, compare);
    return compare(span);
  };
  return {
    suppress: (probabilities) => suppressCrosstalk(levels, probabilities),
    dropDuplicates: (segments) =>
      dropDuplicateWords(
        segments.map((own, i) => ({ segments: own, level: (span: Span) => meanLevel(levels[i], span) })),
        shared,
      ),
  };
}

function meanLevel(levels: Float32Array, { start, end }: Span): number {
  const first = Math.max(0, Math.floor(start / speechFrameSeconds));
  const last = Math.min(levels.length, Math.max(first + 1, Math.ceil(end / speechFrameSeconds)));
  let sum = 0;
  for (let f = first; f < last; f++) sum += levels[f];
  return last > first ? sum / (last - first) : Number.NEGATIVE_INFINITY;
}
