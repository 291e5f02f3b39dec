import { describe, expect, test } from 'vitest';
import { createNemoEncoder, type NemoEncoderOptions } from '../../../src/asr/nemo/encoder.js';
import { type Session, Tensor } from '../../../src/onnx/session.js';

const rate = 16_000;
const silence = (seconds: number) => new Float32Array(Math.round(seconds * rate));
const options: NemoEncoderOptions = {
  path: 'encoder.onnx',
  bins: null,
  normalize: true,
  subsampling: 8,
  output: 'outputs',
};

/**
 * A network of two values a frame: value d of frame t in row r is 100 r + 10 t + d, whatever is heard. Notes the
 * lengths that it was given together.
 */
function fakeSession(shape: readonly (number | string)[], output = options.output, tellsLengths = true) {
  const runs: number[][] = [];
  const session = {
    inputNames: ['audio_signal', 'length'],
    outputNames: tellsLengths ? [output, 'encoded_lengths'] : [output],
    inputMetadata: [{ name: 'audio_signal', isTensor: true, type: 'float32', shape }],
    outputMetadata: [],
    async run({ audio_signal, length }: Record<string, Tensor>, fetches: readonly string[]) {
      const lengths = Array.from(length.data as BigInt64Array, Number);
      runs.push(lengths);
      const [rows, , time] = audio_signal.dims;
      expect(time).toBe(Math.max(...lengths));
      const frames = Math.ceil(time / 8);
      const data = new Float32Array(rows * 2 * frames);
      for (let r = 0; r < rows; r++)
        for (let t = 0; t < frames; t++)
          for (let d = 0; d < 2; d++) {
            const at = output === 'outputs' ? (r * 2 + d) * frames + t : (r * frames + t) * 2 + d;
            data[at] = 100 * r + 10 * t + d;
          }
      const dims = output === 'outputs' ? [rows, 2, frames] : [rows, frames, 2];
      const all: Record<string, Tensor> = { [output]: new Tensor('float32', data, dims) };
      const ends = BigInt64Array.from(lengths, (n) => BigInt(Math.ceil(n / 8)));
      if (fetches.includes('encoded_lengths')) all.encoded_lengths = new Tensor('int64', ends, [rows]);
      return all;
    },
  };
  return { session: session as unknown as Session, runs };
}

describe('windows go through the encoder', () => {
  test.each(['outputs', 'logprobs'] as const)(
    'as %s, turned into frames of their own length',
    async (output) => {
      const { session, runs } = fakeSession(['batch', 80, 'time'], output, output === 'outputs');
      const encoder = createNemoEncoder(session, { ...options, output });
      const [long, short] = await encoder.encode([silence(0.33), silence(0.24)]);
      expect(runs).toEqual([[33, 24]]);
      expect(long).toEqual({ frames: Float32Array.of(0, 1, 10, 11, 20, 21, 30, 31, 40, 41), length: 5 });
      expect(short).toEqual({ frames: Float32Array.of(100, 101, 110, 111, 120, 121), length: 3 });
    },
  );

  test('together up to 20 s with the padding, when they are of similar length', async () => {
    const { session, runs } = fakeSession(['batch', 80, 'time']);
    const encoder = createNemoEncoder(session, options);
    const seconds = [20, 15, 6, 6, 6, 6, 2, 1.5, 1.3, 1];
    const encoded = await encoder.encode(seconds.map(silence));
    expect(runs).toEqual([[2000], [1500], [600, 600, 600], [600], [200, 150], [130, 100]]);
    expect(encoded.map(({ length }) => length)).toEqual(seconds.map((s) => Math.ceil((s * 100) / 8)));
  });

  test('one by one when the graph takes no more', async () => {
    const { session, runs } = fakeSession([1, 80, 'time']);
    await createNemoEncoder(session, options).encode([silence(1), silence(1)]);
    expect(runs).toEqual([[100], [100]]);
  });

  test('not at all, when there are none, or after an abort', async () => {
    const { session, runs } = fakeSession(['batch', 80, 'time']);
    const encoder = createNemoEncoder(session, options);
    expect(await encoder.encode([])).toEqual([]);
    await expect(encoder.encode([silence(1)], AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(runs).toEqual([]);
  });
});

test('the mel bands are those that the graph declares, or else those of the options', () => {
  const free = fakeSession(['batch', 'bins', 'time']).session;
  expect(() => createNemoEncoder(free, options)).toThrow(/mel bands/);
  expect(() => createNemoEncoder(free, { ...options, bins: 80 })).not.toThrow();
  const other = fakeSession(['batch', 80, 'time']).session;
  expect(() => createNemoEncoder(other, { ...options, output: 'logprobs' })).toThrow(/no logprobs/);
});
