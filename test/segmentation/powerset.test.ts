import { describe, expect, it } from 'vitest';
import { listPowerset, speakerProbabilities } from '../../src/segmentation/powerset.js';

describe('listPowerset', () => {
  it('has the order of pyannote: smaller sets first', () => {
    expect(listPowerset(3, 2)).toEqual([[], [0], [1], [2], [0, 1], [0, 2], [1, 2]]);
    expect(listPowerset(2, 1)).toEqual([[], [0], [1]]);
    expect(listPowerset(4, 3).map((set) => set.join(''))).toEqual([
      ...['', '0', '1', '2', '3'],
      ...['01', '02', '03', '12', '13', '23'],
      ...['012', '013', '023', '123'],
    ]);
  });
});

describe('speakerProbabilities', () => {
  const classes = listPowerset(3, 2);
  const near = (values: ArrayLike<number>) => Array.from(values, (value) => Number(value.toFixed(6)));

  it('adds up the classes that hold a speaker', () => {
    const odds = [0.1, 0.2, 0.05, 0.15, 0.3, 0.04, 0.16];
    const scores = Float32Array.from(odds, Math.log);
    expect(near(speakerProbabilities(scores, classes, 3))).toEqual([
      0.2 + 0.3 + 0.04,
      0.05 + 0.3 + 0.16,
      0.15 + 0.04 + 0.16,
    ]);
  });

  it('takes logits as well as log probabilities, frame by frame', () => {
    const quiet = [50, 0, 0, 0, 0, 0, 0];
    const both = [100, 100, 100, 100, 200, 100, 100];
    expect(near(speakerProbabilities(Float32Array.of(...quiet, ...both), classes, 3))).toEqual([
      ...[0, 0, 0],
      ...[1, 1, 0],
    ]);
  });
});
