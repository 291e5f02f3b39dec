import { describe, expect, it } from 'vitest';
import { compareForm } from '../../src/edits/compare-form.js';
import { editAll } from '../../src/edits/edit-turns.js';
import { type EditForm, writeForm } from '../../src/edits/form.js';
import { readForm } from '../../src/edits/read-form.js';
import type { EditableTurn } from '../../src/edits/transcript-edit.js';
import { turnOf } from './turns.js';

const id = (end: string) => `01a21d39-fcfc-7683-a67f-93d4${end}`;
const said = [
  turnOf(id('0000000a'), 'S1', 0, 'we use cuber netties here'),
  turnOf(id('0000000b'), 'S2', 5, 'yes we do'),
  turnOf(id('0000000c'), 'S1', 3671, '# of boxes'),
  turnOf(id('0000000d'), 'unattributed', 3680, '今天天气很好'),
];

const formOf = (turns: readonly EditableTurn[], changes: Partial<EditForm> = {}): EditForm => ({
  meetingId: id('00000001'),
  title: 'Stand-up: "Monday"',
  date: '2026-01-05T09:59:30+01:00',
  speakers: [
    { clusterId: 'S1', name: 'Maya' },
    { clusterId: 'S2', name: 'Speaker 2' },
    { clusterId: 'S3', name: 'Anna' },
    { clusterId: 'S4', name: 'Anna' },
  ],
  turns: turns.map(({ id, clusterId, start, text }) => ({ id, clusterId, start, text })),
  ...changes,
});
const form = formOf(said);
const printed = writeForm(form);

/** What comes of a text that somebody made of the form, in the transcript as it is now. */
const compare = (text: string, now: readonly EditableTurn[] = said, changes: Partial<EditForm> = {}) =>
  compareForm(readForm(text), formOf(now, changes), now);

const edited = (change: (text: string) => string) => compare(change(printed));

/** The turns after what somebody changed. */
const turnsAfter = (change: (text: string) => string) => {
  const { edits, problems } = edited(change);
  expect(problems).toEqual([]);
  let n = 0;
  const { turns } = editAll(said, edits, { newId: () => `new${++n}`, confidence: 1 });
  return turns.map(({ clusterId, text }) => `${clusterId}: ${text}`);
};
const whole = said.map(({ clusterId, text }) => `${clusterId}: ${text}`);
const heading = (end: string) => new RegExp(`^## .*\\{#${end}-.*\\n`, 'm');

