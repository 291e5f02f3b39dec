import { describe, expect, it } from 'vitest';
import { findOverlapping } from '../../src/transcript/find-overlapping.js';

const centroid = { model: 'test', vector: Float32Array.of(1) };
const cluster = (id: string, ...spans: [number, number][]) => ({
  id,
  spans: spans.map(([start, end]) => ({ start, end })),
  centroid,
});

describe('findOverlapping', () => {
  const clusters = [
    cluster('S1', [0, 5], [8, 12]),
    cluster('S2', [4, 9], [11.8, 20]),
    cluster('S3', [1, 2], [5.5, 7]),
  ];

  it('names those who speak while the speaker of the turn does', () => {
    expect(findOverlapping({ clusterId: 'S1', start: 0, end: 12 }, clusters)).toEqual([
      { clusterId: 'S3', start: 1, end: 2 },
      { clusterId: 'S2', start: 4, end: 5 },
      { clusterId: 'S2', start: 8, end: 9 },
    ]);
    expect(findOverlapping({ clusterId: 'S1', start: 4.2, end: 4.6 }, clusters)).toEqual([]);
  });

  it('does not name who speaks in the pauses of a turn, nor anybody beside words of nobody', () => {
    expect(findOverlapping({ clusterId: 'S3', start: 1, end: 7 }, [clusters[0], clusters[2]])).toEqual([
      { clusterId: 'S1', start: 1, end: 2 },
    ]);
    expect(findOverlapping({ clusterId: 'unattributed', start: 0, end: 20 }, clusters)).toEqual([]);
  });
});
