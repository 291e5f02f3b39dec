import { expect, it } from 'vitest';
import { citationReader } from '../../src/ask/resolve-citations.js';

function read(text: string, count: number, size = text.length) {
  const reader = citationReader(count);
  let out = '';
  for (let at = 0; at < text.length; at += Math.max(1, size))
    out += reader.take(text.slice(at, at + Math.max(1, size)));
  return { text: out + reader.end(), ...reader.citations() };
}

const cases: readonly [string, string, number[], number[]][] = [
  ['We keep FLAC [7]. Opus goes out [3][7].', 'We keep FLAC [1]. Opus goes out [2][1].', [7, 3], []],
  ['FLAC [7, 9] and Opus [2-4].', 'FLAC [1][2] and Opus [3][4][5].', [7, 9, 2, 3, 4], []],
  ['FLAC [12]. Opus [3].', 'FLAC. Opus [1].', [3], [12]],
  ['FLAC [7, 99] it is', 'FLAC [1] it is', [7], [99]],
  ['FLAC [0] [-1] [1', 'FLAC [-1] [1', [], [0]],
  ['See [the notes] and [x[7]].', 'See [the notes] and [x[1]].', [7], []],
  ['a[1000000-2000000]b', 'ab', [], [1000000, 2000000]],
  ['No citation.\n', 'No citation.\n', [], []],
  ['[', '[', [], []],
];

it.each(cases)('%j', (text, expected, cited, removed) => {
  for (const size of [1, 2, 5, text.length])
    expect(read(text, 10, size), `in pieces of ${size}`).toEqual({ text: expected, cited, removed });
});

it('holds back only what may become a citation', () => {
  const reader = citationReader(3);
  expect(reader.take('We keep FLAC ')).toBe('We keep FLAC');
  expect(reader.take('and [')).toBe(' and');
  expect(reader.take('2')).toBe('');
  expect(reader.take('] Opus')).toBe(' [1] Opus');
});
