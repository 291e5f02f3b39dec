import { type Decoded, endsFromStarts } from '../nemo/decoded.js';
import type { Encoded } from '../nemo/encoded.js';
import { argMaxBetween } from '../nemo/logits.js';

/**
 * Greedy CTC decoding (Graves et al. 2006, "best path"): the most probable token of each frame, runs of one token
 * written once, blanks left out.
 *
 * @param encoded log probabilities as frames, [length, vocabulary].
 */
export function decodeBestPath(encoded: Encoded, blank: number): Decoded {
  const { frames, length } = encoded;
  const vocabulary = frames.length / Math.max(1, length);
  const path = Int32Array.from(
    { length },
    (_, t) => argMaxBetween(frames, t * vocabulary, (t + 1) * vocabulary) - t * vocabulary,
  );
  return collapse(path, encoded, blank);
}

/**
 * The tokens of a path through the frames. A token begins where its run does; its probability is the highest of the
 * run, as a network says a token loudly only once.
 *
 * @param path a token for each frame.
 */
export function collapse(path: Int32Array, { frames, length }: Encoded, blank: number): Decoded {
  const vocabulary = frames.length / Math.max(1, length);
  const tokens: number[] = [];
  const starts: number[] = [];
  const logProbs: number[] = [];
  for (let t = 0; t < length; t++) {
    const token = path[t];
    if (token === blank) continue;
    const logProb = frames[t * vocabulary + token];
    if (t > 0 && path[t - 1] === token) {
      logProbs[logProbs.length - 1] = Math.max(logProbs[logProbs.length - 1], logProb);
      continue;
    }
    tokens.push(token);
    starts.push(t);
    logProbs.push(logProb);
  }
  return { tokens, starts, ends: endsFromStarts(starts), logProbs };
}
