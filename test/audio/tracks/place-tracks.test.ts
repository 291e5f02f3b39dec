import { describe, expect, it } from 'vitest';
import { placeTracks } from '../../../src/audio/tracks/place-tracks.js';
import { conversation, recordedBy, trackOf } from './conversation.js';

describe('tracks of one conversation', () => {
  it('are put on one clock by what each microphone hears of the others', () => {
    const [maya, tom, ada] = conversation(3, 60);
    const [first, second, third] = placeTracks([
      trackOf(maya),
      trackOf(recordedBy(tom, { start: 3.7, drift: 80 })),
      trackOf(recordedBy(ada, { start: 1.25, drift: -35 })),
    ]);
    expect(first).toEqual({ start: 0, drift: 0, placed: 'reference' });
    expect(second.placed).toBe('sound');
    // The paths through the room differ by 2 ms at most.
    expect(Math.abs(second.start - 3.7)).toBeLessThan(0.003);
    expect(Math.abs(second.drift - 80)).toBeLessThan(5);
    expect(Math.abs(third.start - 1.25)).toBeLessThan(0.003);
    expect(Math.abs(third.drift + 35)).toBeLessThan(5);
  });

  it('begin at 0 with the one that was started first, which need not be the longest', () => {
    const [maya, tom] = conversation(2, 60);
    const [first, second] = placeTracks([
      trackOf(recordedBy(maya, { start: 12.5, drift: 0 })),
      trackOf(tom.subarray(0, 40 * 16_000)),
    ]);
    expect(first.placed).toBe('reference');
    expect(Math.abs(first.start - 12.5)).toBeLessThan(0.003);
    expect(second.start).toBe(0);
  });

  it('are placed by their dates when they have no sound in common', () => {
    const [maya, tom] = conversation(2, 30, 0);
    const noon = Date.parse('2026-03-04T12:00:00Z');
    expect(placeTracks([trackOf(maya, noon), trackOf(tom.subarray(16_000), noon + 2500)])).toEqual([
      { start: 0, drift: 0, placed: 'reference' },
      { start: 2.5, drift: 0, placed: 'date' },
    ]);
  });

  it('begin together when nothing is known, or the dates cannot be right', () => {
    const [maya, tom] = conversation(2, 30, 0);
    const noon = Date.parse('2026-03-04T12:00:00Z');
    const together = { start: 0, drift: 0, placed: 'start' };
    expect(placeTracks([trackOf(maya), trackOf(tom.subarray(16_000))])[1]).toEqual(together);
    expect(placeTracks([trackOf(maya, noon), trackOf(tom.subarray(16_000), noon + 40_000)])[1]).toEqual(
      together,
    );
  });
});
