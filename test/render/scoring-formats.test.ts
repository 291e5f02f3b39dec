import { describe, expect, it } from 'vitest';
import type { Meeting } from '../../src/domain/meeting.js';
import { renderCtm } from '../../src/render/ctm.js';
import { renderRttm } from '../../src/render/rttm.js';
import { renderStm } from '../../src/render/stm.js';
import { meeting, speaker, turn, wildMeeting, words } from './meetings.js';
import { hasPython, readWithPython } from './read-with-python.js';

const bytes = (text: string) => new TextEncoder().encode(text);

/** Two who speak at once, under names that would be several fields, or the same token. */
const pair: Meeting = (() => {
  const said = meeting(
    [turn('S1', words('Yes, {really} <b>(no)', 1)), turn('S2', words('@ ;; right', 1.4))],
    [speaker('S1', 'Maya Lind'), speaker('S2', 'Maya_Lind')],
  );
  const spans = [
    [{ start: 1, end: 2.5 }],
    [
      { start: 1.4, end: 2.2004 },
      { start: 3, end: 3.0001 },
    ],
  ];
  return {
    ...said,
    recording: { ...said.recording, fileName: 'week 12;.ogg' },
    clusters: said.clusters.map((cluster, i) => ({ ...cluster, spans: spans[i] })),
  };
})();

it('RTTM has the spans of the voices, overlap included, and a token for each name', () => {
  expect(renderRttm(pair)).toBe(
    'SPEAKER week_12; 1 1.000 1.500 <NA> <NA> Maya_Lind <NA> <NA>\n' +
      'SPEAKER week_12; 1 1.400 0.800 <NA> <NA> Maya_Lind_2 <NA> <NA>\n',
  );
});

it('CTM has a word a line; without word times, words share the turn', () => {
  expect(renderCtm(pair).split('\n').slice(0, 3)).toEqual([
    'week_12; 1 1.000 0.250 Yes, 0.90',
    'week_12; 1 1.300 0.250 {really} 0.90',
    'week_12; 1 1.400 0.250 @ 0.90',
  ]);
  const untimed = meeting([{ ...turn('S1', [], 'One three'), start: 2, end: 3 }]);
  expect(renderCtm(untimed)).toBe('weekly 1 2.000 0.400 One 0.90\nweekly 1 2.400 0.600 three 0.90\n');
});

it('STM has a turn a line, without what scoring tools read as markup', () => {
  expect(renderStm(pair)).toBe(
    'week_12; 1 Maya_Lind 1.000 1.850 Yes, really b no\n' + 'week_12; 1 Maya_Lind_2 1.400 2.250 ;; right\n',
  );
});

describe.runIf(hasPython('meeteval'))('meeteval reads', () => {
  it.each([1, 2, 3, 4])('every line of STM, CTM and RTTM (%i)', (seed) => {
    const plain = wildMeeting(seed);
    const wild = {
      ...plain,
      clusters: plain.clusters.map((cluster) => ({
        ...cluster,
        spans: plain.turns.filter(({ clusterId }) => clusterId === cluster.id),
      })),
    };
    for (const [kind, text] of [
      ['STM', renderStm(wild)],
      ['CTM', renderCtm(wild)],
      ['RTTM', renderRttm(wild)],
    ]) {
      const parsed = readWithPython(
        bytes(text),
        `import meeteval, logging\nlogging.disable()\nf = meeteval.io.${kind}.parse(open(path, encoding="utf-8").read())\nprint(json.dumps([line.serialize() for line in f.lines]))`,
      ) as string[];
      expect(parsed.length).toBeGreaterThan(3);
      const fieldsOf = (line: string) =>
        line.split(/\s+/).map((field) => (/^[\d.]+$/.test(field) ? Number(field) : field));
      expect(parsed.map(fieldsOf), kind).toEqual(text.trimEnd().split('\n').map(fieldsOf));
    }
  });

  it('no errors between a meeting and itself', () => {
    const score = readWithPython(
      bytes(renderStm(pair)),
      'import meeteval\nf = meeteval.io.STM.load(path)\nprint(json.dumps([r.error_rate for r in meeteval.wer.cpwer(f, f).values()]))',
    );
    expect(score).toEqual([0]);
  });
});
