import { InferenceSession, Tensor } from 'onnxruntime-node';

/** An ONNX model of one node: y = MatMulInteger(a, w), with a u8 [1, 4] and w s8 [4, 1] = 127, 127, 127, 127. */
const product =
  'CAg6XAoYCgFhCgF3EgF5Ig1NYXRNdWxJbnRlZ2VyEgVwcm9iZSoPCAQIARADQgF3SgR/f39/WhMKAWESDgoMCAISCAoCCAEKAggEYhMKAXkSDgoMCAYSCAoCCAEKAggBQgQKABAN';

let known: Promise<boolean> | undefined;

/**
 * Whether onnxruntime's kernels for this processor get u8 x s8 products wrong: on x86 without VNNI the sum of two
 * products saturates at 16 bits, and four times 255 * 127 is not 129,540. Found out once, by doing it.
 */
export function int8Saturates(): Promise<boolean> {
  known ??= probe();
  return known;
}

async function probe(): Promise<boolean> {
  const session = await InferenceSession.create(Buffer.from(product, 'base64'));
  const a = new Tensor('uint8', new Uint8Array(4).fill(255), [1, 4]);
  const { y } = await session.run({ a });
  await session.release();
  return Number(y.data[0]) !== 4 * 255 * 127;
}
