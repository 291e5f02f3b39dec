import { describe, expect, it } from 'vitest';
import { carryDefaults, carryOver } from '../../src/edits/carry-over.js';
import { editAll } from '../../src/edits/edit-turns.js';
import type { EditableTurn, TranscriptEdit } from '../../src/edits/transcript-edit.js';
import { turnOf } from './turns.js';

const old = [
  turnOf('a', 'S1', 0, 'we use cuber netties here'),
  turnOf('b', 'S2', 5, 'yes we do use it'),
  turnOf('c', 'S1', 9, 'good'),
];
let n = 0;
const made = { newId: () => `new${++n}`, confidence: 1 };

/** Edits of the old transcript made again in another one, whose clusters are called T1 and T2. */
function carry(now: readonly EditableTurn[], ...edits: readonly TranscriptEdit[]) {
  const { records } = editAll(old, edits, made);
  const heirOf = (id: string) => (id === 'S9' ? undefined : id.replace('S', 'T'));
  const carried = carryOver(now, records, { ...made, heirOf });
  return {
    texts: carried.turns.map(({ clusterId, text }) => `${clusterId}: ${text}`),
    fits: carried.edits.map(({ fits }) => fits),
    carried,
  };
}

const text = (turnId: string, said: string): TranscriptEdit => ({ kind: 'text', turnId, text: said });
const Kubernetes = text('a', 'we use Kubernetes here');

