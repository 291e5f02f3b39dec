import { describe, expect, it } from 'vitest';
import { describeCompleted } from '../../src/ingest/ingest-result.js';
import { meeting, turn, words } from '../render/meetings.js';

describe('the sentence about a finished meeting', () => {
  const said = meeting([turn('S1', words('We begin.', 0))]);
  const passage = { ...turn('S1', words('Thank you.', 40)), reason: 'no-speech', detail: '-' } as const;

  it('says what was suppressed, if anything', () => {
    expect(describeCompleted(said, 7.55)).toBe('completed: 1:15, 1 speaker, 1 turn, 10x real time');
    expect(describeCompleted({ ...said, suppressed: [passage, passage] }, 7.55)).toBe(
      'completed: 1:15, 1 speaker, 1 turn, 2 passages suppressed as probably not spoken, 10x real time',
    );
  });

  it('says how fast it was, slow machines included', () => {
    expect(describeCompleted(said, 755)).toMatch(/, 0\.1x real time$/);
    expect(describeCompleted(said, 75.5)).toMatch(/, 1\.0x real time$/);
    expect(describeCompleted(said, 7.55)).toMatch(/, 10x real time$/);
  });

  it('claims no speed if an earlier run did some of it', () => {
    expect(describeCompleted(said, null)).toBe(
      'completed: 1:15, 1 speaker, 1 turn, partly from an earlier run',
    );
  });

  it('says it too when nothing else was found', () => {
    const nothing = { ...said, turns: [], clusters: [] };
    expect(describeCompleted(nothing, 7)).toBe('completed: 1:15, nobody speaks');
    expect(describeCompleted({ ...nothing, suppressed: [passage] }, 7)).toBe(
      'completed: 1:15, nobody speaks, 1 passage suppressed as probably not spoken',
    );
  });
});
