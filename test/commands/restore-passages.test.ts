import { describe, expect, it } from 'vitest';
import type { CommandContext } from '../../src/commands/context.js';
import { choosePassages } from '../../src/commands/restore-passages.js';
import { printTranscript } from '../../src/commands/transcript.js';
import type { StoredPassage } from '../../src/store/suppressed.js';

const passage = (number: number, restoredAt: string | null = null): StoredPassage => ({
  number,
  restoredAt,
  clusterId: 'S1',
  start: number,
  end: number + 1,
  text: `passage ${number}`,
  confidence: 0.5,
  language: 'en',
  words: [],
  reason: 'no-speech',
  detail: '-',
});
const moment = '2026-01-05T09:00:00.000Z';
const passages = [passage(1), passage(2, moment), passage(3)];
const choose = (...asked: string[]) => choosePassages(passages, asked, 'id').map(({ number }) => number);

describe('passages to restore', () => {
  it('are those of the numbers, each once, or all that are left', () => {
    expect(choose('3', '1', '3')).toEqual([3, 1]);
    expect(choose('all')).toEqual([1, 3]);
  });

  it.each([
    [['4'], 'there is no passage 4; there are 3 passages'],
    [['one'], 'there is no passage one'],
    [['0'], 'there is no passage 0'],
    [['2'], `passage 2 was restored before, at ${moment}`],
    [['1', '2'], 'passage 2 was restored before'],
    [['all', '1'], '`all` and numbers exclude each other'],
  ])('%j is refused: %s', (asked, message) => {
    expect(() => choose(...asked)).toThrow(message);
  });

  it('when there are none, or none any longer', () => {
    expect(() => choosePassages([], ['all'], 'id')).toThrow('nothing was left out');
    expect(() => choosePassages([passage(1, moment)], ['all'], 'id')).toThrow(
      'everything was restored before',
    );
  });
});

it('listing and restoring at once is refused before the store is opened', async () => {
  const both = { format: 'md', suppressed: true, restore: ['1'] };
  await expect(printTranscript({} as CommandContext, 'id', both)).rejects.toThrow('exclude each other');
});
