import { ScribeError } from '../../errors.js';
import { isText, spaceMark, type Vocabulary } from './vocabulary.js';

/**
 * Hotwords as a graph over tokens that every hypothesis walks along (Aho and Corasick 1975; used like k2's
 * `context_graph`). Each token of a phrase is rewarded at once, so that the phrase survives until it is complete; when
 * it breaks off, the reward is taken back.
 */
export interface ContextGraph {
  /** Where the token leads from a state; 0 is the start. */
  next(state: number, token: number): number;
  /** What the step adds to a score, in natural logarithms. */
  reward(from: number, to: number): number;
  /** What is taken back when the text ends inside a phrase: at most 0. */
  finish(state: number): number;
  /** Tokens that continue a phrase, or start one. */
  continuations(state: number): Int32Array;
}

export const hotwordDefaults = {
  /** Natural logarithms for each token of a phrase (sherpa-onnx: `hotwords_score`). */
  bonus: 1.5,
  /** Hypotheses when only one was asked for: greedy search cannot come back to a phrase. */
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
  // The reward at risk in a state: that of the tokens since the last complete phrase on its path.
  const risked = new Float64Array(children.length);
  // What is kept for good on arriving: the reward of this phrase, and of those that are a suffix of it.
  const won = new Float64Array(children.length);
  // Breadth first: the state that a failure leads to is nearer to the start, so it is done before.
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
 * Writes hotwords in the tokens of a vocabulary. A model folder has no tokenizer, so how the network would divide a word
 * is a guess, and all likely guesses are taken: pairs merged in the order of the ids (as byte-pair vocabularies are
 * numbered), and the fewest pieces (close to what a unigram model does); as given, and with a capital, for the start of
 * a sentence.
 *
 * @returns each way of writing each hotword.
 * @throws ScribeError USAGE when a hotword has characters that the network cannot write.
 */
export function tokenizeHotwords(
  hotwords: readonly string[],
  vocabulary: Vocabulary,
  model: string,
): number[][] {
  if (hotwords.length === 0) return [];
  const ids = textPieces(vocabulary);
  const found = new Map<string, number[]>();
  for (const hotword of hotwords) {
    if (hotword.trim() === '') continue;
    const ways = waysToWrite(hotword, ids);
    if (ways.length === 0)
      throw new ScribeError('USAGE', `The model ${model} cannot write the hotword "${hotword.trim()}".`, {
        hint: 'Leave it out, or spell it with the letters of a language that the model speaks.',
      });
    for (const way of ways) found.set(way.join(' '), way);
  }
  return [...found.values()];
}

/** Those of some words that a network can write. */
export function writable(words: readonly string[], vocabulary: Vocabulary): readonly string[] {
  const ids = textPieces(vocabulary);
  return words.filter((word) => waysToWrite(word, ids).length > 0);
}

function textPieces(vocabulary: Vocabulary): ReadonlyMap<string, number> {
  const ids = new Map<string, number>();
  vocabulary.pieces.forEach((piece, id) => {
    if (isText(vocabulary, id) && !ids.has(piece)) ids.set(piece, id);
  });
  return ids;
}

/** As given, and with a capital; none: there is nothing to write, or no piece for one of its letters. */
function waysToWrite(word: string, ids: ReadonlyMap<string, number>): number[][] {
  const text = word.trim().replace(/\s+/gu, spaceMark);
  if (text === '') return [];
  const capital = text.replace(/^./u, (first) => first.toLocaleUpperCase('und'));
  return [text, capital].flatMap((spelling) => {
    const marked = spaceMark + spelling;
    return [mergePairs(marked, ids), fewestPieces(marked, ids)].filter((way) => way !== null);
  });
}

/** Byte-pair encoding (Sennrich et al. 2016): of all neighbours, the pair with the lowest id is merged first. */
function mergePairs(text: string, ids: ReadonlyMap<string, number>): number[] | null {
  const merged = [...text];
  for (;;) {
    let best = Number.POSITIVE_INFINITY;
    let at = -1;
    for (let i = 0; i + 1 < merged.length; i++) {
      const id = ids.get(merged[i] + merged[i + 1]);
      if (id === undefined || id >= best) continue;
      best = id;
      at = i;
    }
    if (at < 0) break;
    merged.splice(at, 2, merged[at] + merged[at + 1]);
  }
  const pieces = merged.map((piece) => ids.get(piece));
  return pieces.every((id) => id !== undefined) ? pieces : null;
}

/** The fewest pieces that write the text; of several such ways, the one with the lower sum of ids. */
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
