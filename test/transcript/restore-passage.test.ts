import { describe, expect, it } from 'vitest';
import type { Turn } from '../../src/domain/speakers.js';
import { restorePassage } from '../../src/transcript/restore-passage.js';

/** Words of a second each, from `start` on. */
function turn(clusterId: string, text: string, start: number): Turn {
  const words = text.split(' ').map((word, i) => ({
    text: word,
    start: start + i,
    end: start + i + 1,
    confidence: 0.5,
  }));
  return { clusterId, text, start, end: start + words.length, confidence: 0.5, language: 'en', words };
}
const shape = (turns: readonly Turn[]) => turns.map((t) => [t.clusterId, t.start, t.end, t.text]);

describe('a passage that is restored', () => {
  const first = turn('S1', 'a b', 10);
  const second = turn('S2', 'c d', 20);

  it('is a turn of its own between others, before the first and after the last', () => {
    expect(shape(restorePassage([first, second], turn('S3', 'x', 15)))).toEqual([
      ['S1', 10, 12, 'a b'],
      ['S3', 15, 16, 'x'],
      ['S2', 20, 22, 'c d'],
    ]);
    expect(shape(restorePassage([first], turn('S3', 'x', 1)))[0]).toEqual(['S3', 1, 2, 'x']);
    expect(shape(restorePassage([first], turn('S3', 'x', 30)))[1]).toEqual(['S3', 30, 31, 'x']);
    expect(shape(restorePassage([], turn('S3', 'x', 30)))).toEqual([['S3', 30, 31, 'x']]);
  });

  it('goes on a turn of the same voice that ended up to 2 s before, or begins one', () => {
    expect(shape(restorePassage([first, second], turn('S1', 'x', 14)))[0]).toEqual(['S1', 10, 15, 'a b x']);
    expect(restorePassage([first, second], turn('S1', 'x', 14.1))).toHaveLength(3);
    expect(shape(restorePassage([first, second], turn('S2', 'x', 17)))[1]).toEqual(['S2', 17, 22, 'x c d']);
    expect(restorePassage([first, second], turn('S2', 'x', 16.9))).toHaveLength(3);
  });

  const long: Turn = {
    ...turn('S1', 'a b c d', 10),
    end: 17,
    words: [...turn('S1', 'a b', 10).words, ...turn('S1', 'c d', 15).words],
  };

  it('goes between the words of a turn of the same voice', () => {
    expect(shape(restorePassage([long], turn('S1', 'x y', 12.5)))).toEqual([['S1', 10, 17, 'a b x y c d']]);
  });

  it('divides a turn of another voice, and loses none of its words', () => {
    expect(shape(restorePassage([long], turn('S2', 'x y', 12.5)))).toEqual([
      ['S1', 10, 12, 'a b'],
      ['S2', 12.5, 14.5, 'x y'],
      ['S1', 15, 17, 'c d'],
    ]);
  });

  it('never joins another language, nor a turn whose words are not known', () => {
    expect(restorePassage([first], { ...turn('S1', 'x', 12.5), language: 'de' })).toHaveLength(2);
    expect(shape(restorePassage([{ ...first, words: [] }], turn('S1', 'x', 11)))).toEqual([
      ['S1', 10, 12, 'a b'],
      ['S1', 11, 12, 'x'],
    ]);
  });
});
