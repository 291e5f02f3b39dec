import { describe, expect, it } from 'vitest';
import {
  resegment,
  resegmentDefaults,
  type ScoredWindow,
  type SpeakerPath,
  spansOfPath,
} from '../../src/diarization/resegment.js';

/** Windows of 1.5 s every 0.5 s; who speaks changes from voice 0 to voice 1 at `change`. */
function scoredWindows(change: number, duration: number): ScoredWindow[] {
  const windows: ScoredWindow[] = [];
  for (let start = 0; start + 1.5 <= duration; start += 0.5) {
    const share = Math.min(1, Math.max(0, (change - start) / 1.5));
    windows.push({ start, end: start + 1.5, scores: [0.7 * share, 0.7 * (1 - share)] });
  }
  return windows;
}

describe('resegment', () => {
  it('finds a change to a tenth of the length of a window', () => {
    for (const change of [5, 5.25, 6.4]) {
      const { voices } = resegment(scoredWindows(change, 12), 2, [{ start: 0, end: 12 }], 12);
      const found = voices.indexOf(1) * resegmentDefaults.hop;
      expect(Math.abs(found - change)).toBeLessThan(0.15);
      expect([...voices].lastIndexOf(0)).toBe(voices.indexOf(1) - 1);
    }
  });

  it('would rather change in a pause', () => {
    const speech = [
      { start: 0, end: 5.2 },
      { start: 5.6, end: 12 },
    ];
    const { voices } = resegment(scoredWindows(5.3, 12), 2, speech, 12, {
      ...resegmentDefaults,
      changeInPause: 0.1,
    });
    const found = voices.indexOf(1) * resegmentDefaults.hop;
    expect(found).toBeGreaterThanOrEqual(5.15);
    expect(found).toBeLessThanOrEqual(5.65);
  });

  it('does not follow a single window that is a little off', () => {
    const windows = scoredWindows(100, 12).map((w, i) => (i === 8 ? { ...w, scores: [0.4, 0.5] } : w));
    const { voices } = resegment(windows, 2, [{ start: 0, end: 12 }], 12);
    expect(voices.includes(1)).toBe(false);
  });

  it('copes with a recording without speech, without windows, without length', () => {
    expect(resegment([], 0, [], 0).voices.length).toBe(0);
    expect([...resegment([], 2, [], 0.1).speech]).toEqual([0, 0]);
    expect([...resegment([], 1, [{ start: 0, end: 0.1 }], 0.1).speech]).toEqual([1, 1]);
  });
});

describe('spansOfPath', () => {
  const path = (voices: number[]): SpeakerPath => ({
    voices: Int16Array.from(voices),
    speech: new Uint8Array(voices.length).fill(1),
  });
  const options = { ...resegmentDefaults, hop: 1, bridge: 1.5, minTurn: 0.5 };

  it('divides speech where the path changes', () => {
    expect(spansOfPath(path([0, 0, 0, 1, 1, 1, 0, 0]), 2, [{ start: 0.5, end: 7.5 }], options)).toEqual([
      [
        { start: 0.5, end: 3 },
        { start: 6, end: 7.5 },
      ],
      [{ start: 3, end: 6 }],
    ]);
  });

  it('fills short pauses within a voice, and none between two', () => {
    const speech = [
      { start: 0, end: 2 },
      { start: 3, end: 5 },
      { start: 6, end: 8 },
      { start: 10, end: 12 },
    ];
    expect(spansOfPath(path([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1]), 2, speech, options)).toEqual([
      [{ start: 0, end: 5 }],
      [
        { start: 6, end: 8 },
        { start: 10, end: 12 },
      ],
    ]);
  });

  it('drops what is too short', () => {
    expect(
      spansOfPath(
        path([0, 0, 0]),
        1,
        [
          { start: 0, end: 0.3 },
          { start: 2, end: 3 },
        ],
        options,
      ),
    ).toEqual([[{ start: 2, end: 3 }]]);
  });
});
