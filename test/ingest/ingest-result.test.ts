import { describe, expect, it } from 'vitest';
import { describeCompleted, resultSpeakers } from '../../src/ingest/ingest-result.js';
import { describeResult } from '../../src/report/describe.js';
import { meeting, turn, words } from '../render/meetings.js';
import { voice } from '../store/meeting-of-voices.js';

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

describe('who speaks', () => {
  /** Two clusters that are nearly as similar to Maya, at so many degrees from each other. */
  const tied = (degrees: number) => {
    const clusters = ['S1', 'S2'].map((id, i) => ({
      id,
      spans: [{ start: 10 * i, end: 10 * i + 8 }],
      centroid: { model: 'net', vector: voice(i * degrees) },
    }));
    const candidates = (similarity: number) => [{ profileId: 'm', displayName: 'Maya', similarity }];
    const speakers = [0.597, 0.604].map((similarity, i) => ({
      clusterId: `S${i + 1}`,
      profileId: null,
      displayName: null,
      similarity,
      candidates: candidates(similarity),
    }));
    const turns = [turn('S2', words("Hello, I'm Maya.", 10))];
    const made = { ...meeting(turns), id: '00000000-0000-0000-0000-000024736640', clusters, speakers };
    const shown = resultSpeakers(made, { matchThreshold: 0.5, matchMargin: 0.1 });
    const result = { path: 'a.ogg', outcome: 'completed', reason: 'completed', meetingId: null } as const;
    return describeResult({ ...result, ...shown });
  };

  it('tells near ties with what decides them, and the names that are said', () => {
    expect(tied(90)).toEqual([
      'a.ogg: completed',
      '  speaker   S1  Speaker 1 (perhaps Maya 0.60)',
      '  speaker   S2  Speaker 2 (perhaps Maya 0.60)',
      '  unsure    Maya is S2 (0.60) or S1 (0.60); to decide: scribe speakers review --meeting 24736640',
      '  hint      S2 says "Hello, I\'m Maya." at 0:10; to name the voice: scribe meetings name 24736640 S2 "Maya"',
    ]);
  });

  it('tells what was edited before, what of it does not fit, and what the vocabulary mended', () => {
    const result = { path: 'a.ogg', outcome: 'completed', reason: 'completed', meetingId: null } as const;
    const edits = { carried: 2, unfit: ['00:00:12  "cuber" -> "Kubernetes"'] };
    expect(describeResult({ ...result, edits, mended: 1 })).toEqual([
      'a.ogg: completed',
      '  edits     2 earlier changes made again',
      '  unfit     00:00:12  "cuber" -> "Kubernetes"',
      '  mended    1 spelling of the vocabulary',
    ]);
  });

  it('suspects one person who was taken for two', () => {
    expect(tied(20)[3]).toBe(
      '  unsure    Maya is S2 (0.60) or S1 (0.60); S2 and S1 sound alike; if they are one person: scribe meetings merge 24736640 S2 S1',
    );
  });
});
