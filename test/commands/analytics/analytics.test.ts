import { describe, expect, it } from 'vitest';
import { showAnalytics } from '../../../src/commands/analytics/analytics.js';
import type { Turn } from '../../../src/domain/speakers.js';
import { interruptionsOf } from '../../../src/store/analytics.js';
import { replaceTurns } from '../../../src/store/save-turns.js';
import { createTestContext } from '../../command-context.js';
import { at, complete, enroll, makeRecording, newId, tempStore } from '../../store/fixture.js';

/** A turn of so many words. */
function turn(clusterId: string, start: number, end: number, count = 4): Turn {
  const words = Array.from({ length: count }, (_, i) => ({
    text: `w${i}`,
    start: start + (i * (end - start)) / count,
    end: start + ((i + 1) * (end - start)) / count,
    confidence: 1,
  }));
  return {
    clusterId,
    start,
    end,
    text: words.map(({ text }) => text).join(' '),
    confidence: 1,
    language: 'en',
    words,
  };
}

function prepare(turns: readonly Turn[], json = false) {
  const store = tempStore();
  const { meetingId } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
  replaceTurns(store, { meetingId, turns, newId, now: at(3) });
  return { store, meetingId, context: createTestContext({ home: store.home, json }) };
}

describe('interruptions', () => {
  it.each<[string, Turn[], number]>([
    ['is one who begins while another speaks, and goes on', [turn('S1', 0, 5), turn('S2', 4, 8)], 1],
    ['is none who stops before the other does', [turn('S1', 0, 5), turn('S2', 2, 4)], 0],
    ['is none who says a word or two', [turn('S1', 0, 5), turn('S2', 4, 6, 2)], 0],
    ['is none who begins at nearly the same moment', [turn('S1', 0, 5), turn('S2', 0.5, 8)], 0],
    ['is none who begins as the other ends', [turn('S1', 0, 5), turn('S2', 4.9, 8)], 0],
    ['is none of oneself, or of nobody', [turn('S1', 0, 5), turn('S1', 4, 8), turn('unattributed', 7, 9)], 0],
  ])('%s', (_what, turns, times) => {
    const { store, meetingId } = prepare(turns);
    const found = times === 0 ? [] : [{ clusterId: 'S2', interrupted: 'S1', times }];
    expect(interruptionsOf(store, meetingId)).toEqual(found);
  });
});

describe('scribe analytics', () => {
  const turns = [turn('S1', 0, 6, 12), turn('S2', 5, 8), turn('S1', 9, 10, 3)];

  it('counts by speaker', async () => {
    const { context } = prepare(turns, true);
    await showAnalytics(context, 'last', {});
    const printed = JSON.parse(context.printed.out);
    expect(printed.speakers).toMatchObject([
      { clusterId: 'S1', name: 'Maya', turns: 2, words: 15, interrupts: 0, interrupted: 1 },
      { clusterId: 'S2', turns: 1, words: 4, interrupts: 1, interrupted: 0 },
    ]);
    const [{ words, seconds, wordsPerMinute }] = printed.speakers;
    expect(wordsPerMinute).toBe(Math.round((60 * words) / seconds));
  });

  it('counts by language', async () => {
    const spoken = [turns[0], { ...turns[1], language: 'de' }, turns[2]];
    const { context } = prepare(spoken);
    await showAnalytics(context, 'last', {});
    expect(context.printed.out).toMatch(/^spoken in en +0:07\nspoken in de +0:03$/m);
    const json = prepare(spoken, true);
    await showAnalytics(json.context, 'last', {});
    expect(JSON.parse(json.context.printed.out).languages).toEqual([
      { language: 'en', seconds: 7 },
      { language: 'de', seconds: 3 },
    ]);
  });

  it('shows a person in all meetings', async () => {
    const { context } = prepare(turns);
    await showAnalytics(context, undefined, { speaker: 'Maya' });
    expect(context.printed.out).toMatch(/Stand-up, .* 15 /);
    await expect(showAnalytics(context, 'last', { speaker: 'Maya' })).rejects.toThrow('of one meeting, or');
  });
});
