import { expect, it } from 'vitest';
import { isRttm, readRttm } from '../../src/foreign/rttm.js';

const line = (start: number | string, duration: number, name: string, file = 'talk') =>
  `SPEAKER ${file} 1 ${start} ${duration} <NA> <NA> ${name} <NA> <NA>`;

it('speakers come in the order in which they speak, each with joined spans', () => {
  const text = [
    ';; a comment',
    line(4, 2, 'B'),
    line(0.5, 1, 'A'),
    line(1.5, 1, 'A'),
    'NON-LEX talk 1 3 1 <NA> laugh <NA> <NA>',
  ];
  expect(isRttm(text.join('\n'))).toBe(true);
  expect(readRttm('a.rttm', text.join('\r\n'))).toEqual([
    { name: 'A', spans: [{ start: 0.5, end: 2.5 }] },
    { name: 'B', spans: [{ start: 4, end: 6 }] },
  ]);
});

it('a text that begins with the word is not taken for it', () => {
  expect(isRttm('SPEAKER one: we begin')).toBe(false);
});

it.each([
  [`${line(1, 2, 'A')}\n${line('soon', 2, 'A')}`, /a\.rttm failed: line 2: .* is no line of RTTM/],
  [
    `${line(1, 2, 'A')}\n${line(1, 2, 'B', 'other')}`,
    /line 2: it is about other, and the lines before about talk/,
  ],
  [line(-1, 2, 'A'), /line 1/],
  ['SPKR-INFO talk 1 <NA> <NA> <NA> unknown A <NA>', /no line that begins with SPEAKER/],
])('what cannot be read is named: %j', (text, message) => {
  expect(() => readRttm('a.rttm', text)).toThrow(message);
});
