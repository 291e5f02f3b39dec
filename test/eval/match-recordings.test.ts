import { expect, it } from 'vitest';
import { scoreMatching } from '../../eval/match-recordings.js';

const clip = (person: string) => ({ person, path: `${person}.flac` });
const east = Float32Array.of(1, 0);
const north = Float32Array.of(0, 1);

it('matches every clip with every other one, and leaves out those without a voice', () => {
  const clips = ['a', 'a', 'b', 'c'].map(clip);
  const score = scoreMatching(clips, [east, east, north, null], [east, east, north, null]);
  expect(score).toMatchObject({ people: 3, genuine: 2, impostor: 4, unheard: 1 });
  expect(score.equal.rate).toBe(0);
  expect(score.missAtOnePercent).toBe(0);
});

it('matches what was heard with what was enrolled', () => {
  const clips = ['a', 'a', 'b', 'b'].map(clip);
  // Through the line everybody sounds like b.
  const score = scoreMatching(clips, [east, east, north, north], [north, north, north, north]);
  expect(score.equal.rate).toBe(0.5);
  expect(score.missAtOnePercent).toBe(1);
});
