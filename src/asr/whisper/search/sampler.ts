import { drawToken } from './choose-tokens.js';
import type { Random } from './random.js';
import { blank, extend, type Hypothesis, likeliest, type Search } from './search.js';

export interface SamplerOptions {
  /** 0 takes the most probable token. */
  readonly temperature: number;
  /** Texts that are drawn side by side, of which the likeliest is taken. */
  readonly count: number;
  readonly random: Random;
}

/** Writes texts token by token, each on its own (openai/whisper `decoding.py`, GreedyDecoder). */
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
        const text = extend(live[from], token, logits[token] - logSum, end, attention[from]);
        if (text.stopped) done.push(text);
        else {
          going.push(text);
          sources.push(from);
        }
      }
      live = going;
      parents = [...going.keys()];
      return sources;
    },
    best: (reason) => likeliest([...done, ...live.map((text) => ({ ...text, stopped: reason }))]),
  };
}
