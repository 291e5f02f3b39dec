import { describe, expect, it } from 'vitest';
import { createTimeline, timelineDefaults } from '../../src/audio/timeline.js';

const rate = 16_000;
const frames = 320;

/** Places pieces of 20 ms; a number is the time of one, in seconds. */
function place(times: readonly number[], quiet = false) {
  const timeline = createTimeline();
  const placed = times.map((time) => timeline.place(time, frames, quiet));
  return { placed, timeline };
}
const steps = (from: number, count: number, step = 0.02) =>
  Array.from({ length: count }, (_, i) => from + i * step);

describe('createTimeline', () => {
  it('adds nothing to pieces that follow each other, though their times are rounded or interpolated', () => {
    const jitter = steps(0, 500).map((time, i) => time - 0.01 * (i % 12));
    for (const times of [steps(0, 500), steps(0, 500).map((t) => Math.round(t * 100) / 100), jitter])
      expect(place(times).placed.every(({ silence, drop }) => silence === 0 && drop === 0)).toBe(true);
  });

  it('begins at 0: silence before a late beginning, nothing of what is before it', () => {
    expect(place([2.5]).placed).toEqual([{ silence: 2.5 * rate, drop: 0 }]);
    expect(place([-0.03, -0.01, 0.01]).placed).toEqual([
      { silence: 0, drop: 320 },
      { silence: 0, drop: 160 },
      { silence: 0, drop: 0 },
    ]);
  });

  it('puts silence into a gap, and names it from a second on', () => {
    const { placed, timeline } = place([0, 0.02, 0.54, 0.56, 5.58]);
    expect(placed.map(({ silence }) => silence)).toEqual([0, 0, 0.5 * rate, 0, 5 * rate]);
    expect(timeline.gaps()).toEqual([{ at: 0.58, stated: 5, kept: 5 }]);
    expect(timeline.position()).toBe(5.6 * rate);
  });

  it('keeps a gap beyond the limit at the limit, and what follows it together', () => {
    const { longestGap } = timelineDefaults;
    const { placed, timeline } = place([0, 36_000, 36_000.02, 36_001.04]);
    expect(placed.map(({ silence }) => silence)).toEqual([0, longestGap * rate, 0, rate]);
    expect(timeline.gaps()[0]).toEqual({ at: 0.02, stated: 36_000 - 0.02, kept: longestGap });
  });

  it('goes on when a clock restarts, and loses no piece', () => {
    for (const second of [steps(0, 100), [...steps(2, 1), ...Array(99).fill(2), ...steps(2.02, 50)]]) {
      const times = [...steps(0, 100), ...second];
      const { placed, timeline } = place(times);
      expect(placed.every(({ drop }) => drop === 0)).toBe(true);
      expect(timeline.position() / rate).toBeCloseTo(times.length * 0.02, 0);
    }
  });

  it('follows a slow clock by dropping quiet sound, and never cuts speech', () => {
    const slow = steps(0, 5000, 0.0199);
    expect(place(slow, true).timeline.position() / rate).toBeCloseTo(99.5, 0);
    expect(place(slow).timeline.position() / rate).toBe(100);
  });

  it('follows a fast clock', () => {
    expect(place(steps(0, 5000, 0.0201)).timeline.position() / rate).toBeCloseTo(100.5, 0);
  });
});
