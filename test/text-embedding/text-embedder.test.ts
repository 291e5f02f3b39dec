import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { dot } from '../../src/domain/vectors.js';
import { openTextEmbedder } from '../../src/text-embedding/text-embedder.js';
import { hasShared, shared } from '../shared.js';

interface Golden {
  readonly sentences: readonly string[];
  readonly embeddings_float32: readonly (readonly number[])[];
  readonly cosines_float32: readonly (readonly number[])[];
}

describe.skipIf(!hasShared)('all-minilm-l6-v2', () => {
  const read = () =>
    JSON.parse(readFileSync(shared('golden/text-embedding/all-minilm-l6-v2.json'), 'utf8')) as Golden;

  async function open() {
    const embedder = await openTextEmbedder(
      {
        name: 'all-minilm-l6-v2',
        architecture: 'bert-mean',
        languages: ['en'],
        folder: shared('models/all-minilm-l6-v2'),
        hash: '',
        size: 0,
        parameters: { file: 'onnx/model_quantized.onnx', dims: 384, tokens: 256 },
      },
      { threads: 1 },
    );
    onTestFinished(() => embedder.close());
    return embedder;
  }

  it('gives the vectors of the reference, as far as int8 can', async () => {
    const golden = read();
    const embedder = await open();
    const vectors = await embedder.embed(golden.sentences);
    for (const [i, vector] of vectors.entries()) {
      expect(vector).toHaveLength(embedder.dims);
      expect(dot(vector, vector)).toBeCloseTo(1, 5);
      expect(dot(vector, golden.embeddings_float32[i]), golden.sentences[i]).toBeGreaterThan(0.985);
      for (const [j, other] of vectors.entries())
        expect(Math.abs(dot(vector, other) - golden.cosines_float32[i][j])).toBeLessThan(0.06);
    }
  });

  it('gives a text the same vector beside longer ones as alone', async () => {
    const embedder = await open();
    const texts = ['Ship it.', `${'word '.repeat(300)}`, '', ...read().sentences];
    const together = await embedder.embed(texts);
    for (const [i, text] of texts.entries()) expect(await embedder.embed([text])).toEqual([together[i]]);
    expect(await embedder.embed([])).toEqual([]);
  });
});