describe('a form', () => {
  it('reads as it is edited', () => {
    expect(printed.replace(/<!--[\s\S]*-->/, '<!-- -->')).toMatchInlineSnapshot(`
      "---
      title: "Stand-up: \\"Monday\\""
      date: "2026-01-05T09:59:30+01:00"
      speakers:
        S1: "Maya"
        S2: "Speaker 2"
        S3: "Anna"
        S4: "Anna"
      meeting: "01a21d39-fcfc-7683-a67f-93d400000001"
      state: "459e21 15853d ab511d S1=031e45 S2=a319d3 S3=bf4fcc S4=bf4fcc"
      ---

      <!-- -->

      ## 00:00:00 Maya {#0000000a-95348b}

      we use cuber netties here

      ## 00:00:05 Speaker 2 {#0000000b-c18c33}

      yes we do

      ## 01:01:11 Maya {#0000000c-03233c}

      \\# of boxes

      ## 01:01:20 Unattributed {#0000000d-8cfc4e}

      今天天气很好
      "
    `);
  });

  it('that nobody changed changes nothing, whatever the editor does with line ends', () => {
    const nothing = { edits: [], title: null, date: null, names: [], problems: [], changedMeanwhile: 0 };
    expect(compare(printed)).toEqual(nothing);
    expect(compare(`\uFEFF${printed.replaceAll('\n', '\r\n')}\r\n`)).toEqual(nothing);
    expect(
      compare(
        printed
          .replace(/<!--[\s\S]*-->\n/, '')
          .replaceAll('"Maya"', 'Maya')
          .trimEnd(),
      ),
    ).toEqual(nothing);
  });

  it('changes what is said, also over several lines', () => {
    expect(turnsAfter((text) => text.replace('cuber netties here', 'Kubernetes\n\n\\# here'))[0]).toBe(
      'S1: we use Kubernetes # here',
    );
    expect(turnsAfter((text) => text.replace('今天天气很好', '今天天气\n很坏'))[3]).toBe(
      'unattributed: 今天天气很坏',
    );
  });

  it('changes who says it', () => {
    const give = (name: string) =>
      turnsAfter((text) => text.replace(/00:00:05 Speaker 2/, `00:00:05 ${name}`))[1];
    expect(give('maya')).toBe('S1: yes we do');
    expect(give('S3')).toBe('S3: yes we do');
    expect(give('Anna (S4)')).toBe('S4: yes we do');
    expect(give('unattributed')).toBe('unattributed: yes we do');
  });

  it('changes names, the title and the date', () => {
    const { names, title, date, edits } = edited((text) =>
      text
        .replace('S2: "Speaker 2"', 'S2: Ben')
        .replace('S1: "Maya"', 'S1:')
        .replace(/title: .*/, 'title: Retro')
        .replace(/date: .*/, 'date: 2026-01-04')
        .replace('00:00:00 Maya', '00:00:00 Ben'),
    );
    expect(names).toEqual([
      { clusterId: 'S1', name: '' },
      { clusterId: 'S2', name: 'Ben' },
    ]);
    expect([title, date]).toEqual(['Retro', { line: 3, value: '2026-01-04' }]);
    expect(edits).toEqual([{ kind: 'speaker', turnId: said[0].id, clusterId: 'S2' }]);
  });

  it('divides turns, in several parts and with other words', () => {
    expect(
      turnsAfter((text) =>
        text
          .replace('## 00:00:00 Maya', '## 00:00:00 S3')
          .replace('use cuber netties', 'really use\n##\nKubernetes pods\n## Speaker 2\n'),
      ),
    ).toEqual(['S3: we really use', 'S3: Kubernetes pods', 'S2: here', ...whole.slice(1)]);
    expect(turnsAfter((text) => text.replace('今天天气', '今天天气\n## Maya\n'))).toEqual([
      ...whole.slice(0, 3),
      'unattributed: 今天天气',
      'S1: 很好',
    ]);
  });

  it('joins turns whose headings are gone, and empties those that are gone', () => {
    expect(turnsAfter((text) => text.replace(heading('0000000b'), ''))).toEqual([
      'S1: we use cuber netties here yes we do',
      ...whole.slice(2),
    ]);
    expect(
      turnsAfter((text) =>
        text.replace(heading('0000000b'), '').replace(heading('0000000c'), '').replace('we do', 'we did'),
      ),
    ).toEqual(['S1: we use cuber netties here yes we did # of boxes', whole[3]]);
    const without = (...ends: string[]) =>
      turnsAfter((text) =>
        ends.reduce((left, end) => left.replace(new RegExp(`${heading(end).source}\\n.*\\n`, 'm'), ''), text),
      );
    expect(without('0000000b')).toEqual([whole[0], 'S2: ', ...whole.slice(2)]);
    expect(without('0000000a')).toEqual(['S1: ', ...whole.slice(1)]);
    expect(without('0000000c', '0000000d')).toEqual([...whole.slice(0, 2), 'S1: ', 'unattributed: ']);
  });
});

