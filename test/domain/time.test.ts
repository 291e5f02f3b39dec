import { describe, expect, it } from 'vitest';
import { formatClock, overlap, totalSeconds, withoutHoles } from '../../src/domain/time.js';

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
  const span = (start: number, end: number) => ({ start, end });
  const holes = [span(5, 6), span(1, 2), span(1.5, 3), span(9, 20)];
  expect(withoutHoles([span(0, 4), span(4.5, 5.5), span(8, 10)], holes)).toEqual([
    span(0, 1),
    span(3, 4),
    span(4.5, 5),
    span(8, 9),
  ]);
  expect(withoutHoles([span(0, 4)], [])).toEqual([span(0, 4)]);
});
