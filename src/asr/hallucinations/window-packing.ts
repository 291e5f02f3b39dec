import { joinWords, type Segment } from '../../domain/transcript.js';
import { letterRatio } from '../compression-ratio.js';

export const packingDefaults = {
  /** A window's text that packs better looks like a loop (openai/whisper `transcribe.py`); measured by letters. */
  compressionRatio: 2.4,
  /** Characters; a shorter text packs well as soon as a word comes three times. */
  shortest: 100,
} as const;

/**
 * How well the text of each segment's window packs; 0 where it is too short to tell. Segments side by side with the same
 * evidence are of one window; without evidence each is judged by itself.
 */
export function packedWindows(segments: readonly Segment[]): number[] {
  const ratios: number[] = [];
  for (let from = 0; from < segments.length; ) {
    const window = JSON.stringify(segments[from].evidence);
    let to = from + 1;
    while (window && to < segments.length && JSON.stringify(segments[to].evidence) === window) to++;
    const part = segments.slice(from, to);
    const text = joinWords(part.flatMap((segment) => segment.words));
    const ratio = text.length < packingDefaults.shortest ? 0 : letterRatio(text);
    ratios.push(...part.map(() => ratio));
    from = to;
  }
  return ratios;
}
