import { expect, it } from 'vitest';
import { requireNumbers } from '../../src/onnx/require-numbers.js';

it('an answer of numbers is one, also of very large and of no numbers at all', () => {
  requireNumbers(Float32Array.of(0, -1e38, Number.POSITIVE_INFINITY), 'the model x', 3);
  requireNumbers(new Float32Array(0), 'the model x');
});

it.each([
  [Float32Array.of(1, Number.NaN), 0, /^The answer of the model x is of no use: it is not made of numbers/],
  [Float32Array.of(1, 2), 3, /it has 2 values instead of 3/],
])('%s of %s is none', (values, least, message) => {
  expect(() => requireNumbers(values, 'the model x', least)).toThrow(
    expect.objectContaining({
      code: 'MODEL',
      message: expect.stringMatching(message),
      hint: expect.any(String),
    }),
  );
});
