import { describe, expect, test } from 'vitest';
import type { Joint, JointSizes } from '../../../src/asr/transducer/joint.js';
import { completeSizes } from '../../../src/asr/transducer/network.js';
import { scriptedJoint } from './scripted-joint.js';

const known = { vocabulary: 6, blank: 5, width: 1, states: [] };
const trial = { slots: 2, rows: 2 };
const outputs = 11;

/** A joint network of 11 outputs that gives other scores when it is asked for several rows at once. */
function complete(change: (sizes: JointSizes, logits: Float32Array) => void): Promise<JointSizes> {
  return completeSizes(
    {
      known,
      create(sizes): Joint {
        const scores = (frame: number, text: readonly number[]) =>
          Array.from({ length: outputs }, (_, i) => Math.sin(7 * frame + 3 * text.length + i));
        const joint = scriptedJoint({ vocabulary: outputs, durations: 0, scores }, trial);
        return {
          ...joint,
          async step(slots, rows) {
            const logits = await joint.step(slots, rows);
            change(sizes, logits);
            return logits;
          },
        };
      },
    },
    'folder',
  );
}

describe('running a joint network shows its sizes', () => {
  test('outputs beyond the tokens are durations; it may take all rows at once', async () => {
    const sizes = await complete(() => {});
    expect(sizes).toMatchObject({ ...known, durations: 5, maxRows: Infinity, maxPredictorRows: Infinity });
  });

  test('a graph that refuses two rows, or mixes them up, gets one at a time', async () => {
    const refusing = await complete(({ maxRows }) => {
      if (maxRows > 1) throw new Error('Got invalid dimensions for input: targets');
    });
    expect(refusing).toMatchObject({ durations: 5, maxRows: 1, maxPredictorRows: 1 });
    const mixing = await complete(({ maxRows }, logits) => {
      if (maxRows > 1) logits.copyWithin(outputs, 0, outputs);
    });
    expect(mixing).toMatchObject({ maxRows: 1, maxPredictorRows: 1 });
  });

  test('a predictor that takes one row does not limit the joiner', async () => {
    const sizes = await complete(({ maxPredictorRows }) => {
      if (maxPredictorRows > 1) throw new Error('Got invalid dimensions for input: onnx::Slice_3');
    });
    expect(sizes).toMatchObject({ maxRows: Infinity, maxPredictorRows: 1 });
  });

  test('the rounding of 8-bit graphs is not a mistake', async () => {
    const sizes = await complete(({ maxRows }, logits) => {
      if (maxRows === 1) return;
      for (let i = 0; i < logits.length; i++) logits[i] += i % 2 === 0 ? 0.02 : -0.02;
    });
    expect(sizes).toMatchObject({ maxRows: Infinity });
  });

  test('a network that does not run, or that another vocabulary belongs to, is refused', async () => {
    const broken = complete(() => {
      throw new Error('out of order');
    });
    await expect(broken).rejects.toMatchObject({
      code: 'MODEL',
      message: expect.stringContaining('out of order'),
    });
  });
});
