import type { Turn } from '../domain/speakers.js';
import type { Span } from '../domain/time.js';
import { joinWords, passageOf } from '../domain/transcript.js';

const doubtfulDefaults = {
  /** Words below this are looked at: a fifth of those of the model that ships, with four fifths of its errors. */
  confidence: 0.75,
  /** Doubtful words with no more than so many others between them are one passage. */
  between: 2,
  /** Words around a passage that show what it is about. */
  context: 6,
} as const;

/** A few words of a turn that are perhaps wrong. */
export interface DoubtfulPassage extends Span {
  /** Position of the turn among the turns. */
  readonly turn: number;
  readonly clusterId: string;
  /** Its words in the turn: the first, and the one after the last. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** What is said before and after it in the turn. */
  readonly before: string;
  readonly after: string;
  /** That of its least certain word, 0 to 1. */
  readonly confidence: number;
}

/** The passages of a transcript that are least certain, the worst first. Pure. */
export function doubtfulPassages(turns: readonly Turn[], most: number): DoubtfulPassage[] {
  return turns
    .flatMap((turn, index) => passagesIn(turn, index))
    .sort((a, b) => a.confidence - b.confidence || a.start - b.start)
    .slice(0, most);
}

function passagesIn({ words, clusterId }: Turn, turn: number): DoubtfulPassage[] {
  const { confidence, between, context } = doubtfulDefaults;
  const runs: { from: number; to: number }[] = [];
  for (const [i, word] of words.entries()) {
    if (word.confidence >= confidence) continue;
    const last = runs.at(-1);
    if (last && i - last.to <= between) last.to = i + 1;
    else runs.push({ from: i, to: i + 1 });
  }
  return runs.map(({ from, to }) => {
    const { start, end, text } = passageOf(words.slice(from, to));
    return {
      turn,
      clusterId,
      from,
      to,
      start,
      end,
      text,
      before: `${from > context ? '… ' : ''}${joinWords(words.slice(Math.max(0, from - context), from))}`,
      after: `${joinWords(words.slice(to, to + context))}${to + context < words.length ? ' …' : ''}`,
      confidence: Math.min(...words.slice(from, to).map((word) => word.confidence)),
    };
  });
}

/** What a turn says when a passage of it says something else. Pure. */
export function withPassage(turn: Turn, { from, to }: Pick<DoubtfulPassage, 'from' | 'to'>, text: string) {
  const { words } = turn;
  const said = text.trim() === '' ? [] : [{ text: text.trim(), glued: words[from].glued }];
  return joinWords([...words.slice(0, from), ...said, ...words.slice(to)]);
}
