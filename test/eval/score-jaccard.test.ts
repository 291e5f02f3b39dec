import { describe, expect, it } from 'vitest';
import type { SpeakerSpan } from '../../eval/score-diarization.js';
import { jaccardErrorRate, scoreJaccard } from '../../eval/score-jaccard.js';

const span = (speaker: string, start: number, end: number): SpeakerSpan => ({ speaker, start, end });
const rate = (reference: readonly SpeakerSpan[], answer: readonly SpeakerSpan[]) =>
  jaccardErrorRate([scoreJaccard(reference, answer)]);

describe('the Jaccard error rate', () => {
  it('is 0 for the right answer under other names', () => {
    const reference = [span('a', 0, 5), span('b', 5, 8), span('a', 9, 10)];
    expect(rate(reference, [span('y', 0, 5), span('y', 9, 10), span('x', 5, 8)])).toBe(0);
  });

  it('weighs everybody the same, however little they say', () => {
    // a: 98 of 98 s; b: nobody. DER is .02, JER .5.
    expect(rate([span('a', 0, 98), span('b', 98, 100)], [span('x', 0, 98)])).toBeCloseTo(0.5);
  });

  it('is miss and false alarm over the time that either speaks', () => {
    // Shared 2 to 6; either 0 to 8.
    expect(rate([span('a', 0, 6)], [span('x', 2, 8)])).toBeCloseTo(1 - 4 / 8);
    // Shared 1 + 1, either 2 + 2 + 2 - 2.
    expect(rate([span('a', 0, 2), span('a', 4, 6)], [span('x', 1, 2), span('x', 5, 7)])).toBeCloseTo(
      1 - 2 / 5,
    );
  });

  it('pairs for the best sum, not for the most time', () => {
    // By time x belongs to a (6 s of 20); but x-b (4 of 6) and y-a (5 of 20) are better than x-a and y with nobody.
    const reference = [span('a', 0, 20), span('b', 14, 18)];
    const answer = [span('x', 14, 20), span('y', 5, 10)];
    expect(rate(reference, answer)).toBeCloseTo((1 - 4 / 6 + (1 - 5 / 20)) / 2);
  });

  it('does not count people of the answer who have no partner, unless nobody speaks', () => {
    expect(rate([span('a', 0, 5)], [span('x', 0, 5), span('y', 6, 9)])).toBe(0);
    expect(rate([], [span('y', 6, 9)])).toBe(1);
    expect(rate([], [])).toBe(0);
    expect(rate([span('a', 0, 5)], [])).toBe(1);
  });

  it('is the mean over the people of several recordings', () => {
    const three = scoreJaccard([span('a', 0, 1), span('b', 1, 2), span('c', 2, 3)], []);
    const one = scoreJaccard([span('a', 0, 1)], [span('x', 0, 1)]);
    expect(jaccardErrorRate([three, one])).toBeCloseTo(3 / 4);
  });
});
