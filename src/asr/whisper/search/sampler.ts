import { expOfMinus, type NextToken } from '../tokens/token-rules.js';
import { blank, extend, type Hypothesis, likeliest, type Search } from './search.js';

export interface SamplerOptions {
  /** 0 takes the most probable token. */
  readonly temperature: number;
  /** Hypotheses that are sampled side by side, of which the likeliest is taken. */
  readonly count: number;
  readonly random: Random;
}

/** Samples hypotheses independently, token by token (openai/whisper `decoding.py`, GreedyDecoder). */
export function createSampler(end: number, { temperature, count, random }: SamplerOptions): Search {
  let live: readonly Hypothesis[] = [blank];
  let parents: readonly number[] = Array.from({ length: count }, () => 0);
  const done: Hypothesis[] = [];
  return {
    get live() {
      return live;
    },
    advance(next, attention) {
      const going: Hypothesis[] = [];
      const sources: number[] = [];
      for (const from of parents) {
        const { logits, best, logSum } = next[from];
        const token = temperature === 0 ? best : drawToken(next[from], temperature, random);
        const hypothesis = extend(live[from], token, logits[token] - logSum, end, attention[from]);
        if (hypothesis.stopped) done.push(hypothesis);
        else {
          going.push(hypothesis);
          sources.push(from);
        }
      }
      live = going;
      parents = [...going.keys()];
      return sources;
    },
    best: (reason) => likeliest([...done, ...live.map((hypothesis) => ({ ...hypothesis, stopped: reason }))]),
  };
}

/** Draws a token with the probabilities of `logits / temperature`. */
export function drawToken(next: NextToken, temperature: number, random: Random): number {
  const { logits, best } = next;
  const ranges = [next.text, next.times];
  const max = logits[best];
  let sum = 0;
  for (const { from, to } of ranges)
    for (let id = from; id < to; id++) sum += expOfMinus((max - logits[id]) / temperature);
  let left = random() * sum;
  for (const { from, to } of ranges)
    for (let id = from; id < to; id++) {
      left -= expOfMinus((max - logits[id]) / temperature);
      if (left < 0) return id;
    }
  return best;
}

/** Uniform in [0, 1). */
export type Random = () => number;

/**
 * The same numbers for the same seeds, on every machine: 32 bits of state that advance by the golden ratio, mixed by the
 * finalizer of MurmurHash3 (Appleby). Good enough to draw tokens.
 */
export function createRandom(...seeds: readonly number[]): Random {
  let state = 0;
  for (const seed of seeds) state = mix((state + seed + golden) | 0);
  return () => {
    state = (state + golden) | 0;
    return (mix(state) >>> 0) / 2 ** 32;
  };
}

/** 2^32 divided by the golden ratio. */
const golden = 0x9e3779b9;

function mix(bits: number): number {
  let x = bits;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
