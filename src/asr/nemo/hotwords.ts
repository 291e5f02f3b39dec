import { ScribeError } from '../../errors.js';
import { isText, spaceMark, type Vocabulary } from './vocabulary.js';

/**
 * Words and names that are likely to be said, as a graph over tokens that every hypothesis walks along (Aho and
 * Corasick 1975; the idea of k2's `context_graph`). A piece of a phrase is rewarded at once, so that the phrase
 * survives until it is complete; when it breaks off, the reward is taken back.
 */
export interface ContextGraph {
  /** Where the token leads from a state; 0 is the begin. */
  next(state: number, token: number): number;
  /** What the step is worth, in natural logarithms. */
  reward(from: number, to: number): number;
  /** What is taken back for a phrase that the text ends inside of: not positive. */
  finish(state: number): number;
  /** Tokens that go on with a phrase, or begin one. */
  continuations(state: number): Int32Array;
}

export const hotwordDefaults = {
  /** Natural logarithms for each piece of a phrase (sherpa-onnx: `hotwords_score`). */
  bonus: 1.5,
  /** Hypotheses that are followed when only one was asked for: one alone cannot come back to a phrase. */
  beam: 4,
} as const;

/** @param phrases as tokens; none of them empty. */
export function createContextGraph(
  phrases: readonly (readonly number[])[],
  bonus: number = hotwordDefaults.bonus,
): ContextGraph {
  const children: Map<number, number>[] = [new Map()];
  const parent = [0];
  const ends = [false];
  for (const phrase of phrases) {
    let at = 0;
    for (const token of phrase) {
      let to = children[at].get(token);
      if (to === undefined) {
        to = children.length;
        children[at].set(token, to);
        children.push(new Map());
        parent.push(at);
        ends.push(false);
      }
      at = to;
    }
    ends[at] = at > 0;
  }

  const next = (state: number, token: number): number => {
    let at = state;
    for (;;) {
      const to = children[at].get(token);
      if (to !== undefined) return to;
      if (at === 0) return 0;
      at = failure[at];
    }
  };

  const failure = new Int32Array(children.length);
  // The reward that is at risk in a state: pieces since the last phrase on its path was complete.
  const risked = new Float64Array(children.length);
  // What is won for good on arriving: by this phrase, and by those that end with it.
  const won = new Float64Array(children.length);
  // Breadth first: the state that a failure leads to is nearer to the begin, and done before.
  const queue = [0];
  for (const at of queue)
    for (const [token, to] of children[at]) {
      failure[to] = at === 0 ? 0 : next(failure[at], token);
      const sum = (ends[at] ? 0 : risked[at]) + bonus;
      risked[to] = ends[to] ? 0 : sum;
      won[to] = (ends[to] ? sum : 0) + won[failure[to]];
      queue.push(to);
    }

  const known: (Int32Array | undefined)[] = [];
  return {
    next,
    reward: (from, to) => risked[to] - risked[from] + won[to],
    finish: (state) => -risked[state],
    continuations(state) {
      const found = known[state];
      if (found) return found;
      const tokens = new Set(children[state].keys());
      for (let at = state; at !== 0; ) {
        at = failure[at];
        for (const token of children[at].keys()) tokens.add(token);
      }
      const list = Int32Array.from(tokens);
      known[state] = list;
      return list;
    },
  };
}

/**
 * Writes hotwords with the pieces of a vocabulary. A folder holds no tokenizer, so how the network would cut a word is
 * a guess, and the likely guesses are all taken: pairs merged in the order of the ids (which is how byte-pair
 * vocabularies are numbered), and the fewest pieces (which is near to what a unigram model does); as it is written, and
 * with a capital, for the begin of a sentence.
 *
 * @returns each way of writing each hotword.
 * @throws ScribeError USAGE when a hotword has characters that the network does not write.
 */
export function tokenizeHotwords(
  hotwords: readonly string[],
  vocabulary: Vocabulary,
  model: string,
): number[][] {
  if (hotwords.length === 0) return [];
  const ids = new Map<string, number>();
  vocabulary.pieces.forEach((piece, id) => {
    if (isText(vocabulary, id) && !ids.has(piece)) ids.set(piece, id);
  });
  const found = new Map<string, number[]>();
  for (const hotword of hotwords) {
    const text = hotword.trim().replace(/\s+/gu, spaceMark);
    if (text === '') continue;
    const capital = text.replace(/^./u, (first) => first.toLocaleUpperCase('und'));
    const ways = [text, capital].flatMap((spelling) => {
      const marked = spaceMark + spelling;
      return [mergePairs(marked, ids), fewestPieces(marked, ids)].filter((way) => way !== null);
    });
    if (ways.length === 0)
      throw new ScribeError('USAGE', `The model ${model} cannot write the hotword "${hotword.trim()}".`, {
        hint: 'Leave it out, or spell it with the letters of a language that the model speaks.',
      });
    for (const way of ways) found.set(way.join(' '), way);
  }
  return [...found.values()];
}

/** Byte-pair encoding (Sennrich et al. 2016): of all neighbours, the pair that makes the lowest id is joined first. */
function mergePairs(text: string, ids: ReadonlyMap<string, number>): number[] | null {
  const parts = [...text];
  for (;;) {
    let best = Number.POSITIVE_INFINITY;
    let at = -1;
    for (let i = 0; i + 1 < parts.length; i++) {
      const id = ids.get(parts[i] + parts[i + 1]);
      if (id === undefined || id >= best) continue;
      best = id;
      at = i;
    }
    if (at < 0) break;
    parts.splice(at, 2, parts[at] + parts[at + 1]);
  }
  const pieces = parts.map((part) => ids.get(part));
  return pieces.every((id) => id !== undefined) ? pieces : null;
}

/** The shortest way of writing the text; of several, the one whose pieces have the lower ids. */
function fewestPieces(text: string, ids: ReadonlyMap<string, number>): number[] | null {
  const letters = [...text];
  // best[i]: how the first i letters are written.
  const best: ({ count: number; sum: number; pieces: number[] } | undefined)[] = [
    { count: 0, sum: 0, pieces: [] },
  ];
  for (let end = 1; end <= letters.length; end++)
    for (let from = end - 1; from >= 0; from--) {
      const id = ids.get(letters.slice(from, end).join(''));
      const head = best[from];
      if (id === undefined || !head) continue;
      const [count, sum] = [head.count + 1, head.sum + id];
      const old = best[end];
      if (old && (old.count < count || (old.count === count && old.sum <= sum))) continue;
      best[end] = { count, sum, pieces: [...head.pieces, id] };
    }
  return best[letters.length]?.pieces ?? null;
}
