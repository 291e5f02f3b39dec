import type { NextToken } from '../tokens/token-rules.js';
import { blank, extend, type Hypothesis, likeliest, type Search } from './search.js';

export interface BeamOptions {
  /** Hypotheses that are followed side by side. */
  readonly beam: number;
  /** Ends after beam times patience finished hypotheses (Kasai et al. 2022); 1 is the plain search. */
  readonly patience: number;
}

/**
 * Follows the likeliest hypotheses side by side until enough of them are finished (openai/whisper `decoding.py`,
 * BeamSearchDecoder). Forbidden tokens are never followed, even if fewer than the beam are left.
 */
export function createBeamSearch(end: number, { beam, patience }: BeamOptions): Search {
  const enough = Math.max(1, roundHalfToEven(beam * patience));
  const finished: Hypothesis[] = [];
  let live: readonly Hypothesis[] = [blank];
  return {
    get live() {
      return live;
    },
    advance(next, attention) {
      const found = next.flatMap(({ logits, logSum }, from) =>
        topTokens(next[from], beam + 1).map((token) => {
          const logProb = logits[token] - logSum;
          return { from, token, logProb, sum: live[from].sum + logProb };
        }),
      );
      found.sort((a, b) => b.sum - a.sum);
      const going: Hypothesis[] = [];
      const sources: number[] = [];
      for (const { from, token, logProb } of found) {
        if (going.length === beam) break;
        const hypothesis = extend(live[from], token, logProb, end, attention[from]);
        if (!hypothesis.stopped) {
          going.push(hypothesis);
          sources.push(from);
        } else if (finished.length < enough) finished.push(hypothesis);
      }
      if (going.length > 0) live = going;
      return finished.length < enough ? sources : [];
    },
    best(reason) {
      // `live` is sorted: the likeliest of them make up the number.
      const unfinished = live.slice(0, Math.max(0, beam - finished.length));
      return likeliest([
        ...finished,
        ...unfinished.map((hypothesis) => ({ ...hypothesis, stopped: reason })),
      ]);
    },
  };
}

/** As Python rounds. */
function roundHalfToEven(x: number): number {
  const up = Math.round(x);
  return up - x === 0.5 && up % 2 === 1 ? up - 1 : up;
}

/** The `count` most probable tokens, the lower id first among equals; forbidden ones are never among them. */
export function topTokens(next: NextToken, count: number): number[] {
  const { logits } = next;
  const ids: number[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (const { from, to } of [next.text, next.times])
    for (let id = from; id < to; id++) {
      const logit = logits[id];
      if (!(logit > least)) continue;
      if (ids.length === count) ids.pop();
      let at = ids.length;
      while (at > 0 && logits[ids[at - 1]] < logit) at--;
      ids.splice(at, 0, id);
      if (ids.length === count) least = logits[ids[count - 1]];
    }
  return ids;
}
