import { overlap, type Span } from '../domain/time.js';
import { passageOf, type Segment, type Word } from '../domain/transcript.js';
import { type Calibration, calibrate, uncalibrate } from './calibration.js';
import { alignRivals, type RivalWord, type Voting, voteOn } from './rover.js';

/** Chosen on 118 read sentences and three meetings by halves; docs/accuracy.md has the numbers. */
export const secondOpinionDefaults = {
  /** A span is heard again when a word in it is right with a lower probability than this. */
  unsure: 0.9,
  /** With two recognizers every disagreement is a draw, so confidence decides alone. */
  voting: { agreement: 0, silence: 0.7 } satisfies Voting,
} as const;

/** Indexes of the spans in which a word is not certain. Pure. */
export function unsureSpans(
  spans: readonly Span[],
  segments: readonly Segment[],
  calibration: Calibration,
): number[] {
  const isUnsure = ({ confidence }: Word) =>
    calibrate(calibration, confidence) < secondOpinionDefaults.unsure;
  const unsure = segments.flatMap(({ words }) => words.filter(isUnsure));
  return [...spans.keys()].filter((i) => unsure.some((word) => overlap(word, spans[i]) > 0));
}

/** Letters and digits alone: case and punctuation decide nothing. */
const formOf = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]/gu, '');

interface Rival extends RivalWord {
  readonly word: Word;
  /** Position of the segment; undefined for the second recognizer. */
  readonly segment?: number;
}

/** What a recognizer wrote, and what its confidences mean. */
export interface Opinion {
  readonly segments: readonly Segment[];
  readonly calibration: Calibration;
}

/**
 * The time that belongs to chosen spans: each reaches half-way to its neighbours, chosen ones that follow each other are
 * one, and the first and last of all have no end, since words are often timed a little outside of the speech. Pure.
 */
export function territories(spans: readonly Span[], chosen: readonly number[]): Span[] {
  const middle = (i: number) => (spans[i].end + spans[i + 1].start) / 2;
  const areas: { start: number; end: number }[] = [];
  for (const i of chosen) {
    const start = i === 0 ? Number.NEGATIVE_INFINITY : middle(i - 1);
    const end = i === spans.length - 1 ? Number.POSITIVE_INFINITY : middle(i);
    const last = areas.at(-1);
    if (last?.end === start) last.end = end;
    else areas.push({ start, end });
  }
  return areas;
}

/**
 * The words of the first recognizer after a vote with a second one, within some spans. Segments stay those of the
 * first, and so does the scale of confidence; a word that both wrote has the higher one, and the first one's spelling.
 * Words of the second where the first has no segment in the span are not taken. Pure.
 */
export function combineOpinions(first: Opinion, second: Opinion, spans: readonly Span[]): Segment[] {
  const rebuilt = new Map<number, Word[]>();
  for (const span of spans) {
    const isHere = (word: Word) => isIn(word, span);
    const own = first.segments.flatMap(({ words, repeats }, segment) =>
      repeats ? [] : words.filter(isHere).map((word) => rivalOf(word, first.calibration, segment)),
    );
    const theirs = second.segments.flatMap(({ words, repeats }) =>
      repeats ? [] : words.filter(isHere).map((word) => rivalOf(word, second.calibration)),
    );
    if (own.length === 0) continue;
    let segment = own[0].segment!;
    for (const slot of alignRivals([own, theirs])) {
      const [mine, other] = slot;
      segment = mine?.segment ?? segment;
      const words = rebuilt.get(segment) ?? [];
      rebuilt.set(segment, words);
      const chosen = voteOn(slot, secondOpinionDefaults.voting);
      if (!chosen) continue;
      const probability = mine && other?.form === mine.form ? other.confidence : 0;
      const surest = Math.max(chosen.confidence, probability);
      // Two recognizers time words apart; the order is that of the network.
      const start = Math.max(chosen.word.start, words.at(-1)?.start ?? 0);
      const end = Math.max(start, chosen.word.end);
      words.push({ ...chosen.word, start, end, confidence: uncalibrate(first.calibration, surest) });
    }
  }
  return first.segments.flatMap((segment, i) => {
    const voted = rebuilt.get(i);
    if (!voted) return [segment];
    const untouched = segment.words.filter((word) => !spans.some((span) => isIn(word, span)));
    const words = [...untouched, ...voted].sort((a, b) => a.start - b.start);
    return words.length > 0 ? [{ ...segment, ...passageOf(words) }] : [];
  });
}

/** A word belongs to the span that its middle lies in. */
const isIn = ({ start, end }: Span, span: Span): boolean =>
  (start + end) / 2 >= span.start && (start + end) / 2 < span.end;

function rivalOf(word: Word, calibration: Calibration, segment?: number): Rival {
  return {
    form: formOf(word.text),
    confidence: calibrate(calibration, word.confidence),
    word,
    ...(segment !== undefined && { segment }),
  };
}
