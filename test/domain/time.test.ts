import { describe, expect, it } from 'vitest';
import {
  formatClock,
  joinSpans,
  overlap,
  parseClock,
  type Span,
  totalSeconds,
  withoutHoles,
} from '../../src/domain/time.js';
import { createRandom } from '../fixtures/random.js';

const span = (start: number, end: number): Span => ({ start, end });

describe('formatClock', () => {
  it.each([
    [0, 'vtt', '00:00:00.000'],
    [59.9996, 'vtt', '00:01:00.000'],
    [3661.5, 'srt', '01:01:01,500'],
    [360000, 'srt', '100:00:00,000'],
    [59.9996, 'clock', '00:01:00'],
    [59.9994, 'clock', '00:00:59'],
    [71.9999375, 'short', '1:12'],
    [61.999, 'short', '1:01'],
    [7322, 'short', '2:02:02'],
    [-1, 'vtt', '00:00:00.000'],
  ] as const)('writes %d s as %s: %s', (seconds, style, text) => {
    expect(formatClock(seconds, style)).toBe(text);
  });
});

describe('spans', () => {
  it('overlap in the part that both have', () => {
    expect(overlap({ start: 0, end: 2 }, { start: 1, end: 3 })).toBe(1);
    expect(overlap({ start: 0, end: 1 }, { start: 1, end: 3 })).toBe(0);
  });

  it('add up', () => {
    expect(
      totalSeconds([
        { start: 0, end: 2 },
        { start: 5, end: 5.5 },
      ]),
    ).toBe(2.5);
  });
});

it('spans lose their holes', () => {
  const holes = [span(5, 6), span(1, 2), span(1.5, 3), span(9, 20)];
  expect(withoutHoles([span(0, 4), span(4.5, 5.5), span(8, 10)], holes)).toEqual([
    span(0, 1),
    span(3, 4),
    span(4.5, 5),
    span(8, 9),
  ]);
  expect(withoutHoles([span(0, 4)], [])).toEqual([span(0, 4)]);
});

it('spans are joined where they overlap, touch, or pause for no longer than they may', () => {
  const spans = [span(6, 7), span(0, 2), span(1, 1.5), span(2, 3), span(4, 5)];
  expect(joinSpans(spans)).toEqual([span(0, 3), span(4, 5), span(6, 7)]);
  expect(joinSpans(spans, 0.9)).toEqual([span(0, 3), span(4, 5), span(6, 7)]);
  expect(joinSpans(spans, 1)).toEqual([span(0, 7)]);
  expect(joinSpans([])).toEqual([]);
});

it('spans and holes anywhere agree with what is counted second by second', () => {
  const random = createRandom(8);
  const some = () =>
    Array.from({ length: random.below(6) }, () => {
      const start = random.below(30);
      return span(start, start + 1 + random.below(8));
    });
  const seconds = (spans: readonly Span[]) =>
    Array.from({ length: 40 }, (_, t) => spans.some(({ start, end }) => start <= t && t < end));
  for (let round = 0; round < 200; round++) {
    const [spans, holes] = [joinSpans(some()), some()];
    const inHoles = seconds(holes);
    const left = withoutHoles(spans, holes);
    expect(seconds(left)).toEqual(seconds(spans).map((inside, t) => inside && !inHoles[t]));
    expect(left.every(({ start, end }) => start < end)).toBe(true);
  }
});

it.each([
  ['75', 75],
  ['75,5', 75.5],
  ['1:15', 75],
  ['61:00', null],
  ['1:02:03.5', 3723.5],
  ['0:60', null],
  ['1:2:3', 3723],
  ['', null],
  ['-1', null],
  ['1:', null],
  ['noon', null],
])('a person who types %s means %s', (text, seconds) => {
  expect(parseClock(text)).toBe(seconds);
});
