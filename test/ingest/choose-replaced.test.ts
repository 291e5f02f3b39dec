import { describe, expect, it } from 'vitest';
import {
  type ChangedShorter,
  describeShorter,
  ownTitle,
  personalChanges,
  replaceable,
} from '../../src/ingest/choose-replaced.js';
import { completeMeeting } from '../../src/store/completed-meetings.js';
import { confirmLabel, nameLabel } from '../../src/store/labels.js';
import { recordOperation, undoOperation } from '../../src/store/operations.js';
import { markRestored } from '../../src/store/suppressed.js';
import { at, begin, enroll, makeMeeting, makeRecording, newId, tempStore } from '../store/fixture.js';

const shorter = (changes: Partial<ChangedShorter>): ChangedShorter => ({
  fileId: 'f',
  stream: 0,
  streamAsked: 0 as const,
  meetingId: 'm',
  title: 'a',
  fileName: 'a.wav',
  finishedAt: at(1),
  duration: 49,
  cutOff: true,
  restored: 0,
  named: [],
  corrected: 0,
  ...changes,
});
const maya = [{ profileId: 'maya' }, { profileId: null }];

describe('a shorter copy', () => {
  it.each([
    ['that was cut off is replaced', {}, {}, true, 'this longer copy replaced the meeting of a.wav (0:49)'],
    ['stays with --as-copy', {}, { asCopy: true }, false, 'the shorter copy a.wav (0:49) stays'],
    ['that was cut out stays', { cutOff: false }, { force: true }, false, 'part of this recording, stays'],
    [
      'in which a person restored something stays',
      { restored: 2 },
      {},
      false,
      'somebody restored 2 passages',
    ],
    [
      'in which a person named, merged or split speakers stays',
      { corrected: 1 },
      {},
      false,
      'somebody corrected its speakers',
    ],
    ['but not with --force', { restored: 1 }, { force: true }, true, 'somebody had restored 1 passage'],
    ['whose names the longer one has too is replaced', { named: ['maya'] }, {}, true, 'replaced'],
    [
      'whose names it does not have stays',
      { named: ['maya', 'tom'] },
      {},
      false,
      'somebody enrolled a speaker from it',
    ],
  ] as const)('%s', (_, changes, policy, replaced, says) => {
    const copies = [shorter(changes)];
    const chosen = replaceable(copies, maya, policy);
    expect(chosen).toEqual(replaced ? copies : []);
    expect(describeShorter(copies, chosen)).toEqual([expect.stringContaining(says)]);
  });

  it('hands on the title that somebody gave it', () => {
    expect(ownTitle([shorter({})])).toBeUndefined();
    expect(ownTitle([{ title: 'Standard input', fileName: 'stdin' }])).toBeUndefined();
    expect(ownTitle([shorter({}), shorter({ title: 'Board' })])).toBe('Board');
  });
});

it('what a person changed in a meeting is counted, and nothing else', () => {
  const store = tempStore();
  const person = enroll(store, 'Maya');
  const recording = makeRecording('a.ogg');
  const begun = begin(store, recording);
  const meeting = makeMeeting(recording, person);
  const [turn] = meeting.turns;
  const suppressed = [{ ...turn, words: [], reason: 'no-speech', detail: 'nobody speaks' } as const];
  const made = { ...meeting, suppressed };
  completeMeeting(store, { ...begun, meeting: made, style: 'verbatim', newId, now: at(3) });
  const { meetingId } = begun;
  expect(personalChanges(store, meetingId)).toEqual({ restored: 0, named: [], corrected: 0 });
  markRestored(store, { meetingId, numbers: [1], restoredAt: at(4) });
  confirmLabel(store, { meetingId, clusterId: 'S2' }, person.id);
  expect(personalChanges(store, meetingId)).toEqual({ restored: 1, named: [person.id], corrected: 0 });
  const operation = { kind: 'name', doing: 'naming', summary: 'named S1', meetingId, now: at(5) };
  recordOperation(store, operation, () => nameLabel(store, { meetingId, clusterId: 'S1' }, 'Anna'));
  expect(personalChanges(store, meetingId).corrected).toBe(1);
  undoOperation(store, { now: at(6) });
  expect(personalChanges(store, meetingId).corrected).toBe(0);
});
