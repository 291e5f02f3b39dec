import { expOfMinus, type NextToken } from '../tokens/token-rules.js';
import type { Random } from './random.js';

/** The `count` most probable ids, most probable first, the lower id first among equals; forbidden ones are left out. */
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

/** Draws an id with the probabilities of `logits / temperature`. */
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
