import type { Suppression } from '../../domain/suppressed.js';
import type { Seconds } from '../../domain/time.js';
import { joinWords, type Segment } from '../../domain/transcript.js';
import { toSegment } from '../segments.js';
import type { SpeechWitness } from './evidence.js';
import { bare } from './phrases.js';

export const silentWordsDefaults = {
  /** Times of words are off by so much, for certain: a segment of which one word comes this near to speech was heard. */
  reach: 0.3 as Seconds,
  /** Inside a segment that was heard, words are cut out only when they are this far from speech ... */
  farReach: 1 as Seconds,
  /** ... and this many in a row: one alone is a word with a wrong time. */
  farWords: 3,
} as const;

/** When a sentence that comes over and over is taken for what somebody says. */
export const saidDefaults = {
  /** Mean probability of its words, and mean log probability of its window. */
  sure: 0.8,
  meanLogProb: -0.5,
  /** Share of detected speech. */
  heard: 0.5,
} as const;

/** A segment, or the part of one that was cut out of it. */
export interface Piece {
  readonly segment: Segment;
  readonly suppression: Suppression | null;
}

/** Cuts out what lies in silence: whole segments that no speech is near to, and long runs of words far from any. */
export function cutSilence(segments: readonly Segment[], witness: SpeechWitness): Piece[] {
  const { reach, farReach, farWords } = silentWordsDefaults;
  return segments.flatMap((segment): Piece[] => {
    if (segment.repeats) return [{ segment, suppression: stopped }];
    const distances = segment.words.map((word) => witness.distance(word));
    if (distances.length === 0) return [{ segment, suppression: null }];
    const nearest = Math.min(...distances);
    if (nearest > reach) return [{ segment, suppression: silence(nearest) }];
    const marks: (Suppression | null)[] = segment.words.map(() => null);
    for (let from = 0; from < distances.length; ) {
      let to = from;
      while (to < distances.length && distances[to] > farReach) to++;
      if (to - from >= farWords) marks.fill(silence(Math.min(...distances.slice(from, to))), from, to);
      from = to + 1;
    }
    return cutAt(segment, marks);
  });
}

const stopped: Suppression = {
  reason: 'loop',
  detail: 'the recognizer was stopped in a repetition',
};

function silence(distance: Seconds): Suppression {
  const where = Number.isFinite(distance) ? `within ${distance.toFixed(1)} s` : 'anywhere in the recording';
  return { reason: 'no-speech', detail: `no speech was detected ${where}` };
}

/**
 * Cuts the repetitions of loops out, across segments; the first round stays. What is cut out already is not looked at, and
 * what was really said so stays.
 */
export function cutLoops(pieces: readonly Piece[], witness: SpeechWitness): Piece[] {
  const places: { piece: number; word: number }[] = [];
  const compared: string[] = [];
  pieces.forEach(({ segment, suppression }, piece) => {
    if (suppression) return;
    segment.words.forEach((word, i) => {
      const letters = bare(word.text);
      if (letters === '') return;
      places.push({ piece, word: i });
      compared.push(letters);
    });
  });
  const marks = pieces.map(({ segment }) => segment.words.map((): Suppression | null => null));
  for (const { from, run, to } of findLoops(compared)) {
    if (places.slice(from + run, to).every(({ piece }) => isSaid(pieces[piece].segment, witness))) continue;
    const spoken = (at: number) => pieces[places[at].piece].segment.words[places[at].word];
    const round = joinWords(Array.from({ length: Math.min(run, 8) }, (_, i) => spoken(from + i)));
    const times = Math.floor((to - from) / run);
    const loop: Suppression = {
      reason: 'loop',
      detail: `"${round}${run > 8 ? ' ...' : ''}" ${times} times in a row`,
    };
    for (let at = from + run; at < to; at++) marks[places[at].piece][places[at].word] = loop;
  }
  return pieces.flatMap((piece, i) =>
    marks[i].some((mark) => mark) ? cutAt(piece.segment, marks[i]) : [piece],
  );
}

/** Whether a segment was said without a doubt: its recognizer is sure of it, at the first go, and somebody speaks there. */
function isSaid(segment: Segment, witness: SpeechWitness): boolean {
  const { confidence, evidence } = segment;
  const { sure, meanLogProb, heard } = saidDefaults;
  if (!evidence || evidence.looped || evidence.temperature > 0) return false;
  return confidence >= sure && evidence.meanLogProb > meanLogProb && witness.share(segment) >= heard;
}

/** The parts of a segment between which the verdict on its words changes. A sign that is a word of its own goes with the word before it. */
function cutAt(segment: Segment, marks: readonly (Suppression | null)[]): Piece[] {
  if (marks.every((mark) => mark === marks[0])) return [{ segment, suppression: marks[0] ?? null }];
  const { words, language, evidence } = segment;
  const pieces: Piece[] = [];
  let from = 0;
  for (let i = 1; i <= words.length; i++) {
    if (i < words.length && (marks[i] === marks[from] || bare(words[i].text) === '')) continue;
    const part = toSegment(words.slice(from, i), language);
    pieces.push({ segment: { ...part, ...(evidence && { evidence }) }, suppression: marks[from] });
    from = i;
  }
  return pieces;
}

/** When words that repeat are a loop of the decoder and not somebody who insists. */
export const loopDefaults = {
  /** Rounds of a short run ... */
  rounds: 4,
  /** ... that are this many words together: "no, no, no, no" passes (as `repetitionDefaults` has it for tokens). */
  words: 12,
  /** A run of this many words is long: people say such a thing twice, ... */
  longRun: 4,
  /** ... hardly three times in a row (silverstein/minutes collapses three alike segments, too). */
  longRounds: 3,
  /** The longest run that is looked for, in words. */
  longest: 40,
} as const;

/** A run of words that follows itself; the first round is `[from, from + run)`, the repetitions reach to `to`. */
export interface Loop {
  readonly from: number;
  readonly run: number;
  readonly to: number;
}

/**
 * Finds the loops in a sequence of words, each with its shortest run; they are sorted and do not overlap. Pure: for each
 * length of run one pass over the words.
 *
 * @param words as they compare: without case and punctuation.
 */
export function findLoops(words: readonly string[], limits = loopDefaults): Loop[] {
  const found: Loop[] = [];
  for (let run = 1; run <= limits.longest; run++) {
    let matched = 0;
    for (let i = run; i <= words.length; i++) {
      if (i < words.length && words[i] === words[i - run]) {
        matched++;
        continue;
      }
      const from = i - matched - run;
      if (isLoop(run, matched + run, limits) && !found.some((loop) => loop.from < i && from < loop.to))
        found.push({ from, run, to: i });
      matched = 0;
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

function isLoop(run: number, length: number, limits: typeof loopDefaults): boolean {
  const rounds = Math.floor(length / run);
  return run >= limits.longRun
    ? rounds >= limits.longRounds
    : rounds >= limits.rounds && length >= limits.words;
}
