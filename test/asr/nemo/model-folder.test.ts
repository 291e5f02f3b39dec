import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findNetwork, findVocabulary, readModelFacts } from '../../../src/asr/nemo/model-folder.js';
import { isText, readVocabulary } from '../../../src/asr/nemo/vocabulary.js';
import { createGraph } from '../../../src/onnx/write-graph.js';
import { temporaryFolder } from '../../audio/media.js';

const at = temporaryFolder();

test('8 bits come first, then the plain name, then any other precision', () => {
  const put = (name: string) => writeFileSync(at(name), '');
  for (const name of ['decoder_joint-model.onnx', 'encoder-model.onnx.data', 'my-encoder-model.onnx'])
    put(name);
  expect(findNetwork(at(), 'encoder-model')).toBeNull();
  expect(findNetwork(at(), 'decoder')).toBeNull();
  put('encoder-model.w4a8.onnx');
  put('encoder-model.int4.onnx');
  expect(findNetwork(at(), 'encoder-model')).toBe(at('encoder-model.int4.onnx'));
  put('encoder-model.onnx');
  expect(findNetwork(at(), 'encoder-model')).toBe(at('encoder-model.onnx'));
  put('encoder-model.int8.onnx');
  expect(findNetwork(at(), 'encoder-model')).toBe(at('encoder-model.int8.onnx'));
  expect(() => findNetwork(at('nowhere'), 'model')).toThrow(/nowhere/);
});

test('a vocabulary has its blank by name, or last', () => {
  const path = at('vocab.txt');
  writeFileSync(path, '<unk> 0\r\n\u2581a 1\r\n<blk> 2\r\n b 3\r\n');
  const named = readVocabulary(findVocabulary(at()));
  expect(named).toEqual({ pieces: ['<unk>', '\u2581a', '<blk>', ' b'], blank: 2 });
  expect(named.pieces.map((_, id) => isText(named, id))).toEqual([false, true, false, true]);
  writeFileSync(path, 'b 1\na 0\n');
  expect(readVocabulary(path)).toEqual({ pieces: ['a', 'b'], blank: 1 });
  for (const wrong of ['', 'a 0\nb 2\n', 'a 0\nb\n', 'a 0\nb -1\n', 'a 0\nb 0.5\n']) {
    writeFileSync(path, wrong);
    expect(() => readVocabulary(path)).toThrow(/vocab\.txt/);
  }
  expect(() => readVocabulary(at('no.txt'))).toThrow(/no\.txt/);
});

test('facts come from config.json, then from the metadata of the network, then from the catalog', async () => {
  mkdirSync(at('facts'));
  const network = at('facts', 'encoder.onnx');
  const model = createGraph('g');
  model.output(
    model.node('Identity', [model.input('x', 'float32', [1])], { outputs: ['y'] }),
    'float32',
    [1],
  );
  const write = (notes: Record<string, string>) => writeFileSync(network, model.modelBytes(notes));
  const read = (parameters = {}) => readModelFacts({ name: 'm', folder: at('facts'), parameters }, network);
  write({});
  const plain = { kind: '', bins: null, normalize: true, subsampling: 8, maxTokensPerFrame: null };
  expect(await read()).toEqual(plain);
  expect(await read({ bins: 64, quantization: 'int8' })).toEqual({ ...plain, bins: 64 });
  await expect(read({ bins: '64' })).rejects.toThrow(/catalog entry of m/);
  write({ url: 'x/parakeet-tdt', feat_dim: '80', subsampling_factor: '4', normalize_type: '' });
  const noted = { ...plain, kind: 'x/parakeet-tdt', bins: 80, normalize: false, subsampling: 4 };
  expect(await read()).toEqual(noted);
  const config = { model_type: 'nemo-conformer-rnnt', features_size: 128, max_tokens_per_step: 3 };
  writeFileSync(at('facts', 'config.json'), JSON.stringify(config));
  expect(await read()).toEqual({
    ...noted,
    kind: 'nemo-conformer-rnnt',
    bins: 128,
    maxTokensPerFrame: 3,
  });
  write({ feat_dim: 'many' });
  await expect(read()).rejects.toThrow(/feat_dim/);
});
