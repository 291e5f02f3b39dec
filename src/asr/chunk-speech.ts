import type { Seconds, Span } from '../domain/time.js';
import type { RecognitionWindow } from './recognizer.js';

export interface ChunkOptions {
  /** No window is made longer than this; a single span of speech may be. */
  readonly longest: Seconds;
  /** Pauses longer than this always end a window. */
  readonly longestPause: Seconds;
}

/** For networks that take short windows: what they read best and fastest, cut where people pause. */
export const shortWindowDefaults: ChunkOptions = { longest: 12, longestPause: 1 };

/** For networks that always see 30 s: as much speech as fits, whatever the pauses, with room at the end. */
export const longWindowDefaults: ChunkOptions = { longest: 28, longestPause: 8 };

/**
 * Divides speech into as few windows as the lengths allow and, of all such divisions, takes the one that cuts at the
 * longest pauses. Pure: dynamic programming over the spans.
 *
 * @param speech sorted and disjoint.
 */
export function chunkSpeech(speech: readonly Span[], options: ChunkOptions): RecognitionWindow[] {
  const n = speech.length;
  // cost[i]: of the best division of the first i spans; begin[i]: the first span of its last window.
  const cost = new Float64Array(n + 1);
  const begin = new Int32Array(n + 1);
  for (let i = 1; i <= n; i++) {
    cost[i] = Number.POSITIVE_INFINITY;
    for (let j = i - 1; j >= 0; j--) {
      const alone = j === i - 1;
      if (!alone && speech[i - 1].end - speech[j].start > options.longest) break;
      if (!alone && speech[j + 1].start - speech[j].end > options.longestPause) break;
      const total = cost[j] + 1 + (j > 0 ? shortness(speech[j].start - speech[j - 1].end, options) : 0);
      if (total >= cost[i]) continue;
      cost[i] = total;
      begin[i] = j;
    }
  }
  const windows: RecognitionWindow[] = [];
  for (let i = n; i > 0; i = begin[i]) {
    const spans = speech.slice(begin[i], i);
    windows.push({ start: spans[0].start, end: spans[spans.length - 1].end, speech: spans });
  }
  return windows.reverse();
}

/** What a cut in this pause costs, in windows: half of one at most. */
function shortness(pause: Seconds, { longestPause }: ChunkOptions): number {
  return 0.5 * Math.max(0, 1 - pause / longestPause);
}
