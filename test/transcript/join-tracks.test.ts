import { describe, expect, it } from 'vitest';
import type { Cluster, Turn } from '../../src/domain/speakers.js';
import { makeTurn } from '../../src/transcript/attribute-words.js';
import { countWarnings, interleaveTurns, joinTracks, mostSpoken } from '../../src/transcript/join-tracks.js';

const cluster = (id: string, start: number): Cluster => ({
  id,
  spans: [{ start, end: start + 1 }],
  centroid: { model: 'm', vector: new Float32Array(1) },
});
const turn = (clusterId: string, start: number, text: string): Turn => ({
  clusterId,
  start,
  end: start + 1,
  text,
  confidence: 1,
  language: 'en',
  words: [{ text, start, end: start + 1, confidence: 1 }],
});

it('voices of tracks are named anew in the order in which they speak; one without words is nobody', () => {
  const passage = { ...turn('S1', 3, 'thanks'), reason: 'phrase', detail: 'x' } as const;
  const joined = joinTracks([
    {
      clusters: [cluster('S1', 5), cluster('S2', 9)],
      turns: [turn('S1', 5, 'b'), turn('S2', 9, 'd')],
      suppressed: [],
      unrecognized: [{ start: 20, end: 21, reason: 'no-words' }],
    },
    { clusters: [cluster('S1', 2)], turns: [], suppressed: [passage], unrecognized: [] },
    {
      clusters: [cluster('S1', 0)],
      turns: [turn('S1', 0, 'a'), turn('S1', 7, 'c')],
      suppressed: [],
      unrecognized: [{ start: 3, end: 4, reason: 'left-out' }],
    },
  ]);
  expect(joined.clusters.map(({ id, spans }) => [id, spans[0].start])).toEqual([
    ['S1', 0],
    ['S2', 5],
    ['S3', 9],
  ]);
  expect(joined.turns.map(({ clusterId, text }) => clusterId + text)).toEqual(['S1a', 'S2b', 'S1c', 'S3d']);
  expect(joined.unrecognized.map(({ start }) => start)).toEqual([3, 20]);
  expect(joined.suppressed).toEqual([{ ...passage, clusterId: 'unattributed' }]);
});

it('the language of a meeting is that of most words', () => {
  const words = (language: string, count: number) => ({
    language,
    segments: [
      { ...turn('', 0, ''), words: Array(count).fill({ text: 'a', start: 0, end: 1, confidence: 1 }) },
    ],
  });
  expect(mostSpoken([words('en', 3), words('de', 5), words('fr', 5)])).toBe('de');
});

it('another number of speakers than was asked for is said', () => {
  expect(countWarnings(null, 3)).toEqual([]);
  expect(countWarnings(3, 3)).toEqual([]);
  expect(countWarnings(1, 2)).toEqual([
    '1 speaker was asked for, and 2 found in channels of their own; `--channels mix` puts the channels together.',
  ]);
});

/** Words of 0.2 s, `0.3 s` after one another; a number among them is the second at which the next one begins. */
function spoken(clusterId: string, ...texts: (string | number)[]): Turn {
  let at = 0;
  const words = texts.flatMap((text) => {
    if (typeof text === 'number') {
      at = text;
      return [];
    }
    return text.split(' ').map((word) => {
      at += 0.3;
      return { text: word, start: at - 0.3, end: at - 0.1, confidence: 1 };
    });
  });
  return makeTurn(words, clusterId, 'en');
}
const lines = (turns: readonly Turn[]) => turns.map(({ clusterId, text }) => `${clusterId}: ${text}`);

describe('turns of tracks', () => {
  it('stand in the order in which they begin', () => {
    const a = [spoken('S1', 0, 'one two.'), spoken('S1', 8, 'five six.')];
    const b = [spoken('S2', 3, 'three four.')];
    expect(lines(interleaveTurns([a, b]))).toEqual(['S1: one two.', 'S2: three four.', 'S1: five six.']);
  });

  it('are divided at a sentence or a breath where somebody else begins', () => {
    const a = [spoken('S1', 0, 'How are you? Fine I hope', 4, 'because I am')];
    const b = [spoken('S2', 1, 'Very well.', 3, 'Yes.')];
    expect(lines(interleaveTurns([a, b]))).toEqual([
      'S1: How are you? Fine I hope',
      'S2: Very well. Yes.',
      'S1: because I am',
    ]);
  });

  it('are not divided in the middle of a sentence', () => {
    const a = [spoken('S1', 0, 'we will ship it on friday if the tests are green')];
    const b = [spoken('S2', 1, 'okay')];
    expect(lines(interleaveTurns([a, b]))).toEqual([
      'S1: we will ship it on friday if the tests are green',
      'S2: okay',
    ]);
  });

  it('come out as they went in where nobody else speaks', () => {
    const a = [spoken('S1', 0, 'One. Two. Three', 2, 'four.'), spoken('S1', 9, 'Five.')];
    expect(interleaveTurns([a, []])).toEqual(a);
  });
});
