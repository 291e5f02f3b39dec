import type { PcmReader } from '../features/pcm.js';
import { type Session, Tensor } from '../onnx/session.js';
import type { FirstLayer } from './first-layer.js';

/**
 * The scores of one window after the other. More of them at once are no faster and take several times the memory; and
 * an 8-bit network measures the range of its numbers over all windows that it is given, so that what it hears in one
 * would depend on which others come with it.
 * @param starts the first sample of each window; what lies outside the recording is silence
 * @returns of each window f32 [1, frames, classes]
 */
export type ScoreWindows = (
  pcm: PcmReader,
  starts: readonly number[],
  window: number,
) => AsyncIterable<Tensor>;

/** Gives every window to the network as it is. */
export function scoreWhole(session: Session): ScoreWindows {
  const [input] = session.inputNames;
  const [output] = session.outputNames;
  return async function* (pcm, starts, window) {
    const samples = new Float32Array(window);
    for (const start of starts) {
      pcm.read(start, samples);
      const found = await session.run({ [input]: new Tensor('float32', samples, [1, 1, window]) });
      yield found[output] as Tensor;
    }
  };
}

/** The two parts of a network whose first layer windows share. */
export interface SharedNetwork {
  readonly layer: FirstLayer;
  /** See `firstLayerOf`. */
  readonly first: Session;
  /** See `afterFirstLayer`. */
  readonly rest: Session;
}

/**
 * Filters a moment once for all windows that contain it, which gives the same up to rounding: the filter of a window a (x
 * + b) is a times that of the samples x, and b times the sum of its taps. Of the outputs that become one column, the one
 * of the largest magnitude is the highest or the lowest, whatever a and b are.
 */
export function scoreShared({ layer, first, rest }: SharedNetwork): ScoreWindows {
  const { filters, taps, stride, pool, scale, offset, epsilon } = layer;
  const hop = stride * pool;
  const count = filters.length / taps;
  const sums = Array.from({ length: count }, (_, c) =>
    filters.subarray(c * taps, (c + 1) * taps).reduce((sum, tap) => sum + tap, 0),
  );
  const [scores] = rest.outputNames;

  return async function* (pcm, starts, window) {
    // Of a window shorter than a filter there is nothing, and the network says so.
    const columns = Math.max(0, Math.floor((Math.floor((window - taps) / stride) + 1) / pool));
    const highest = new Float32Array(count * columns);
    const lowest = new Float32Array(count * columns);
    const samples = new Float32Array(window);
    let before = Number.NEGATIVE_INFINITY;

    /** Filters the last `fresh` columns of the window in `samples`. */
    async function filter(fresh: number): Promise<void> {
      const from = (columns - fresh) * hop;
      const heard = samples.subarray(from, (columns - 1) * hop + (pool - 1) * stride + taps);
      const found = await first.run({ samples: new Tensor('float32', heard, [1, 1, 1, heard.length]) });
      for (const [kept, { data }] of [
        [highest, found.highest],
        [lowest, found.lowest],
      ] as const)
        for (let c = 0; c < count; c++)
          kept.set(
            (data as Float32Array).subarray(c * fresh, (c + 1) * fresh),
            c * columns + columns - fresh,
          );
    }

    for (const start of starts) {
      pcm.read(start, samples);
      const moved = (start - before) / hop;
      if (Number.isInteger(moved) && moved >= 0 && moved < columns) {
        for (const kept of [highest, lowest])
          for (let c = 0; c < count; c++)
            kept.copyWithin(c * columns, c * columns + moved, (c + 1) * columns);
        if (moved > 0) await filter(moved);
      } else await filter(columns);
      before = start;

      const { mean, variance } = momentsOf(samples);
      const gain = scale / Math.sqrt(variance + epsilon);
      const shift = offset / gain - mean;
      const found = await rest.run({
        highest: new Tensor('float32', highest, [1, count, columns]),
        lowest: new Tensor('float32', lowest, [1, count, columns]),
        gain: new Tensor('float32', Float32Array.of(gain), [1, 1, 1]),
        shifts: new Tensor(
          'float32',
          Float32Array.from(sums, (sum) => shift * sum),
          [1, count, 1],
        ),
      });
      yield found[scores] as Tensor;
    }
  };
}

function momentsOf(samples: Float32Array): { mean: number; variance: number } {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < samples.length; i++) {
    sum += samples[i];
    squares += samples[i] * samples[i];
  }
  const mean = sum / samples.length;
  return { mean, variance: Math.max(0, squares / samples.length - mean * mean) };
}
