import { expect, it } from 'vitest';
import { readScreen } from '../../scripts/screen.js';

const screen = (output: string, columns = 80) =>
  readScreen(output, columns).map((cells) => cells.map(({ text }) => text).join(''));

it('what was written over or erased is not on the screen', () => {
  expect(screen('one\r\ntwo\r\n\x1b[2K\x1b[1A\x1b[2K\x1b[Gthree\r\n')).toEqual(['one', 'three']);
  expect(screen('abc\rx\r\n\x1b[?25lgone\x1b[1A\x1b[J')).toEqual(['xbc']);
  expect(screen('abcdef', 4)).toEqual(['abcd', 'ef']);
});

it('a style lasts until it is taken back', () => {
  const [cells] = readScreen('a\x1b[1;31mb\x1b[22mc\x1b[0md', 80);
  expect(cells.map(({ style }) => style)).toEqual([
    {},
    { bold: true, colour: 1 },
    { bold: false, dim: false, colour: 1 },
    {},
  ]);
});
