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
