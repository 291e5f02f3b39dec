import { describe, expect, it } from 'vitest';
import { fitClock, type LagAt } from '../../../src/audio/tracks/fit-clock.js';
import { randomly } from '../talk.js';

/** Lags of a track that began at 10 s and is 60 ppm fast, heard 5 ms later by whoever is farther away. */
function lags(count: number, seed: number): LagAt[] {
  const random = randomly(seed);
  return Array.from({ length: count }, (_, i) => {
    const at = 20 + 30 * i;
    const nearer = i % 2 === 0 ? 'first' : 'second';
    const path = nearer === 'first' ? 0.005 : -0.005;
    return { at, nearer, lag: (at - 10) * (1 + 60e-6) - at + path + 2e-4 * (random() - 0.5) };
  });
}

describe('fitClock', () => {
  it('finds start and drift between the lags of both sides', () => {
    const { start, drift } = fitClock(lags(30, 1))!;
    expect(start).toBeCloseTo(10, 3);
    expect(Math.abs(drift - 60)).toBeLessThan(1);
  });

  it('sets aside what chance put elsewhere', () => {
    const random = randomly(2);
    const stray = lags(30, 3).map((lag, i) =>
      i % 3 === 0 ? { ...lag, lag: lag.lag + 4 * random() - 2 } : lag,
    );
    const { start, drift } = fitClock(stray)!;
    expect(start).toBeCloseTo(10, 2);
    expect(Math.abs(drift - 60)).toBeLessThan(3);
  });

  it('takes clocks that cannot be told apart for one', () => {
    const random = randomly(4);
    const short = Array.from(
      { length: 6 },
      (_, i): LagAt => ({ at: i, nearer: 'first', lag: 2e-4 * random() }),
    );
    expect(fitClock(short)!.drift).toBe(0);
  });

  it('finds nothing in lags of chance, or in too few', () => {
    const random = randomly(5);
    const chance = Array.from(
      { length: 60 },
      (_, i): LagAt => ({ at: 10 * i, nearer: 'first', lag: 4 * random() - 2 }),
    );
    expect(fitClock(chance)).toBeNull();
    expect(fitClock(lags(3, 6))).toBeNull();
    expect(fitClock([])).toBeNull();
  });
});
