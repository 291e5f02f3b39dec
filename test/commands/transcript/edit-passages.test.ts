import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { payDebts } from '../../../src/artifacts/pay-debts.js';
import { choosePassages, editPassages } from '../../../src/commands/transcript/edit-passages.js';
import { printTranscript } from '../../../src/commands/transcript/transcript.js';
import type { Turn } from '../../../src/domain/speakers.js';
import { completeMeeting, loadMeeting } from '../../../src/store/completed-meetings.js';
import type { StoredPassage } from '../../../src/store/suppressed.js';
import { createTestContext } from '../../command-context.js';
import { contentsOf } from '../../journeys/run-scribe.js';
import { at, begin, enroll, makeMeeting, makeRecording, newId, tempStore } from '../../store/fixture.js';

const passage = (number: number, restoredAt: string | null = null, isOriginal = false): StoredPassage => ({
  number,
  restoredAt,
  isOriginal,
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
const choose = (...asked: string[]) =>
  choosePassages(passages, 'restore', asked, 'id').map(({ number }) => number);

describe('passages to restore', () => {
  it('are those of the numbers, each once, or all that are left', () => {
    expect(choose('3', '1', '3')).toEqual([3, 1]);
    expect(choose('all')).toEqual([1, 3]);
  });

  it.each([
    [['4'], 'there is no passage 4; there are 3 passages'],
    [['one'], 'there is no passage one'],
    [['0'], 'there is no passage 0'],
    [['2'], `passage 2 is restored already, since ${moment}`],
    [['1', '2'], 'passage 2 is restored already'],
    [['all', '1'], '`all` and numbers cannot be used together'],
  ])('%j is refused: %s', (asked, message) => {
    expect(() => choose(...asked)).toThrow(message);
  });

  it('if there are none, or none any more', () => {
    expect(() => choosePassages([], 'restore', ['all'], 'id')).toThrow('nothing was suppressed');
    expect(() => choosePassages([passage(1, moment)], 'restore', ['all'], 'id')).toThrow(
      'everything is restored already',
    );
  });
});

describe('passages to suppress again', () => {
  const all = [passage(1), passage(2, moment), passage(3, moment), passage(4, moment, true)];
  const suppress = (...asked: string[]) =>
    choosePassages(all, 'suppress', asked, 'id').map(({ number }) => number);

  it('are those of the numbers, each once, or all that were restored', () => {
    expect(suppress('3', '2', '3')).toEqual([3, 2]);
    expect(suppress('all')).toEqual([2, 3]);
  });

  it.each([
    [['1'], 'passage 1 is suppressed already'],
    [['4'], 'passage 4 was restored by an earlier version'],
    [['5'], 'there is no passage 5'],
  ])('%j is refused: %s', (asked, message) => {
    expect(() => suppress(...asked)).toThrow(message);
  });

  it('when nothing was restored', () => {
    expect(() => choosePassages([passage(1)], 'suppress', ['all'], 'id')).toThrow('nothing was restored');
  });
});

it.each([
  { suppressed: true, restore: ['1'] },
  { restore: ['1'], suppress: ['2'] },
  { suppressed: true, suppress: ['all'] },
  { restore: ['1'], leaveOut: ['2'] },
])('%j at once is refused before the store is opened', async (both) => {
  const context = createTestContext();
  onTestFinished(() => context.remove());
  const asked = printTranscript(context, 'id', { format: 'md', ...both });
  await expect(asked).rejects.toThrow('cannot be used together');
  expect(readdirSync(context.home)).toEqual([]);
});

describe('what is restored can be suppressed again', () => {
  /** A store with two turns of two voices and four passages, some of them where others speak. */
  function prepare() {
    const store = tempStore();
    const context = createTestContext({ home: store.home });
    const begun = begin(store, makeRecording('a.ogg'));
    const { clusters, ...meeting } = makeMeeting(makeRecording('a.ogg'), enroll(store, 'Maya'));
    const turns = [spoken('S1', 'a b c d e f', 0, 4), spoken('S2', 'k l', 10, 3), spoken('S1', 'm n', 30, 1)];
    const suppressed = [
      spoken('S2', 'p q', 2, 1),
      spoken('S1', 'r s t', 6, 3),
      spoken('S1', 'u v', 7, 1),
      spoken('S2', 'w', 28, 1),
    ].map((turn) => ({ ...turn, reason: 'no-speech' as const, detail: '-' }));
    const saved = { ...meeting, clusters, turns, suppressed };
    completeMeeting(store, { ...begun, meeting: saved, style: 'verbatim', newId, now: at(3) });
    const { meetingId } = begun;
    return {
      edit: (which: 'restore' | 'suppress', ...numbers: string[]) =>
        editPassages(context, meetingId, which, numbers),
      turns: () => loadMeeting(store, meetingId).turns,
      files: () => contentsOf(join(store.home, 'artifacts', meetingId)),
      render: () => payDebts(store, context),
    };
  }

  function spoken(clusterId: string, text: string, start: number, step: number): Turn {
    const words = text.split(' ').map((word, i) => ({
      text: word,
      start: start + i * step,
      end: start + i * step + 0.5,
      confidence: 0.5 + i / 100,
    }));
    return { clusterId, text, start, end: words.at(-1)!.end, confidence: 0.9, language: 'en', words };
  }

  it('all of it in the order of time, whatever the order in which it is asked for', async () => {
    const { edit, turns } = prepare();
    await edit('restore', 'all');
    const all = turns();
    const starts = all.map(({ start }) => start);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    for (const { words } of all) {
      const times = words.map(({ start }) => start);
      expect(times).toEqual([...times].sort((a, b) => a - b));
    }
    expect(
      all
        .flatMap(({ words }) => words.map(({ text }) => text))
        .sort()
        .join(''),
    ).toBe('abcdefklmnpqrstuvw');
    const other = prepare();
    for (const number of ['4', '2', '3', '1']) await other.edit('restore', number);
    expect(other.turns()).toEqual(all);
  });

  it('and the transcript is what it was, byte for byte', async () => {
    const { edit, turns, files, render } = prepare();
    await render();
    const [before, filesBefore] = [turns(), files()];
    await edit('restore', 'all');
    expect(files()).not.toEqual(filesBefore);
    await edit('suppress', '1', '3');
    await edit('suppress', 'all');
    expect(turns()).toEqual(before);
    expect(files()).toEqual(filesBefore);
    const only = prepare();
    await only.edit('restore', '2');
    await edit('restore', '1', '2');
    await edit('suppress', '1');
    expect(turns()).toEqual(only.turns());
  });
});
