import { expect, test } from 'vitest';
import { segmentHotwords } from '../../../src/asr/nemo/segment-pieces.js';

/** A vocabulary in the order of a byte-pair tokenizer: pairs that were merged first come first, letters last. */
const pieces = [
  ...['<unk>', '\u2581a', 'nn', 'an', '\u2581An', 'nna', '\u2581ann', '\u2581Anna', 'ce'],
  ...['\u2581', 'a', 'n', 'A', 'c', 'e', '<blk>'],
];
const vocabulary = { pieces, blank: pieces.length - 1 };
const segment = (...hotwords: string[]) =>
  segmentHotwords(hotwords, vocabulary, 'small').map((ids) => ids.map((id) => pieces[id]).join('|'));

test('pairs are merged in the order of the ids, and the fewest pieces are tried, too', () => {
  expect(segment('anna')).toEqual([
    // nn, then nna, and ▁a; ▁ann and a would be as few, with higher ids.
    '\u2581a|nna',
    // With a capital: the same merges leave three pieces, and one would do.
    '\u2581|A|nna',
    '\u2581Anna',
  ]);
});

test('words of a phrase are joined by the mark of the space', () => {
  expect(segment('Anna  ann')).toContain('\u2581Anna|\u2581ann');
});

test('what was given twice is written once, and nothing for nothing', () => {
  expect(segment('anna', ' anna ', 'Anna').length).toBe(new Set(segment('anna', 'Anna')).size);
  expect(segment('', '  ')).toEqual([]);
});

test('letters that no piece has are refused, by the name of the hotword', () => {
  expect(() => segment('anna', 'bob')).toThrow(/"bob"/);
});
