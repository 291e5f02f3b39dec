import { describe, expect, it } from 'vitest';
import { editTurns } from '../../src/edits/edit-turns.js';
import type { TranscriptEdit } from '../../src/edits/transcript-edit.js';
import { turnOf } from './turns.js';

const turns = [
  turnOf('a', 'S1', 0, 'we use cuber netties here'),
  turnOf('b', 'S2', 5, 'yes we do'),
  turnOf('c', 'S1', 9, 'good'),
];
const edit = (change: TranscriptEdit, given = turns) =>
  editTurns(given, change, { newId: () => 'new', confidence: 1 });

describe('one edit', () => {
  it('writes other words, and leaves the times and the other turns alone', () => {
    const {
      turns: now,
      records,
      moved,
    } = edit({ kind: 'text', turnId: 'a', text: ' we use Kubernetes\n here' });
    expect(now[0]).toMatchObject({
      id: 'a',
      text: 'we use Kubernetes here',
      start: 0,
      end: 2.5,
      corrected: true,
    });
    expect(now[0].words.map(({ start }) => start)).toEqual([0, 0.5, 1, 2]);
    expect(now[0].confidence).toBeCloseTo((3 * 0.5 + 1) / 4);
    expect(now.slice(1)).toEqual(turns.slice(1));
    expect(moved).toEqual([]);
    expect(records).toEqual([
      {
        kind: 'text',
        start: 1,
        end: 2,
        before: { clusterId: 'S1', text: 'cuber netties', left: 'use', right: 'here' },
        after: { clusterId: 'S1', text: 'Kubernetes' },
      },
    ]);
  });

  it('notes every run of words that changed', () => {
    const { records } = edit({ kind: 'text', turnId: 'a', text: 'They use Kubernetes here.' });
    expect(records.map(({ before, after }) => `${before.text} > ${after.text}`)).toEqual([
      'we > They',
      'cuber netties here > Kubernetes here.',
    ]);
  });

  it('empties a turn, and fills it again', () => {
    const { turns: empty } = edit({ kind: 'text', turnId: 'b', text: '' });
    expect(empty[1]).toMatchObject({ text: '', words: [], confidence: 0.5, start: 5, end: 6.5 });
    const { turns: full } = edit({ kind: 'text', turnId: 'b', text: 'yes' }, [...empty]);
    expect(full[1]).toMatchObject({ text: 'yes', words: [{ text: 'yes', start: 5, end: 6.5 }] });
  });

  it('gives a turn to another voice', () => {
    const { turns: now, records, moved } = edit({ kind: 'speaker', turnId: 'b', clusterId: 'S1' });
    expect(now[1]).toEqual({ ...turns[1], clusterId: 'S1' });
    expect(moved).toEqual([{ from: 'S2', to: 'S1', span: { start: 5, end: 6.5 } }]);
    expect(records).toMatchObject([{ kind: 'speaker', start: 5, end: 6.5, after: { clusterId: 'S1' } }]);
  });

  it('divides a turn, and joins two', () => {
    const { turns: now, records, moved } = edit({ kind: 'split', turnId: 'a', at: 2, clusterId: 'S2' });
    expect(now.map(({ id, clusterId, start, end, text }) => [id, clusterId, start, end, text])).toEqual([
      ['a', 'S1', 0, 1, 'we use'],
      ['new', 'S2', 1, 2.5, 'cuber netties here'],
      ['b', 'S2', 5, 6.5, 'yes we do'],
      ['c', 'S1', 9, 9.5, 'good'],
    ]);
    expect(moved).toMatchObject([{ from: 'S1', to: 'S2', span: { start: 1, end: 2.5 } }]);
    expect(records).toMatchObject([
      { kind: 'split', start: 1, end: 1, before: { clusterId: 'S1', left: 'use', right: 'cuber' } },
    ]);
    const again = edit({ kind: 'merge', turnId: 'a', nextId: 'new' }, [...now]);
    expect(again.turns).toEqual(turns);
    expect(again.moved).toMatchObject([{ from: 'S2', to: 'S1', span: { start: 1, end: 2.5 } }]);
  });

  it('keeps turns in the order of their starts', () => {
    const overlapping = [turnOf('a', 'S1', 0, 'one two three four'), turnOf('b', 'S2', 0.6, 'hm')];
    const { turns: now } = edit({ kind: 'split', turnId: 'a', at: 3 }, overlapping);
    expect(now.map(({ id }) => id)).toEqual(['a', 'b', 'new']);
  });

  it.each([
    { kind: 'text', turnId: 'a', text: 'we use  cuber netties here ' },
    { kind: 'speaker', turnId: 'b', clusterId: 'S2' },
  ] as const)('that changes nothing is none: %j', (change) => {
    expect(edit(change)).toEqual({ turns, records: [], moved: [] });
  });

  it('divides a turn whose words are not known by its letters', () => {
    const unknown = [{ ...turnOf('a', 'S1', 0, 'abcd efgh'), words: [] }];
    const { turns: now } = edit({ kind: 'split', turnId: 'a', at: 1 }, unknown);
    expect(now).toMatchObject([
      { text: 'abcd', start: 0, end: 0.5 },
      { text: 'efgh', start: 0.5, end: 1 },
    ]);
  });

  it.each([
    [{ kind: 'text', turnId: 'x', text: '' }, 'there is no turn x'],
    [{ kind: 'split', turnId: 'b', at: 3 }, 'a turn of 3 words cannot be divided before word 3'],
    [{ kind: 'split', turnId: 'b', at: 0.5 }, 'before word 0.5'],
    [{ kind: 'merge', turnId: 'a', nextId: 'c' }, 'the turn c does not follow the turn a'],
    [{ kind: 'merge', turnId: 'c', nextId: 'a' }, 'the turn a does not follow the turn c'],
  ] as const)('that does not fit is refused: %j', (change, message) => {
    expect(() => edit(change)).toThrow(message);
  });
});
