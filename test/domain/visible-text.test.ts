import { describe, expect, it } from 'vitest';
import { oneLine, toJson, visible, visibleLines } from '../../src/domain/visible-text.js';

const everything = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).join('');
/** What Unicode calls a control or a bidirectional control, or the end of a line or paragraph. */
const dangerous = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;

describe('text from outside', () => {
  it.each([
    ['\u001b[31mred', '\\x1b[31mred'],
    ['\u001b]0;owned\u0007', '\\x1b]0;owned\\x07'],
    ['\u009b2J', '\\x9b2J'],
    ['a\nb\r\tc', 'a\\nb\\r\\tc'],
    ['gpj.\u202ecod', 'gpj.\\u202ecod'],
    ['x\u2028y\u2066z\u200f', 'x\\u2028y\\u2066z\\u200f'],
    ['日本語 – 👩‍👩‍👧 naïve', '日本語 – 👩‍👩‍👧 naïve'],
    ['می‌خواهم', 'می‌خواهم'],
  ])('is shown as one line: %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('keeps line ends and tabs where a text has several lines, and no lone carriage return', () => {
    expect(visibleLines('1\r\n2\n\t3\rover\u001b')).toBe('1\r\n2\n\t3\\rover\\x1b');
  });

  it('has no dangerous character left, whichever it was', () => {
    expect(visible(everything)).not.toMatch(dangerous);
    expect(visibleLines(everything).replace(/\r?\n|\t/g, '')).not.toMatch(dangerous);
    expect(oneLine(everything)).not.toMatch(dangerous);
    expect(toJson({ [everything]: everything })).not.toMatch(dangerous);
  });

  it('is the same after it was read back from JSON', () => {
    const value = { title: everything, list: ['\u001b', 'a\nb', '\u202e'] };
    expect(JSON.parse(toJson(value))).toEqual(value);
    expect(JSON.parse(toJson(value, 2))).toEqual(value);
    expect(visibleLines(toJson(value, 2))).toBe(toJson(value, 2));
  });

  it('becomes one line of a document', () => {
    expect(oneLine(' a\u202e\n\u001b[1mb\u0085\u2029c ')).toBe('a [1mb c');
  });
});
