/** What a subtitle may be (Netflix's timed text style guide for English; East Asian characters count two). */
export const subtitleDefaults = {
  /** Columns. */
  lineWidth: 42,
  lines: 2,
  /** Seconds. */
  shortest: 1,
  longest: 6,
  /** Columns per second. */
  readingSpeed: 20,
} as const;

/** Seconds that a text should be seen for. */
export function readingTime(columns: number): number {
  const { shortest, longest, readingSpeed } = subtitleDefaults;
  return Math.min(longest, Math.max(shortest, columns / readingSpeed));
}

/**
 * When a cue ends: with its words, or later, once it can be read, unless another cue starts before. It lasts at least a
 * millisecond, as WebVTT demands. All times are whole milliseconds.
 *
 * @param wordsEnd end of its last word
 * @param nextOwn start of the speaker's next cue: it ends there even within a word
 * @param nextAny start of the next cue of anybody: it is not held beyond that to be read
 */
export function cueEnd(
  start: number,
  wordsEnd: number,
  columns: number,
  nextOwn: number,
  nextAny: number,
): number {
  const latest = start + subtitleDefaults.longest * 1000;
  const spoken = Math.min(wordsEnd, latest, nextOwn);
  const readable = Math.ceil(start + readingTime(columns) * 1000);
  return Math.max(start + 1, spoken, Math.min(readable, nextAny));
}
