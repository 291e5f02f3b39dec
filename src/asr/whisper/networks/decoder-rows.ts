import { Tensor } from '../../../onnx/session.js';

/**
 * Which rows of the decoder the hypotheses of the next step go into. A hypothesis stays in its row; a row that is needed
 * twice is copied into one that is free, of the same window if possible: the keys and values over the audio are there
 * already. So no row is copied from one that was overwritten before.
 *
 * @param sources row of each hypothesis at the step before.
 * @param windowOf window of each row at the step before.
 * @returns row of each hypothesis: each number below that of hypotheses, once.
 */
export function placeRows(sources: readonly number[], windowOf: readonly number[]): number[] {
  const count = sources.length;
  const taken = new Array<boolean>(count).fill(false);
  const places = new Array<number>(count).fill(-1);
  const settle = (fits: (row: number, source: number) => boolean): void => {
    for (let i = 0; i < count; i++) {
      if (places[i] >= 0) continue;
      for (let row = 0; row < count; row++) {
        if (taken[row] || !fits(row, sources[i])) continue;
        taken[row] = true;
        places[i] = row;
        break;
      }
    }
  };
  settle((row, source) => row === source);
  settle((row, source) => windowOf[row] === windowOf[source]);
  settle(() => true);
  return places;
}

/** Whether rows can take this order in place: none is copied from one that was overwritten before. */
export function isInPlace(order: readonly number[], rows: number): boolean {
  const count = order.length;
  if (count > rows) return false;
  return order.every((from, to) => from === to || from >= count || order[from] === from);
}

/**
 * Rows of a tensor in another order.
 *
 * @param changed rows to copy inside the tensor's own memory; null copies all rows into new memory.
 */
export function gatherRows(
  tensor: Tensor,
  order: readonly number[],
  changed: readonly number[] | null,
): Tensor {
  const data = tensor.data as Float32Array;
  const stride = data.length / tensor.dims[0];
  const dims = [order.length, ...tensor.dims.slice(1)];
  if (changed) {
    for (const to of changed) data.copyWithin(to * stride, order[to] * stride, (order[to] + 1) * stride);
    return new Tensor('float32', data.subarray(0, order.length * stride), dims);
  }
  const out = new Float32Array(order.length * stride);
  for (const [to, from] of order.entries())
    out.set(data.subarray(from * stride, (from + 1) * stride), to * stride);
  return new Tensor('float32', out, dims);
}
