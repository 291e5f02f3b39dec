import type { Suppression } from '../../domain/suppressed.js';
import type { Seconds } from '../../domain/time.js';
import { joinWords, type Segment } from '../../domain/transcript.js';
import { toSegment } from '../segments.js';
import type { SpeechWitness } from './evidence.js';
import { bare } from './phrases.js';

const silentWordsDefaults = {
  /** Word times may well be off by this much: a segment with one word this close to speech was heard. */
  reach: 0.3 as Seconds,
  /** In a segment that was heard, words are cut out only when they are this far from speech ... */
  farReach: 1 as Seconds,
  /** ... and this many in a row: a single one is a word with a wrong time. */
  farWords: 3,
} as const;

/** When a sentence that is repeated over and over counts as spoken. */
const saidDefaults = {
  /** Mean probability of its words, and mean log probability of its window. */
  sure: 0.8,
  meanLogProb: -0.5,
  /** Share of detected speech. */
  heard: 0.5,
} as const;

/** A segment, or a run of its words; `suppression` is set when it was cut out. */
export interface Passage {
  readonly segment: Segment;
  readonly suppression: Suppression | null;
}

/** Cuts out what lies in silence: segments with no speech nearby, and long runs of words far from any. */
export function cutSilence(segments: readonly Segment[], witness: SpeechWitness): Passage[] {
  const { reach, farReach, farWords } = silentWordsDefaults;
  return segments.flatMap((segment): Passage[] => {
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
 * Cuts out the repetitions of loops, also across segments; the first round stays, and so do repetitions that were really
 * spoken. Passages that are suppressed already are skipped.
 */
export function cutLoops(passages: readonly Passage[], witness: SpeechWitness): Passage[] {
  const places: { passage: number; word: number }[] = [];
  const compared: string[] = [];
  passages.forEach(({ segment, suppression }, passage) => {
    if (suppression) return;
    segment.words.forEach((word, i) => {
      const letters = bare(word.text);
      if (letters === '') return;
      places.push({ passage, word: i });
      compared.push(letters);
    });
  });
  const marks = passages.map(({ segment }) => segment.words.map((): Suppression | null => null));
  for (const { from, run, to } of findLoops(compared)) {
    if (places.slice(from + run, to).every(({ passage }) => isSaid(passages[passage].segment, witness)))
      continue;
    const spoken = (at: number) => passages[places[at].passage].segment.words[places[at].word];
    const round = joinWords(Array.from({ length: Math.min(run, 8) }, (_, i) => spoken(from + i)));
    const times = Math.floor((to - from) / run);
    const loop: Suppression = {
      reason: 'loop',
      detail: `"${round}${run > 8 ? ' ...' : ''}" ${times} times in a row`,
    };
    for (let at = from + run; at < to; at++) marks[places[at].passage][places[at].word] = loop;
  }
  return passages.flatMap((passage, i) =>
    marks[i].some((mark) => mark) ? cutAt(passage.segment, marks[i]) : [passage],
  );
}

/** Whether a segment was certainly spoken: the recognizer was sure of it at the first attempt, and somebody speaks there. */
function isSaid(segment: Segment, witness: SpeechWitness): boolean {
  const { confidence, evidence } = segment;
  const { sure, meanLogProb, heard } = saidDefaults;
  if (!evidence || evidence.looped || evidence.temperature > 0) return false;
  return confidence >= sure && evidence.meanLogProb > meanLogProb && witness.share(segment) >= heard;
}

/** Divides a segment where the verdict on its words changes. Punctuation that is a word of its own stays with the word before it. */
function cutAt(segment: Segment, marks: readonly (Suppression | null)[]): Passage[] {
  if (marks.every((mark) => mark === marks[0])) return [{ segment, suppression: marks[0] ?? null }];
  const { words, language, evidence } = segment;
  const passages: Passage[] = [];
  let from = 0;
  for (let i = 1; i <= words.length; i++) {
    if (i < words.length && (marks[i] === marks[from] || bare(words[i].text) === '')) continue;
    const run = toSegment(words.slice(from, i), language);
    passages.push({ segment: { ...run, ...(evidence && { evidence }) }, suppression: marks[from] });
    from = i;
  }
  return passages;
}

/** When repeated words are a loop of the decoder, and not a person who insists. */
const loopDefaults = {
  /** Rounds of a short run ... */
  rounds: 4,
  /** ... that have this many words together, so "no, no, no, no" passes (like `repetitionDefaults` for tokens). */
  words: 12,
  /** A run of this many words is long: people say it twice, ... */
  longRun: 4,
  /** ... but hardly three times in a row (silverstein/minutes collapses three equal segments, too). */
  longRounds: 3,
  /** The longest run that is searched for, in words. */
  longest: 40,
} as const;

/** A run of words that repeats; the first round is `[from, from + run)`, the repetitions end at `to`. */
interface Loop {
  readonly from: number;
  readonly run: number;
  readonly to: number;
}

/**
 * Finds the loops in a sequence of words, each with its shortest run; sorted and disjoint. Pure: one pass over the words
 * for each length of run.
 *
 * @param words without case and punctuation, so that they compare.
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
