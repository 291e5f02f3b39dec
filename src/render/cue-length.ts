import type { SubtitlePresetName } from '../domain/format-names.js';

/** What a subtitle may be. East Asian characters count two columns. */
export interface SubtitleShape {
  /** Columns. */
  readonly lineWidth: number;
  readonly lines: 1 | 2;
  /** Seconds. */
  readonly shortest: number;
  readonly longest: number;
  /** Columns per second. */
  readonly readingSpeed: number;
  /** Whether it says who speaks. */
  readonly speakers: boolean;
}

/** Netflix's timed text style guide for English. */
export const subtitleDefaults: SubtitleShape = {
  lineWidth: 42,
  lines: 2,
  shortest: 1,
  longest: 6,
  readingSpeed: 20,
  speakers: true,
};

/** The shapes that have a name. */
export const subtitlePresets: Readonly<Record<SubtitlePresetName, SubtitleShape>> = {
  netflix: subtitleDefaults,
  /** Its guide for children. */
  'netflix-children': { ...subtitleDefaults, readingSpeed: 17 },
  /** The BBC's subtitle guidelines: 37 columns of teletext, 160 to 180 words a minute at six columns a word. */
  bbc: { ...subtitleDefaults, lineWidth: 37, longest: 7, readingSpeed: 17 },
  /** One line, for players in web pages and short videos, which show the speaker. */
  web: { ...subtitleDefaults, lines: 1, readingSpeed: 17, speakers: false },
  /** The podcast namespace: one line of at most 65 columns. */
  podcast: { ...subtitleDefaults, lineWidth: 65, lines: 1 },
};

/** Seconds that a text should be seen for. */
export function readingTime(columns: number, { shortest, longest, readingSpeed }: SubtitleShape): number {
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
  shape: SubtitleShape,
): number {
  const latest = start + shape.longest * 1000;
  const spoken = Math.min(wordsEnd, latest, nextOwn);
  const readable = Math.ceil(start + readingTime(columns, shape) * 1000);
  return Math.max(start + 1, spoken, Math.min(readable, nextAny));
}
