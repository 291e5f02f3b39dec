import { describe, expect, it } from 'vitest';
import type { ActivityRun } from '../../src/diarization/activity-runs.js';
import { turnsOfActivity } from '../../src/diarization/turns-of-activity.js';

/** Frames of a tenth of a second, three speakers. */
const run = (speaker: number, first: number, end: number, means = [0, 0, 0]): ActivityRun => ({
  speaker,
  first,
  end,
  means: Float64Array.from(means),
});
const turns = (runs: readonly ActivityRun[], most?: number) =>
  turnsOfActivity(runs, 3, 0.1, { most }).voices.map(({ spans, alone }) => ({
    spans: round(spans),
    alone: round(alone),
  }));
const round = (spans: readonly { start: number; end: number }[]) =>
  spans.map(({ start, end }) => [Math.round(start * 1000) / 1000, Math.round(end * 1000) / 1000]);

describe('turnsOfActivity', () => {
  it('keeps two turns at once, and knows who is alone', () => {
    expect(turns([run(0, 0, 20), run(2, 15, 40)])).toEqual([
      { spans: [[0, 2]], alone: [[0, 1.5]] },
      { spans: [[1.5, 4]], alone: [[2, 4]] },
    ]);
    expect(turns([run(0, 0, 40), run(1, 10, 20)])).toEqual([
      { spans: [[0, 4]], alone: [[0, 1], [2, 4]] }, // biome-ignore format: one line a voice
      { spans: [[1, 2]], alone: [] },
    ]);
  });

  it('joins what is less than half a second apart, and drops what is then shorter than .3 s', () => {
    expect(
      turns([run(0, 0, 10), run(0, 14, 20), run(0, 26, 30), run(0, 40, 42), run(0, 60, 61), run(0, 64, 66)]),
    ).toEqual([
      {
          spans: [[0, 2], [2.6, 3], [6, 6.6]],
          // The pause of .4 s belongs to the turn, but nobody speaks in it.
          alone: [[0, 1], [1.4, 2], [2.6, 3], [6, 6.1], [6.4, 6.6]],
        }, // biome-ignore format: one line a voice
    ]);
  });

  it('gives speech of nobody to the most probable of those who speak', () => {
    const found = turns([
      run(0, 0, 20),
      run(1, 50, 70),
      // Speaker 2, who never has a turn, does not count.
      run(-1, 20, 30, [0.3, 0.1, 0.45]),
      run(-1, 70, 72, [0.1, 0.2, 0]),
      // Noise: nobody is even a tenth probable.
      run(-1, 80, 90, [0.09, 0.08, 0.7]),
    ]);
    expect(found).toEqual([
      { spans: [[0, 3]], alone: [[0, 2]] },
      { spans: [[5, 7.2]], alone: [[5, 7]] },
    ]);
  });

  it('keeps those who speak most when fewer are wanted, and gives away what the others said', () => {
    const runs = [
      run(0, 0, 20),
      run(1, 30, 60, [0.1, 0.9, 0.3]),
      run(2, 70, 110),
      run(0, 120, 125, [0.9, 0.2, 0.1]),
    ];
    expect(turns(runs).map(({ spans }) => spans)).toEqual([[[0, 2], [12, 12.5]], [[3, 6]], [[7, 11]]]); // biome-ignore format: a voice each
    expect(turns(runs, 2)).toEqual([
      // Speaker 0 is one too many: the first run tells nothing, and goes to the first of the two.
      { spans: [[0, 2], [3, 6], [12, 12.5]], alone: [[3, 6]] },
      { spans: [[7, 11]], alone: [[7, 11]] },
    ]); // biome-ignore format: one line a voice
  });

  it('folds a ghost into the others: less than 2 % of what is said, and no turn of 2 s', () => {
    const talk = [run(0, 0, 600), run(1, 700, 1300)];
    const ghost = run(2, 1400, 1419, [0.1, 0.3, 0.9]);
    const found = turnsOfActivity([...talk, ghost], 3, 0.1);
    expect(found.ghosts).toBe(1);
    expect(found.voices.map(({ spans }) => round(spans))).toEqual([
      [[0, 60]],
      [
        [70, 130],
        [140, 141.9],
      ],
    ]);
    // One remark of 2 s, or enough short ones, or somebody who was asked for: no ghost.
    for (const said of [[run(2, 1400, 1420)], [1400, 1430].map((at) => run(2, at, at + 13))])
      expect(turnsOfActivity([...talk, ...said], 3, 0.1)).toMatchObject({ ghosts: 0, voices: { length: 3 } });
    const asked = turnsOfActivity([...talk, ghost], 3, 0.1, { least: 3 });
    expect(asked).toMatchObject({ ghosts: 0, voices: { length: 3 } });
  });

  it('finds one voice where there is speech and the network is sure of nobody, and none without speech', () => {
    expect(turns([run(-1, 0, 10, [0.01, 0.05, 0.02]), run(-1, 30, 40, [0.04, 0.03, 0.01])])).toEqual([
      { spans: [[0, 1], [3, 4]], alone: [] },
    ]); // biome-ignore format: one line a voice
    expect(turns([])).toEqual([]);
  });
});
