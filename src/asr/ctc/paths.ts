import { type Decoded, endsFromStarts } from '../nemo/decoding.js';
import type { Encoded } from '../nemo/encoder.js';
import { argMaxBetween } from '../nemo/logits.js';

/**
 * Greedy CTC decoding (Graves et al. 2006, "best path"): the most probable token of each frame, collapsed.
 *
 * @param encoded log probabilities, [length, vocabulary].
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
 * The tokens of a path: blanks are removed, and a run of one token is written once. It starts with its run; its
 * probability is the highest of the run, because a network is usually sure of a token in one frame only.
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

/**
 * Forced alignment (Viterbi 1967): the most probable path through the frames that spells the tokens. Blanks may stand
 * between any two tokens, and must between two equal ones.
 *
 * @param encoded log probabilities, [length, vocabulary].
 * @returns a token for each frame; only blanks when there are too few frames for the tokens.
 */
export function alignPath(tokens: readonly number[], { frames, length }: Encoded, blank: number): Int32Array {
  const vocabulary = frames.length / Math.max(1, length);
  // Even states are blanks, odd ones tokens.
  const states = 2 * tokens.length + 1;
  const spelled = (s: number) => (s % 2 === 0 ? blank : tokens[s >> 1]);
  // By how many states the best path moved to get here: 0, 1 or 2, [length, states].
  const moves = new Uint8Array(length * states);
  const impossible = Number.NEGATIVE_INFINITY;
  let scores = new Float64Array(states).fill(impossible);
  let next = new Float64Array(states);
  for (let t = 0; t < length; t++) {
    for (let s = 0; s < states; s++) {
      let best = t === 0 ? (s < 2 ? 0 : impossible) : scores[s];
      let move = 0;
      if (t > 0 && s > 0 && scores[s - 1] > best) {
        best = scores[s - 1];
        move = 1;
      }
      const mayLeap = s % 2 === 1 && s > 1 && spelled(s) !== spelled(s - 2);
      if (t > 0 && mayLeap && scores[s - 2] > best) {
        best = scores[s - 2];
        move = 2;
      }
      next[s] = best + frames[t * vocabulary + spelled(s)];
      moves[t * states + s] = move;
    }
    [scores, next] = [next, scores];
  }
  const path = new Int32Array(length).fill(blank);
  let state = states > 1 && scores[states - 2] > scores[states - 1] ? states - 2 : states - 1;
  if (length === 0 || scores[state] === impossible) return path;
  for (let t = length - 1; t >= 0; t--) {
    path[t] = spelled(state);
    state -= moves[t * states + state];
  }
  return path;
}
