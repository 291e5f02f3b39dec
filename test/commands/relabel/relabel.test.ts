import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseMeetings } from '../../../src/commands/relabel/choose-meetings.js';
import { offerRelabel } from '../../../src/commands/relabel/offer-relabel.js';
import { relabel } from '../../../src/commands/relabel/relabel.js';
import { shortId } from '../../../src/domain/meeting.js';
import { loadMeeting } from '../../../src/store/completed-meetings.js';
import { confirmLabel, nameLabel, rejectProfile } from '../../../src/store/labels.js';
import { listOperations, undoOperation } from '../../../src/store/operations.js';
import { addVoiceSamples } from '../../../src/store/voice-samples.js';
import { createTestContext } from '../../command-context.js';
import { at, complete, enroll, makeRecording, newId, snapshot, tempStore } from '../../store/fixture.js';

/** Two meetings of S1, who is Maya, and S2, whom nobody knows yet; Tom has the voice of S2 in the first. */
function prepare(options: Parameters<typeof createTestContext>[0] = {}) {
  const store = tempStore();
  const maya = enroll(store, 'Maya');
  const a = complete(store, makeRecording('a.ogg'), maya);
  const b = complete(store, makeRecording('b.ogg'), maya, { minute: 5 });
  const voiceOf = (meeting: typeof a.meeting, c: number, person: { id: string }) =>
    addVoiceSamples(store, {
      profileId: person.id,
      samples: [{ id: newId(), source: { path: '-' }, embedding: meeting.clusters[c].centroid, seconds: 5 }],
      now: at(9),
    });
  for (const { meeting } of [a, b]) voiceOf(meeting, 0, maya);
  const tom = enroll(store, 'Tom');
  voiceOf(a.meeting, 1, tom);
  const context = createTestContext({ home: store.home, ...options });
  const namesOf = ({ meetingId }: typeof a) =>
    loadMeeting(store, meetingId).speakers.map(({ displayName }) => displayName);
  return { store, maya, tom, a, b, context, namesOf };
}

describe('scribe relabel', () => {
  it('names past meetings from the vectors, as one operation, and writes their files', async () => {
    const { store, a, b, context, namesOf } = prepare();
    const before = snapshot(store);
    await relabel(context, [], { all: true });
    expect([a, b].map(namesOf)).toEqual([
      ['Maya', 'Tom'],
      ['Maya', null],
    ]);
    const line = new RegExp(`^${shortId(a.meetingId)} .* S2 +Speaker 2 +Tom 1\\.00$`, 'm');
    expect(context.printed.out).toMatch(line);
    expect(context.printed.out).toContain('Matched 2 meetings again: 1 name changed in 1 meeting;');
    const text = readFileSync(join(store.home, 'artifacts', a.meetingId, 'transcript.txt'), 'utf8');
    expect(text).toContain('Tom: ');
    expect(listOperations(store).map(({ kind }) => kind)).toEqual(['relabel']);
    undoOperation(store, { now: at(30) });
    expect(snapshot(store)).toEqual(before);
  });

  it('changes nothing in a dry run, nor when it is done twice', async () => {
    const { store, context, namesOf, a } = prepare({ json: true });
    const before = snapshot(store);
    await relabel(context, ['last', shortId(a.meetingId)], { dryRun: true });
    expect(snapshot(store)).toEqual(before);
    expect(JSON.parse(context.printed.out)).toMatchObject({ dryRun: true, matched: 2, renderedMeetings: [] });
    await relabel(context, [], { all: true });
    expect(namesOf(a)).toEqual(['Maya', 'Tom']);
    const done = snapshot(store);
    context.printed.out = '';
    await relabel(context, [], { all: true });
    expect(JSON.parse(context.printed.out)).toMatchObject({
      operation: null,
      changes: [],
      renderedMeetings: [],
    });
    expect(snapshot(store)).toEqual(done);
  });

  it('keeps what a person said', async () => {
    const { store, maya, tom, a, b, context, namesOf } = prepare();
    const s2 = { meetingId: a.meetingId, clusterId: 'S2' };
    rejectProfile(store, s2, { profileId: tom.id, now: at(10) });
    await relabel(context, [], { all: true });
    expect(namesOf(a)).toEqual(['Maya', null]);
    nameLabel(store, s2, 'Anna');
    // Who is confirmed is nobody else in that meeting.
    confirmLabel(store, { meetingId: b.meetingId, clusterId: 'S2' }, maya.id);
    await relabel(context, [], { all: true });
    expect([a, b].map(namesOf)).toEqual([
      ['Maya', 'Anna'],
      [null, 'Maya'],
    ]);
  });

  it('leaves a cluster alone whose voice was erased', async () => {
    const { store, a, context, namesOf } = prepare();
    store.sql(`UPDATE speakers SET centroid = NULL WHERE cluster_id = 'S2'`).run();
    await relabel(context, [], { all: true });
    expect(namesOf(a)).toEqual(['Maya', null]);
  });
});

describe('the meetings that are matched again', () => {
  const ids = (store: Parameters<typeof chooseMeetings>[0], since: string) =>
    chooseMeetings(store, [], { since }, { zone: 'UTC' }).map(({ id }) => id);

  it('are those since a day or a meeting', () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    const [old, middle, young] = ['2026-01-05', '2026-02-05', '2026-03-05'].map((day, i) => {
      const recording = makeRecording(`${i}.ogg`, { recordedAt: `${day}T10:00:00.000Z` });
      return complete(store, recording, maya, { minute: i }).meetingId;
    });
    expect(ids(store, '2026-02-01')).toEqual([young, middle]);
    expect(ids(store, shortId(middle))).toEqual([young, middle]);
    expect(ids(store, '2025-02-01')).toEqual([young, middle, old]);
    expect(() => ids(store, '2026-13-01')).toThrow('no meeting has such an id');
  });

  it('must be said, in one way', () => {
    const store = tempStore();
    const choose = (given: readonly string[], options: { all?: boolean; since?: string }) => () =>
      chooseMeetings(store, given, options, { zone: 'UTC' });
    expect(choose([], {})).toThrow('needs to know which meetings');
    expect(choose(['last'], { all: true })).toThrow('cannot be used together');
  });
});

describe('after a change of profiles', () => {
  it('a pipe is told the command', async () => {
    const { store, context, namesOf, a } = prepare();
    expect(await offerRelabel(context, store, {})).toBe(1);
    expect(context.printed.err).toBe('1 past meeting would get other names: scribe relabel --all\n');
    expect(namesOf(a)).toEqual(['Maya', null]);
  });

  it.each([
    [true, ['Maya', 'Tom']],
    [false, ['Maya', null]],
  ])('a person is asked, and may say %s', async (answer, names) => {
    const asked: string[] = [];
    const confirm = async (question: string) => {
      asked.push(question);
      return answer;
    };
    const { store, context, namesOf, a } = prepare({ confirm });
    expect(await offerRelabel(context, store, {})).toBe(1);
    expect(asked).toEqual([expect.stringContaining('1 past meeting would get other names')]);
    expect(context.printed.err).toContain('Tom 1.00');
    expect(namesOf(a)).toEqual(names);
    expect(listOperations(store)).toHaveLength(answer ? 1 : 0);
  });

  it('nothing is said when no name would change', async () => {
    const { store, context } = prepare();
    await relabel(context, [], { all: true });
    context.printed.err = '';
    expect(await offerRelabel(context, store, {})).toBe(0);
    expect(context.printed.err).toBe('');
  });
});
