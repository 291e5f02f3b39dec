import { expect, it } from 'vitest';
import { divideTranscript, linesOf } from '../../../src/insights/by-model/divide-transcript.js';

const weigh = (text: string) => text.length;

it('packs lines into parts that fit, each beginning with the end of the one before', () => {
  const lines = linesOf(
    Array.from({ length: 40 }, (_, i) => ({ speaker: 'Maya', text: `line ${i}` })),
    100,
    weigh,
  );
  const parts = divideTranscript(lines, 200);
  for (const part of parts)
    expect(part.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(200);
  expect([...new Set(parts.flat().map(({ number }) => number))]).toEqual(lines.map(({ number }) => number));
  for (const [i, part] of parts.slice(1).entries()) expect(part[0]).toEqual(parts[i].at(-1));
});

it('divides a turn that is too long, and keeps all of its words', () => {
  const text = Array.from({ length: 300 }, (_, i) => `word${i}`).join(' ');
  const lines = linesOf(
    [
      { speaker: 'Tom', text },
      { speaker: 'Maya', text: 'Yes.' },
    ],
    120,
    weigh,
  );
  for (const { tokens } of lines) expect(tokens).toBeLessThanOrEqual(120);
  const ofTom = lines.filter(({ number }) => number === 1);
  expect(ofTom.map((line) => line.text.replace('[1] Tom: ', '')).join(' ')).toBe(text);
  expect(linesOf([{ speaker: 'Tom', text: '字'.repeat(200) }], 80, weigh).length).toBeGreaterThan(2);
});

it('has no parts of nothing', () => {
  expect(divideTranscript([], 100)).toEqual([]);
});
