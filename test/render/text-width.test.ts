import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { breakToWidth, displayWidth, startsWide } from '../../src/render/text-width.js';

it('is that of string-width, for every character below U+3100 and for texts of them', () => {
  for (let code = 0; code < 0x3100; code++) {
    const text = `a${String.fromCodePoint(code)}~ z`;
    if (displayWidth(text) !== stringWidth(text)) expect(text).toBeNull();
  }
  for (const text of [
    '',
    'plain',
    'naïve',
    'コーヒー',
    '👩‍👩‍👧 family',
    '\u001b[31mred\u001b[39m',
    'e\u0301',
  ])
    expect(displayWidth(text)).toBe(stringWidth(text));
});

it('is never more in the pieces of a text than is asked for, and the pieces are the text', () => {
  for (const text of ['incomprehensibilities', 'コーヒーとケーキ', 'a👩‍👩‍👧b👩‍👩‍👧c']) {
    const pieces = breakToWidth(text, 4);
    expect(pieces.join('')).toBe(text);
    expect(Math.max(...pieces.map(displayWidth))).toBeLessThanOrEqual(4);
  }
  expect(breakToWidth('word', 4)).toEqual(['word']);
});

it('is judged by the first character where a script has no spaces', () => {
  expect([startsWide('コーヒー'), startsWide('coffee'), startsWide('')]).toEqual([true, false, false]);
});
