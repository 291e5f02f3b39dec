import { type Decoded, endsFromStarts } from '../nemo/decoding.js';
import type { Encoded } from '../nemo/encoder.js';
import type { ContextGraph } from '../nemo/hotwords.js';
import { argMaxBetween, createTokenPicker, logSumExpBetween } from '../nemo/logits.js';
import type { GreedyOptions } from './greedy.js';
import type { Joint, JointCapacity } from './joint.js';
import {
  continueText,
  createWindowBeam,
  type Hypothesis,
  slotsPerWindow,
  type WindowBeam,
} from './window-beam.js';

export const beamDefaults = {
  /** A hypothesis this far below the best is pruned, in natural logarithms. */
  depth: 8,
} as const;

export interface BeamOptions extends GreedyOptions {
  /** Hypotheses that are kept in each frame. */
  readonly beam: number;
  readonly depth: number;
  readonly graph: ContextGraph;
}

/** What the beam search needs of the joint network. */
export const beamCapacity = (windows: number, beam: number, durations: number): JointCapacity => ({
  slots: windows * slotsPerWindow(beam, durations),
  rows: windows * beam,
});

/**
 * Time-synchronous beam search for several windows side by side (Graves 2012; durations as in NeMo's
 * `tdt_beam_decoding.py`): hypotheses compete with those that wait for the same frame, and the probabilities of all paths
 * to one text in one frame are added. A blank without duration advances by one frame, as in the greedy search. The text
 * with the highest score per token wins, as in NeMo and sherpa-onnx.
 *
 * @param joint with the capacity that `beamCapacity` gives.
 * @throws the reason of `signal`, between two steps.
 */
export async function decodeBeam(
  joint: Joint,
  windows: readonly Encoded[],
  options: BeamOptions,
): Promise<Decoded[]> {
  const { blank, beam, depth, graph, maxTokensPerFrame } = options;
  const { vocabulary, durations } = joint;
  const pick = createTokenPicker(vocabulary, blank, beam, graph);
  const durationLogProbs = new Float64Array(Math.max(1, durations));
  const beams = windows.map((encoded, w) =>
    createWindowBeam(encoded, joint, w * slotsPerWindow(beam, durations), options),
  );
  const slots = new Int32Array(windows.length * beam);
  for (;;) {
    options.signal?.throwIfAborted();
    let rows = 0;
    for (const { active, encoded } of beams)
      for (const { text, frame } of active) {
        const width = encoded.frames.length / encoded.length;
        joint.frames.set(encoded.frames.subarray(frame * width, (frame + 1) * width), rows * width);
        text.row = rows;
        slots[rows++] = text.slot;
      }
    if (rows === 0) break;
    const logits = await joint.step(slots, rows);
    for (const window of beams) {
      const { active } = window;
      if (active.length === 0) continue;
      for (const hypothesis of active) expand(window, hypothesis, logits);
      window.advance();
    }
  }
  return beams.map((window) => toDecoded(window.best()));

  /** Adds what a hypothesis may become, by a blank or by a token, to the frame where it then waits. */
  function expand(window: WindowBeam, from: Hypothesis, logits: Float32Array): void {
    const { text, frame } = from;
    const at = text.row * (vocabulary + durations);
    const { tokens, logProbs, count, blankLogProb } = pick(logits, at, text.context);
    if (durations > 0) logSoftmax(logits, at + vocabulary, durations, durationLogProbs);
    const guarded = window.round + 1 >= maxTokensPerFrame;
    for (let d = 0; d < durationLogProbs.length; d++) {
      const gain = blankLogProb + durationLogProbs[d];
      window.add({
        ...from,
        frame: frame + Math.max(1, d),
        score: from.score + gain,
        best: from.best + gain,
      });
    }
    const floor = Math.max(blankLogProb, logProbs[0]) - depth;
    for (let i = 0; i < count; i++) {
      const token = tokens[i];
      const context = graph.next(text.context, token);
      const rewarded = logProbs[i] + graph.reward(text.context, context);
      if (rewarded < floor) continue;
      const next = continueText(text, token, context);
      for (let d = 0; d < durationLogProbs.length; d++) {
        const gain = rewarded + durationLogProbs[d];
        if (gain < floor) continue;
        const end = frame + Math.max(1, d);
        window.add({
          text: next,
          frame: d > 0 || guarded ? end : frame,
          score: from.score + gain,
          best: from.best + gain,
          trace: { before: from.trace, token, start: frame, end, logProb: logProbs[i] },
        });
      }
    }
  }

  function toDecoded({ trace }: Hypothesis): Decoded {
    const tokens: number[] = [];
    const starts: number[] = [];
    const ends: number[] = [];
    const logProbs: number[] = [];
    for (let step = trace; step; step = step.before) {
      tokens.push(step.token);
      starts.push(step.start);
      ends.push(step.end);
      logProbs.push(step.logProb);
    }
    for (const list of [tokens, starts, ends, logProbs]) list.reverse();
    return { tokens, starts, ends: durations > 0 ? ends : endsFromStarts(starts), logProbs };
  }
}

function logSoftmax(logits: Float32Array, from: number, count: number, out: Float64Array): void {
  const to = from + count;
  const sum = logSumExpBetween(logits, from, to, logits[argMaxBetween(logits, from, to)]);
  for (let i = 0; i < count; i++) out[i] = logits[from + i] - sum;
}
