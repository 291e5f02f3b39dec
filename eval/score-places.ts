import type { Utterance } from './score-words.js';

/** A word of an answer, in seconds. */
export interface PlacedWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const scorePlacesDefaults = {
  /** Share of a line's words that must be there, in their order. */
  words: 0.6,
  /** Seconds by which they may miss its place. */
  tolerance: 1.5,
} as const;

/**
 * Which lines of the reference stand in an answer, at their place: at least six tenths of the words of the line, in
 * order, among the words that the answer has from 1.5 s before the line to 1.5 s after it.
 */
export function linesInPlace(
  reference: readonly Utterance[],
  words: readonly PlacedWord[],
  normalize: (text: string) => string[],
): boolean[] {
  const { tolerance } = scorePlacesDefaults;
  return reference.map(({ start, end, text }) => {
    const near = words.filter((word) => word.start >= start - tolerance && word.end <= end + tolerance);
    const wanted = normalize(text);
    const heard = normalize(near.map((word) => word.text).join(' '));
    return longestCommon(wanted, heard) >= scorePlacesDefaults.words * wanted.length;
  });
}

/** Length of the longest common subsequence, one row of the table at a time. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = new Uint32Array(b.length + 1);
  for (const word of a) {
    const next = new Uint32Array(b.length + 1);
    for (let j = 0; j < b.length; j++)
      next[j + 1] = word === b[j] ? row[j] + 1 : Math.max(row[j + 1], next[j]);
    row = next;
  }
  return row[b.length];
}
