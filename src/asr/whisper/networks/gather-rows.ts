import { Tensor } from '../../../onnx/session.js';

/** Whether rows can take this order in their own memory: none is copied from one that was written over before. */
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