describe('mistakes', () => {
  const problems = (change: (text: string) => string) =>
    edited(change).problems.map(({ line, problem }) => `${line}: ${problem}`);
  const line = (text: string, part: string) => text.slice(0, text.indexOf(part)).split('\n').length;
  const at = (part: string) => line(printed, part);

  it.each<[string, (text: string) => string, string]>([
    ['no top', (text) => text.slice(4), '1: the part between --- and --- at the top is missing'],
    ['no YAML', (text) => text.replace('title: ', 'title: "'), '2: this is not YAML'],
    [
      'another key',
      (text) => text.replace('title:', 'titel:'),
      '2: "titel" is nothing that can be edited here',
    ],
    ['no state', (text) => text.replace(/state: .*\n/, ''), '1: the line "state" is missing or changed'],
    [
      'another meeting',
      (text) => text.replace('93d400000001', '93d400000002'),
      '1: this is the form of another meeting',
    ],
    ['no title', (text) => text.replace(/title: .*/, 'title:'), '2: the title is empty'],
    ['another cluster', (text) => text.replace('  S4', '  S5'), '8: there is no speaker S5'],
    [
      'a broken anchor',
      (text) => text.replace('{#0000000b-', '{#0000000'),
      `${at('## 00:00:05')}: the part in braces is not what it was`,
    ],
    [
      'an unknown anchor',
      (text) => text.replace('{#0000000b', '{#0000000f'),
      `${at('## 00:00:05')}: the transcript has no such turn`,
    ],
    [
      'no first anchor',
      (text) => text.replace(/ \{#0000000a.*\}/, ''),
      `${at('## 00:00:00')}: the first turn has lost the part in braces`,
    ],
    [
      'text before',
      (text) => text.replace('-->', '-->\nhello'),
      `${at('-->') + 1}: this text stands before the first turn`,
    ],
    [
      'a name that nobody has',
      (text) => text.replace('00:00:05 Speaker 2', '00:00:05 Maja'),
      `${at('## 00:00:05')}: no speaker is called "Maja"; did you mean Maya?`,
    ],
    [
      'a name that two have',
      (text) => text.replace('00:00:05 Speaker 2', '00:00:05 Anna'),
      `${at('## 00:00:05')}: S3 and S4 are both called "Anna": write Anna (S3)`,
    ],
    [
      'another time',
      (text) => text.replace('00:00:05 ', '00:00:06 '),
      `${at('## 00:00:05')}: the time of this turn is 00:00:05, and cannot be changed`,
    ],
    [
      'an empty part',
      (text) => text.replace('yes we do', 'yes we do\n## Maya'),
      `${at('yes we do') + 1}: this new turn has no text`,
    ],
    [
      'a part of nothing',
      (text) => text.replace('yes we do', '## Maya\nyes we do'),
      `${at('## 00:00:05')}: this turn is divided and has no text of its own`,
    ],
  ])('are named by their lines: %s', (_, change, problem) => {
    const [first] = problems(change);
    expect(first).toContain(problem);
    expect(edited(change).edits).toEqual([]);
  });

  it('are named all at once', () => {
    expect(
      problems((text) => text.replace('  S4', '  S5').replace('00:00:05 Speaker 2', '00:00:05 Maja')),
    ).toHaveLength(2);
  });

  it('are turns that stand twice or elsewhere', () => {
    const [block] = /## 00:00:05[\s\S]*?\n\n.*\n\n/.exec(printed)!;
    expect(problems((text) => text + block)).toEqual([
      expect.stringContaining('this turn stands here twice'),
    ]);
    expect(problems((text) => text.replace(block, '') + block)).toEqual([
      expect.stringContaining('turns cannot change their order'),
    ]);
  });
});

describe('what the store changed since the form was made', () => {
  const now = said.with(1, { ...said[1], text: 'yes, we did' });

  it('stays where the writer changed nothing there', () => {
    expect(compare(printed, now)).toMatchObject({ edits: [], problems: [], changedMeanwhile: 1 });
    expect(compare(printed.replace('cuber netties', 'Kubernetes'), now)).toMatchObject({
      edits: [{ kind: 'text', turnId: said[0].id }],
      problems: [],
    });
    expect(compare(printed, said, { title: 'Other' })).toMatchObject({ title: null, changedMeanwhile: 1 });
  });

  it('is no problem where both changed the same', () => {
    expect(compare(printed.replace('yes we do', 'yes, we did'), now)).toMatchObject({
      edits: [],
      problems: [],
    });
    const title = printed.replace(/title: .*/, 'title: Other');
    expect(compare(title, said, { title: 'Other' })).toMatchObject({ title: null, problems: [] });
  });

  it('is a problem where both changed it differently, or a turn is missing', () => {
    const wanted = printed.replace('yes we do', 'yes we will');
    expect(compare(wanted, now).problems).toMatchObject([
      { problem: 'this turn was changed in the store meanwhile: Speaker 2 says "yes, we did" now' },
    ]);
    expect(
      compare(printed.replace(/title: .*/, 'title: Mine'), said, { title: 'Theirs' }).problems,
    ).toMatchObject([
      { line: 2, problem: 'the title was changed in the store meanwhile: it is "Theirs" now' },
    ]);
    const more = [...said, turnOf(id('0000000e'), 'S1', 3700, 'restored')];
    expect(compare(printed, more).problems).toMatchObject([
      {
        problem: expect.stringContaining(
          'turns are missing, the first of 01:01:40, and the store was changed meanwhile',
        ),
      },
    ]);
  });
});
