import { describe, expect, it } from 'vitest';
import { type ActivityRunOptions, createRunCollector } from '../../src/diarization/activity-runs.js';

/** Frames of a second, two speakers. @param pieces of frames, each with the probability of both */
function collect(
  pieces: readonly (readonly (readonly [number, number])[])[],
  speech = [{ start: 0, end: 100 }],
  thresholds: ActivityRunOptions = { onset: 0.5, offset: 0.5 },
) {
  const collector = createRunCollector(2, 1, speech, thresholds);
  for (const piece of pieces) collector.push(Float32Array.from(piece.flat()));
  return collector
    .finish()
    .map(({ first, end, speaker, means }) => [
      speaker,
      first,
      end,
      ...means.map((p) => Math.round(p * 1e6) / 1e6),
    ]);
}

describe('runs of activity', () => {
  const frames = [
    [0.9, 0.1],
    [0.7, 0.6],
    [0.2, 0.8],
    [0.2, 0.4],
    [0.4, 0.1],
    [0.6, 0.1],
  ] as const;
  const expected = [
    [0, 0, 2, 0.8, 0.35],
    [1, 1, 3, 0.45, 0.7],
    [-1, 3, 5, 0.3, 0.25],
    [0, 5, 6, 0.6, 0.1],
  ];

  it('are of one speaker each, overlap, and leave the rest of speech to nobody', () => {
    expect(collect([frames])).toEqual(expected);
  });

  it('do not depend on where the pieces end', () => {
    for (let cut = 0; cut <= frames.length; cut++)
      expect(collect([frames.slice(0, cut), [], frames.slice(cut)])).toEqual(expected);
  });

  it('of nobody begin and end with speech, by the middle of a frame; a track apart has no others', () => {
    const speech = [
      { start: 0.6, end: 1.5 },
      { start: 2.5, end: 3.6 },
    ];
    // The middles are .5, 1.5, ...: frame 0 is before, frame 1 just after the first span, frames 2 and 3 in the second.
    expect(collect([frames], speech)).toEqual([...expected.slice(0, 2), [-1, 3, 4, 0.2, 0.4], expected[3]]);
    expect(collect([frames], [])).toEqual(expected.filter(([speaker]) => speaker >= 0));
    const apart = { onset: 0.5, offset: 0.5, onlyInSpeech: true };
    expect(collect([frames], speech, apart)).toEqual([
      [1, 2, 3, 0.2, 0.8],
      [-1, 3, 4, 0.2, 0.4],
    ]);
    expect(collect([frames], [], apart)).toEqual([]);
  });

  it('begin above one threshold and end at another', () => {
    const rising = [0.5, 0.6, 0.4, 0.26, 0.25, 0.5].map((p) => [p, 0] as const);
    expect(collect([rising], undefined, { onset: 0.5, offset: 0.25 }).map((run) => run.slice(0, 3))).toEqual([
      [-1, 0, 1],
      [0, 1, 4],
      [-1, 4, 6],
    ]);
  });
});
