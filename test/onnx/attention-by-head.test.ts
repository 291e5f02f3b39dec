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
});
