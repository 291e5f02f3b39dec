import { expect, it } from 'vitest';
import { preferOneVoice } from '../../src/diarization/prefer-one-voice.js';
import type { Cluster } from '../../src/domain/speakers.js';

const cluster = (id: string, ...spans: [number, number][]): Cluster => ({
  id,
  spans: spans.map(([start, end]) => ({ start, end })),
  centroid: { model: 'm', vector: Float32Array.of(id.charCodeAt(1)) },
});

it('a channel has one voice, unless another one clearly speaks', () => {
  const main = cluster('S1', [0, 30], [40, 60]);
  const mood = cluster('S2', [30, 34]);
  expect(preferOneVoice([main, mood])).toEqual([
    {
      ...main,
      spans: [
        { start: 0, end: 34 },
        { start: 40, end: 60 },
      ],
    },
  ]);
  const other = cluster('S2', [30, 40], [60, 70]);
  expect(preferOneVoice([main, other])).toEqual([main, other]);
  expect(preferOneVoice([])).toEqual([]);
});
