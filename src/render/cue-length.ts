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

/** How long a text should be seen, in seconds. */
export function readingTime(columns: number): number {
  const { shortest, longest, readingSpeed } = subtitleDefaults;
  return Math.min(longest, Math.max(shortest, columns / readingSpeed));
}

/**
 * When a cue ends, in milliseconds: with its words, or later, once it can be read, if nobody speaks by then. It lasts at
 * least a millisecond, which WebVTT asks for.
 *
 * @param start whole milliseconds, like all moments here
 * @param wordsEnd of its last word
 * @param columns of its text
 * @param nextOwn start of the speaker's next cue: a cue ends there even in the middle of a word
 * @param nextAny start of the next cue, whose ever it is: a cue is not held beyond
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
