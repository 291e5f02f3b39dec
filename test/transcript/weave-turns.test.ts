import { describe, expect, it } from 'vitest';
import type { Turn } from '../../src/domain/speakers.js';
import { makeTurn } from '../../src/transcript/attribute-words.js';
import { weaveTurns } from '../../src/transcript/weave-turns.js';

/** Words of 0.2 s, `0.3 s` after one another; a number among them is the second at which the next one begins. */
function turn(clusterId: string, ...parts: (string | number)[]): Turn {
  let at = 0;
  const words = parts.flatMap((part) => {
    if (typeof part === 'number') {
      at = part;
      return [];
    }
    return part.split(' ').map((text) => {
      at += 0.3;
      return { text, start: at - 0.3, end: at - 0.1, confidence: 1 };
    });
  });
  return makeTurn(words, clusterId, 'en');
}
const lines = (turns: readonly Turn[]) => turns.map(({ clusterId, text }) => `${clusterId}: ${text}`);

describe('turns of channels', () => {
  it('stand in the order in which they begin', () => {
    const a = [turn('S1', 0, 'one two.'), turn('S1', 8, 'five six.')];
    const b = [turn('S2', 3, 'three four.')];
    expect(lines(weaveTurns([a, b]))).toEqual(['S1: one two.', 'S2: three four.', 'S1: five six.']);
  });

  it('are divided at a sentence or a breath where somebody else begins', () => {
    const a = [turn('S1', 0, 'How are you? Fine I hope', 4, 'because I am')];
    const b = [turn('S2', 1, 'Very well.', 3, 'Yes.')];
    expect(lines(weaveTurns([a, b]))).toEqual([
      'S1: How are you? Fine I hope',
      'S2: Very well. Yes.',
      'S1: because I am',
    ]);
  });

  it('are not divided in the middle of a sentence', () => {
    const a = [turn('S1', 0, 'we will ship it on friday if the tests are green')];
    const b = [turn('S2', 1, 'okay')];
    expect(lines(weaveTurns([a, b]))).toEqual([
      'S1: we will ship it on friday if the tests are green',
      'S2: okay',
    ]);
  });

  it('come out as they went in where nobody else speaks', () => {
    const a = [turn('S1', 0, 'One. Two. Three', 2, 'four.'), turn('S1', 9, 'Five.')];
    expect(weaveTurns([a, []])).toEqual(a);
  });
});
