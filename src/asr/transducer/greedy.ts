import { type Decoded, endsFromStarts } from '../nemo/decoding.js';
import type { Encoded } from '../nemo/encoder.js';
import { argMaxBetween, logSumExpBetween } from '../nemo/logits.js';
import type { Joint } from './joint.js';

export interface GreedyOptions {
  readonly blank: number;
  /** Tokens that may be written in one frame. */
  readonly maxTokensPerFrame: number;
  readonly signal?: AbortSignal;
}

/** As in NeMo's decoding; a network that writes more in one frame has lost its way. */
export const maxTokensPerFrameDefault = 10;

interface Row {
  readonly encoded: Encoded;
  readonly slot: number;
  /** The current frame, and the tokens written in it. */
  frame: number;
  written: number;
  readonly tokens: number[];
  readonly starts: number[];
  readonly ends: number[];
  readonly logProbs: number[];
}

/**
 * Greedy decoding: the most probable token at every step, for several windows side by side; each has its own frame, and
 * leaves the batch at its end. A token-and-duration transducer (TDT, Xu et al. 2023, "Efficient Sequence Transduction by
 * Jointly Predicting Tokens and Durations"; onnx-asr `asr.py`) advances by the most probable duration, an RNN-T (Graves
 * 2012) by one frame after each blank. A window gives the same text as when it is decoded alone.
 *
 * @param joint with a slot for each window.
 * @throws the reason of `signal`, between two steps.
 */
export async function decodeGreedy(
  joint: Joint,
  windows: readonly Encoded[],
  options: GreedyOptions,
): Promise<Decoded[]> {
  const { blank, maxTokensPerFrame } = options;
  const { vocabulary, durations } = joint;
  const rows = windows.map((encoded, slot): Row => {
    joint.begin(slot);
    return { encoded, slot, frame: 0, written: 0, tokens: [], starts: [], ends: [], logProbs: [] };
  });
  const live = rows.filter((row) => row.encoded.length > 0);
  const slots = new Int32Array(rows.length);
  while (live.length > 0) {
    options.signal?.throwIfAborted();
    for (let i = 0; i < live.length; i++) {
      const { encoded, frame, slot } = live[i];
      const width = encoded.frames.length / encoded.length;
      slots[i] = slot;
      joint.frames.set(encoded.frames.subarray(frame * width, (frame + 1) * width), i * width);
    }
    const logits = await joint.step(slots, live.length);
    for (let i = 0; i < live.length; i++) advance(live[i], i, logits);
    let kept = 0;
    for (const row of live) if (row.frame < row.encoded.length) live[kept++] = row;
    live.length = kept;
  }
  return rows.map(({ tokens, starts, ends, logProbs }) => ({
    tokens,
    starts,
    ends: durations > 0 ? ends : endsFromStarts(starts),
    logProbs,
  }));

  function advance(row: Row, i: number, logits: Float32Array): void {
    const from = i * (vocabulary + durations);
    const to = from + vocabulary;
    const best = argMaxBetween(logits, from, to);
    const token = best - from;
    const duration = durations > 0 ? argMaxBetween(logits, to, to + durations) - to : 0;
    if (token !== blank) {
      row.tokens.push(token);
      row.starts.push(row.frame);
      row.ends.push(row.frame + Math.max(1, duration));
      row.logProbs.push(logits[best] - logSumExpBetween(logits, from, to, logits[best]));
      joint.extend(i, row.slot, token);
      row.written++;
    }
    if (duration > 0) row.frame += duration;
    else if (token === blank || row.written >= maxTokensPerFrame) row.frame++;
    else return;
    row.written = 0;
  }
}
