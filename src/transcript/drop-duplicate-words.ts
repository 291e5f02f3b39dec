import type { Seconds, Span } from '../domain/time.js';
import { passageOf, type Segment, type Word } from '../domain/transcript.js';

const duplicateDefaults = {
  /** The same word this near in another channel may be the same voice: an echo comes later by up to this. */
  near: 0.6 as Seconds,
  /** From this many equal words in a row they are one voice that two channels hear; ... */
  run: 3,
  /** ... of fewer, the softer is a duplicate only if it is softer by this many decibels: two people can both say yes. */
  softer: 9,
  /**
   * From this share of leaked sound on it is one voice, whatever was recognized: leaks with 0.3 s of reverberation have at
   * least 0.37 in 98 of 100 words, two people who speak at once 0.19 at most; ...
   */
  same: 0.3,
  /** ... below this one they are two people, unless one is that much softer. */
  different: 0.1,
  /** Words are at least this long. */
  shortest: 0.02 as Seconds,
  /** With this share of its words the rest of a segment goes as well: it is the same voice, misheard. */
  most: 0.5,
} as const;

/** What was recognized in one channel, and how loud the channel is during a span against its own voices, in decibels. */
export interface ChannelWords {
  readonly segments: readonly Segment[];
  readonly level: (span: Span) => number;
}

export interface OwnWords {
  readonly segments: readonly Segment[];
  /** When the channel hears a voice of another one: the spans of dropped words. */
  readonly duplicates: readonly Span[];
}

/** How much of what a channel hears in a span leaks into it from another one: 0 to 1. Null: not known. */
export type SharedSound = (channel: number, other: number, span: Span) => number | null;

/**
 * Words that two channels heard of one voice are kept in the channel that hears it better. Pure.
 * @returns what is left of each channel; another channel has each word that was dropped.
 */
export function dropDuplicateWords(
  channels: readonly ChannelWords[],
  shared: SharedSound = () => null,
): OwnWords[] {
  const words = channels.map(({ segments }) =>
    segments.flatMap((segment) => segment.words.map((word) => ({ word, segment, key: keyOf(word) }))),
  );
  const dropped = new Set<Word>();
  for (let i = 0; i < channels.length; i++)
    for (let j = 0; j < channels.length; j++)
      if (i !== j) {
        const softerBy = (span: Span) => channels[j].level(span) - channels[i].level(span);
        for (const run of findRuns(words[i], words[j])) {
          const span = { start: run[0].start, end: run[run.length - 1].end };
          const softer = softerBy(span);
          const isSofter = softer > 0 || (softer === 0 && i > j);
          if (isSofter && isOneVoice(run.length, softer, shared(i, j, span)))
            for (const word of run) dropped.add(word);
        }
        // What was misheard in one of the two is another word.
        for (const { word } of findOverlapping(words[i], words[j]))
          if (!dropped.has(word) && softerBy(word) > 0 && (shared(i, j, word) ?? 0) >= duplicateDefaults.same)
            dropped.add(word);
      }
  return channels.map(({ segments }) => {
    const kept: Segment[] = [];
    const duplicates: Span[] = [];
    for (const segment of segments) {
      const own = segment.words.filter((word) => !dropped.has(word));
      const most = own.length <= (1 - duplicateDefaults.most) * segment.words.length;
      if (own.length === segment.words.length) kept.push(segment);
      else if (most) duplicates.push({ start: segment.start, end: segment.end });
      else {
        kept.push({ ...segment, ...passageOf(own) });
        duplicates.push(...segment.words.filter((word) => dropped.has(word)));
      }
    }
    return { segments: kept, duplicates };
  });
}

/** Whether a run of words that two channels have is one voice. */
function isOneVoice(words: number, softer: number, share: number | null): boolean {
  const { run, same, different } = duplicateDefaults;
  if (share !== null && share >= same) return true;
  const isSoft = softer >= duplicateDefaults.softer;
  // Many equal words and a soft voice are proof enough: much reverberation leaves little to compare.
  if (share !== null && share < different) return isSoft && words >= run;
  return isSoft || words >= run;
}

/** Words during at least half of which the other channel has words, too. */
function findOverlapping(own: readonly Heard[], other: readonly Heard[]): Heard[] {
  let from = 0;
  return own.filter(({ word: { start, end } }) => {
    // Recognizers give some words no length.
    const length = Math.max(duplicateDefaults.shortest, end - start);
    while (from < other.length && other[from].word.end <= start) from++;
    let covered = 0;
    for (let k = from; k < other.length && other[k].word.start < start + length; k++)
      covered += Math.max(
        0,
        Math.min(start + length, other[k].word.end) - Math.max(start, other[k].word.start),
      );
    return covered >= 0.5 * length;
  });
}

interface Heard {
  readonly word: Word;
  readonly key: string;
}

/** Runs of words that the other channel has too, in the same order and at about the same time. */
function findRuns(own: readonly Heard[], other: readonly Heard[]): Word[][] {
  const runs: Word[][] = [];
  let run: Word[] = [];
  let from = 0;
  let expected = -1;
  for (const { word, key } of own) {
    while (from < other.length && other[from].word.start < word.start - 2 * duplicateDefaults.near) from++;
    let match = -1;
    for (let k = from; k < other.length && other[k].word.start <= word.start + duplicateDefaults.near; k++) {
      if (key === '' || other[k].key !== key || other[k].word.start < word.start - duplicateDefaults.near)
        continue;
      match = k;
      if (k >= expected) break;
    }
    if (match >= 0 && (run.length === 0 || match === expected)) run.push(word);
    else {
      if (run.length > 0) runs.push(run);
      run = match >= 0 ? [word] : [];
    }
    expected = match + 1;
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

/** Letters and digits alone, so that a comma makes no difference. */
function keyOf(word: Word): string {
  return word.text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
