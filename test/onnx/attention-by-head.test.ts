import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { withAttentionByHead } from '../../src/onnx/attention-by-head.js';
import { readSimpleGraph } from '../../src/onnx/simple-graph.js';
import { attention, heads, run, type Variant } from './spelled-out-attention.js';

describe('withAttentionByHead', () => {
  it.each<Variant>([{}, { shape: 'joined' }, { factor: 0.3 }])(
    'gives every number that %j gives, head by head',
    async (variant) => {
      const model = attention(variant);
      const rewritten = withAttentionByHead(model);
      expect(rewritten).not.toBeNull();
      const softmaxes = readSimpleGraph(rewritten!)?.nodes.filter(({ op }) => op === 'Softmax');
      expect(softmaxes).toHaveLength(heads);
      const expected = await run(model);
      expect(await run(rewritten!)).toEqual(expected);
      expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.1);
    },
  );

  it.each<Variant>([{ weightsAreGiven: true }, { mask: true }])('leaves %j as it is', (variant) => {
    expect(withAttentionByHead(attention(variant))).toBeNull();
  });

  it('gives every number that the encoder of the English model gives', async () => {
    const model = await readFile('models/whisper-tiny.en-scribe/onnx/encoder_model.onnx');
    const rewritten = withAttentionByHead(model);
    expect(rewritten).not.toBeNull();
    const [bands, frames] = [80, 640];
    const mel = Float32Array.from(
      { length: bands * frames },
      (_, i) => Math.sin(i * 0.37) * Math.cos(i * 0.011),
    );
    const encode = async (bytes: Uint8Array) => {
      const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 3 });
      const found = await session.run({ input_features: new Tensor('float32', mel, [1, bands, frames]) });
      await session.release();
      return found.last_hidden_state.data as Float32Array;
    };
    expect(Buffer.compare(bytesOf(await encode(rewritten!)), bytesOf(await encode(model)))).toBe(0);
  });
});

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  new Uint8Array(buffer, byteOffset, byteLength);
