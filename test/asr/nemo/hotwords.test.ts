import { expect, test } from 'vitest';
import { createContextGraph, tokenizeHotwords, writable } from '../../../src/asr/nemo/hotwords.js';
import { createRandom } from '../../fixtures/random.js';

/** What a text is worth: for each phrase that ends somewhere, its pieces behind the longest phrase that begins it. */
function worth(text: readonly number[], phrases: readonly (readonly number[])[], bonus: number): number {
  const distinct = [...new Map(phrases.map((phrase) => [phrase.join(' '), phrase])).values()];
  let sum = 0;
  for (let end = 1; end <= text.length; end++)
    for (const phrase of distinct) {
      if (text.slice(end - phrase.length, end).join(' ') !== phrase.join(' ') || phrase.length > end)
        continue;
      const inner = distinct
        .filter((p) => p.length < phrase.length && p.every((token, i) => token === phrase[i]))
        .reduce((most, p) => Math.max(most, p.length), 0);
      sum += bonus * (phrase.length - inner);
    }
  return sum;
}

test('whatever the phrases, a whole text scores the phrases in it', () => {
  let rewarded = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const random = createRandom(seed);
    const some = (length: number) => Array.from({ length }, () => random.below(3));
    const phrases = Array.from({ length: 1 + random.below(5) }, () => some(1 + random.below(4)));
    const graph = createContextGraph(phrases, 1.5);
    const text = some(12);
    let state = 0;
    let sum = 0;
    for (const token of text) {
      const next = graph.next(state, token);
      sum += graph.reward(state, next);
      state = next;
    }
    sum += graph.finish(state);
    expect(sum).toBeCloseTo(worth(text, phrases, 1.5), 9);
    if (sum > 0) rewarded++;
  }
  expect(rewarded).toBeGreaterThan(200);
});

test('a token is rewarded at once; the reward is taken back when the phrase breaks off', () => {
  const graph = createContextGraph([[1, 2, 3]], 2);
  const first = graph.next(0, 1);
  const second = graph.next(first, 2);
  expect(graph.reward(0, first)).toBe(2);
  expect(graph.reward(first, second)).toBe(2);
  expect(graph.finish(second)).toBe(-4);
  const broken = graph.next(second, 9);
  expect(broken).toBe(0);
  expect(graph.reward(second, broken)).toBe(-4);
  const whole = graph.next(second, 3);
  expect(graph.reward(second, whole)).toBe(2);
  expect(graph.finish(whole)).toBe(-0);
  expect(graph.reward(whole, graph.next(whole, 9))).toBe(0);
});

test('the continuations are tokens that continue a phrase, or start one', () => {
  const graph = createContextGraph([
    [1, 2, 3],
    [2, 4],
  ]);
  const sorted = (state: number) => [...graph.continuations(state)].sort();
  expect(sorted(0)).toEqual([1, 2]);
  expect(sorted(graph.next(graph.next(0, 1), 2))).toEqual([1, 2, 3, 4]);
  expect(createContextGraph([]).continuations(0)).toHaveLength(0);
});

/** A vocabulary in the order of a byte-pair tokenizer: pairs that were merged first come first, letters last. */
const pieces = [
  ...['<unk>', '\u2581a', 'nn', 'an', '\u2581An', 'nna', '\u2581ann', '\u2581Anna', 'ce'],
  ...['\u2581', 'a', 'n', 'A', 'c', 'e', '<blk>'],
];
const vocabulary = { pieces, blank: pieces.length - 1 };
const tokenize = (...hotwords: string[]) =>
  tokenizeHotwords(hotwords, vocabulary, 'small').map((ids) => ids.map((id) => pieces[id]).join('|'));

test('pairs are merged in the order of the ids, and the fewest pieces are tried, too', () => {
  expect(tokenize('anna')).toEqual([
    // nn, then nna, and ▁a; ▁ann and a would be as few, with higher ids.
    '\u2581a|nna',
    // With a capital: the same merges leave three pieces, and one would do.
    '\u2581|A|nna',
    '\u2581Anna',
  ]);
});

test('words of a phrase are joined by the space mark', () => {
  expect(tokenize('Anna  ann')).toContain('\u2581Anna|\u2581ann');
});

test('duplicates are written once, empty hotwords not at all', () => {
  expect(tokenize('anna', ' anna ', 'Anna').length).toBe(new Set(tokenize('anna', 'Anna')).size);
  expect(tokenize('', '  ')).toEqual([]);
});

test('a hotword with letters that no piece has is refused by name', () => {
  expect(() => tokenize('anna', 'bob')).toThrow(/"bob"/);
});

test('words that no piece can write are told apart, before anybody asks for them', () => {
  expect(writable(['anna', 'bob', 'Anna ann', 'unk', ' '], vocabulary)).toEqual(['anna', 'Anna ann']);
});