describe('edits in another transcript', () => {
  it('are the same in the same one', () => {
    const edits: TranscriptEdit[] = [
      Kubernetes,
      text('b', 'oh yes we do'),
      { kind: 'split', turnId: 'b', at: 2, clusterId: 'S1' },
      { kind: 'speaker', turnId: 'c', clusterId: 'S2' },
      { kind: 'merge', turnId: 'a', nextId: 'b' },
      text('a', 'we used Kubernetes here oh yes.'),
    ];
    const direct = editAll(old, edits, { ...made, newId: () => 'x' });
    const again = carryOver(old, direct.records, { heirOf: (id) => id, newId: () => 'x', confidence: 1 });
    expect(again.turns).toEqual(direct.turns);
    expect(again.edits.every(({ fits }) => fits)).toBe(true);
    expect(again.edits.flatMap(({ records }) => records)).toEqual(direct.records);
  });

  it('of words fit where these are said at about the same time, whatever the turns and the marks', () => {
    const now = [turnOf('x', 'T2', 0.4, 'So we Use Cuber netties, here yes')];
    expect(carry(now, Kubernetes)).toMatchObject({
      texts: ['T2: So we Use Kubernetes here yes'],
      fits: [true],
    });
    const late = [turnOf('x', 'T1', 1 + carryDefaults.reach, 'cuber netties')];
    expect(carry(late, Kubernetes).fits).toEqual([true]);
    expect(carry([turnOf('x', 'T1', 1.1 + carryDefaults.reach, 'cuber netties')], Kubernetes)).toMatchObject({
      texts: ['T1: cuber netties'],
      fits: [false],
    });
  });

  it('are made in the turn of the same voice when two say the same', () => {
    const now = [turnOf('x', 'T2', 1, 'cuber netties'), turnOf('y', 'T1', 1.2, 'cuber netties')];
    expect(carry(now, Kubernetes).texts).toEqual(['T2: cuber netties', 'T1: Kubernetes']);
  });

  it('need nothing where the transcript says so by itself', () => {
    const now = [turnOf('x', 'T1', 0, 'we use Kubernetes here')];
    const { texts, fits, carried } = carry(now, Kubernetes);
    expect([texts, fits]).toEqual([['T1: we use Kubernetes here'], [true]]);
    expect(carried.edits[0].records).toMatchObject([
      { before: { clusterId: 'T1', text: 'cuber netties' }, after: { clusterId: 'T1', text: 'Kubernetes' } },
    ]);
  });

  it('that do not fit are left out one by one, and told', () => {
    const now = [
      turnOf('x', 'T1', 0, 'we lose cumber net ease here'),
      turnOf('y', 'T2', 5, 'yes we do use it'),
    ];
    expect(carry(now, Kubernetes, text('b', 'yes we did use it'))).toMatchObject({
      texts: ['T1: we lose cumber net ease here', 'T2: yes we did use it'],
      fits: [false, true],
    });
  });

  it('that insert or take out words need the words around them', () => {
    const inserts = text('b', 'yes we really do use it');
    expect(carry([turnOf('x', 'T2', 5, 'yes we do use')], inserts).texts).toEqual([
      'T2: yes we really do use',
    ]);
    expect(carry([turnOf('x', 'T2', 5, 'yes we really do use')], inserts)).toMatchObject({
      texts: ['T2: yes we really do use'],
      fits: [true],
    });
    expect(carry([turnOf('x', 'T2', 5, 'yes I do use')], inserts).fits).toEqual([false]);
    const deletes = text('b', 'yes we use it');
    expect(carry([turnOf('x', 'T2', 5, 'yes we do use it')], deletes).texts).toEqual(['T2: yes we use it']);
    expect(carry([turnOf('x', 'T2', 5, 'yes we use it')], deletes).fits).toEqual([true]);
    expect(carry([turnOf('x', 'T2', 5, 'no you choose it')], deletes).fits).toEqual([false]);
  });

  it('of words without spaces are made without one', () => {
    const chinese = (said: string[]) => {
      const turn = turnOf('a', 'S1', 0, said.join(' '));
      return {
        ...turn,
        language: 'zh',
        text: said.join(''),
        words: turn.words.map((word, i) => (i ? { ...word, glued: true as const } : word)),
      };
    };
    const before = chinese(['今天', '天气', '很', '好']);
    const { records } = editAll([before], [text('a', '今天天气不好')], made);
    const { turns } = carryOver([chinese(['今天', '天气', '很', '好', '。'])], records, {
      ...made,
      heirOf: (id) => id,
    });
    expect(turns[0].text).toBe('今天天气不好。');
  });

  it('of speakers fit where a turn has most of the same time, and the voice is there', () => {
    const give: TranscriptEdit = { kind: 'speaker', turnId: 'b', clusterId: 'S1' };
    expect(carry([turnOf('x', 'T2', 5.2, 'other words of this one')], give).texts).toEqual([
      'T1: other words of this one',
    ]);
    expect(carry([turnOf('x', 'T1', 5, 'yes we do use it')], give)).toMatchObject({ fits: [true] });
    expect(
      carry([turnOf('x', 'T2', 5, 'one two three four five six seven eight nine ten eleven')], give).fits,
    ).toEqual([false]);
    const gone: TranscriptEdit = { kind: 'speaker', turnId: 'b', clusterId: 'S9' };
    expect(carry([turnOf('x', 'T2', 5, 'yes we do use it')], gone).fits).toEqual([false]);
  });

  it('of borders fit where the same two words meet', () => {
    const split: TranscriptEdit = { kind: 'split', turnId: 'b', at: 3, clusterId: 'S1' };
    expect(carry([turnOf('x', 'T2', 5, 'well we do, use it')], split).texts).toEqual([
      'T2: well we do,',
      'T1: use it',
    ]);
    const apart = [turnOf('x', 'T2', 5, 'yes we do'), turnOf('y', 'T2', 6.5, 'use it')];
    expect(carry(apart, split)).toMatchObject({ texts: ['T2: yes we do', 'T1: use it'], fits: [true] });
    expect(carry([turnOf('x', 'T2', 5, 'yes we may use it')], split).fits).toEqual([false]);
    const join: TranscriptEdit = { kind: 'merge', turnId: 'b', nextId: 'c' };
    expect(carry([turnOf('x', 'T2', 6.5, 'use it'), turnOf('y', 'T1', 9, 'Good.')], join).texts).toEqual([
      'T2: use it Good.',
    ]);
    expect(carry([turnOf('x', 'T2', 8, 'use it good')], join)).toMatchObject({
      texts: ['T2: use it good'],
      fits: [true],
    });
    expect(carry([turnOf('x', 'T2', 5, 'use it')], join).fits).toEqual([false]);
  });
});
