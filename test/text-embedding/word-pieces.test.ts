import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readVocabulary } from '../../src/text-embedding/read-vocabulary.js';
import { tokenizeText, type WordPieceVocabulary } from '../../src/text-embedding/word-pieces.js';
import { fill } from '../command-context.js';
import { hasShared, shared } from '../shared.js';
import { tempFolder as newFolder } from '../store/fixture.js';

const pieces = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  'cafe',
  '##s',
  'un',
  '##aff',
  '##able',
  "'",
  '.',
  '预',
  '算',
];

const idsOf = (vocabulary: WordPieceVocabulary, text: string, most = 99) =>
  tokenizeText(text, vocabulary, most).map((id) => pieces[id]);

describe('the tokenizer of BERT', () => {
  const readList = () => readVocabulary(fill(newFolder(), { 'vocab.txt': pieces.join('\n') }));

  it.each([
    ['Cafés.', ['cafe', '##s', '.']],
    ['unaffable', ['un', '##aff', '##able']],
    ["un'un", ['un', "'", 'un']],
    ['un\u0007un\tun', ['[UNK]', 'un']],
    ['预算 unx', ['预', '算', '[UNK]']],
    [`${'un'.repeat(60)} un`, ['[UNK]', 'un']],
    ['', []],
    [' \n\u200b ', []],
  ])('%j', (text, expected) => {
    expect(idsOf(readList(), text)).toEqual(['[CLS]', ...expected, '[SEP]']);
  });

  it('leaves out what is too long', () => {
    expect(idsOf(readList(), 'un un un un', 4)).toEqual(['[CLS]', 'un', 'un', '[SEP]']);
  });

  it('reads the same from tokenizer.json', () => {
    const vocab = Object.fromEntries(pieces.map((piece, id) => [piece, id]));
    const json = JSON.stringify({ normalizer: { lowercase: true }, model: { vocab } });
    const other = readVocabulary(fill(newFolder(), { 'tokenizer.json': json }));
    expect(other).toEqual(readList());
    const cased = JSON.stringify({ normalizer: { lowercase: false }, model: { vocab } });
    expect(idsOf(readVocabulary(fill(newFolder(), { 'tokenizer.json': cased })), 'Un')).toEqual([
      '[CLS]',
      '[UNK]',
      '[SEP]',
    ]);
  });

  it('says which vocabulary is none', () => {
    const folder = fill(newFolder(), { 'tokenizer.json': '{"model":{"type":"BPE"}}' });
    expect(() => readVocabulary(folder)).toThrow(/tokenizer\.json failed: it is not one of BERT/);
    expect(() => readVocabulary(newFolder())).toThrow(/vocab\.txt failed/);
  });

  it.skipIf(!hasShared)('gives the ids of the reference', () => {
    const golden = JSON.parse(
      readFileSync(shared('golden/text-embedding/all-minilm-l6-v2.json'), 'utf8'),
    ) as { sentences: string[]; token_ids: number[][] };
    const real = readVocabulary(shared('models/all-minilm-l6-v2'));
    expect(golden.sentences.map((text) => tokenizeText(text, real, 256))).toEqual(golden.token_ids);
  });
});
