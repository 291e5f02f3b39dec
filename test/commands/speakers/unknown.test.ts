import { describe, expect, it } from 'vitest';
import { enrollSpeaker } from '../../../src/commands/speakers/enroll.js';
import { listUnknownSpeakers } from '../../../src/commands/speakers/unknown.js';
import { shortId } from '../../../src/domain/meeting.js';
import { loadMeeting } from '../../../src/store/completed-meetings.js';
import { nameLabel } from '../../../src/store/labels.js';
import { listOperations, undoOperation } from '../../../src/store/operations.js';
import { requireProfile } from '../../../src/store/profiles.js';
import { createTestContext } from '../../command-context.js';
import { at, snapshot, tempStore } from '../../store/fixture.js';
import { meetingOfVoices, voice } from '../../store/meeting-of-voices.js';

/** One voice at about 0 degrees in three meetings, one at about 90 in two, and one at 200 in one. */
function prepare() {
  const store = tempStore();
  const context = (json = true) =>
    createTestContext({ home: store.home, json, flags: { voiceModel: 'net', matchThreshold: '0.6' } });
  const a = meetingOfVoices(store, 'a.ogg', [{ vector: voice(0) }, { vector: voice(90) }], 1);
  const b = meetingOfVoices(store, 'b.ogg', [{ vector: voice(200) }, { vector: voice(10) }], 5);
  const c = meetingOfVoices(store, 'c.ogg', [{ vector: voice(95) }, { vector: voice(-10) }], 9);
  const unknown = async (options: Parameters<typeof listUnknownSpeakers>[1] = {}) => {
    const given = context();
    await listUnknownSpeakers(given, options);
    return JSON.parse(given.printed.out) as {
      id: string;
      heard: { meetingId: string; clusterId: string }[];
    }[];
  };
  const places = async (minMeetings?: number) =>
    (await unknown({ minMeetings })).map(({ heard }) =>
      heard.map(({ meetingId, clusterId }) => `${[a, b, c].indexOf(meetingId)}:${clusterId}`),
    );
  const names = () =>
    [a, b, c].map((id) => loadMeeting(store, id).speakers.map(({ displayName }) => displayName));
  return { store, context, meetings: [a, b, c], unknown, places, names };
}

describe('scribe speakers unknown', () => {
  it('groups the voices of meetings, those in most meetings first', async () => {
    const { places } = prepare();
    expect(await places()).toEqual([
      ['0:S1', '1:S2', '2:S2'],
      ['0:S2', '2:S1'],
    ]);
    expect(await places(3)).toEqual([['0:S1', '1:S2', '2:S2']]);
    expect(await places(1)).toHaveLength(3);
  });

  it('leaves out who has a name, speaks too little, or was measured by another model', async () => {
    const { store, meetings, places } = prepare();
    nameLabel(store, { meetingId: meetings[2], clusterId: 'S1' }, 'Anna');
    expect(await places()).toEqual([['0:S1', '1:S2', '2:S2']]);
    meetingOfVoices(
      store,
      'd.ogg',
      [
        { vector: voice(0), seconds: 2 },
        { vector: voice(90), model: 'other' },
      ],
      13,
    );
    expect(await places()).toEqual([['0:S1', '1:S2', '2:S2']]);
  });

  it('prints for each meeting where the voice is heard, and how to name it', async () => {
    const { context, meetings, unknown } = prepare();
    const [{ id }] = await unknown();
    const given = context(false);
    await listUnknownSpeakers(given, { minMeetings: 3 });
    expect(given.printed.out).toBe(
      [
        `${id}  the same unknown voice in 3 meetings, 0:30 of speech`,
        `  ${shortId(meetings[0])}:S1  2026-01-05  a.ogg  0:00  Words of S1.`,
        `  ${shortId(meetings[1])}:S2  2026-01-05  b.ogg  0:10  Words of S2.`,
        `  ${shortId(meetings[2])}:S2  2026-01-05  c.ogg  0:10  Words of S2.`,
        '',
      ].join('\n'),
    );
    expect(given.printed.err).toBe(
      `To name one in all its meetings: scribe speakers enroll NAME --from-unknown ${id}\n`,
    );
  });

  it('says when there is none', async () => {
    const { context } = prepare();
    const given = context(false);
    await listUnknownSpeakers(given, { minMeetings: 4 });
    expect(given.printed.err).toBe('No unknown voice is heard in 4 meetings or more.\n');
  });
});

describe('scribe speakers enroll --from-unknown', () => {
  it('names the voice in all its meetings, as one operation', async () => {
    const { store, context, unknown, names } = prepare();
    const [{ id }] = await unknown();
    const before = snapshot(store);
    await enrollSpeaker(context(), 'Angus', [], { fromUnknown: id, consent: true });
    expect(names()).toEqual([
      ['Angus', null],
      [null, 'Angus'],
      [null, 'Angus'],
    ]);
    expect(requireProfile(store, 'Angus')).toMatchObject({ samples: 3, seconds: 30 });
    expect(listOperations(store).map(({ kind }) => kind)).toEqual(['enroll']);
    undoOperation(store, { now: at(40) });
    expect(snapshot(store)).toEqual(before);
  });

  it('keeps the id of a group while others are named and meetings are added', async () => {
    const { store, context, unknown, places } = prepare();
    const [first, second] = await unknown();
    await enrollSpeaker(context(), 'Angus', [], { fromUnknown: first.id, consent: true });
    meetingOfVoices(store, 'd.ogg', [{ vector: voice(85) }], 13);
    expect((await unknown())[0].id).toBe(second.id);
    await enrollSpeaker(context(), 'Zoe', [], {
      fromUnknown: second.id.slice(0, 5).toLowerCase(),
      consent: true,
    });
    expect(await places()).toEqual([]);
  });

  it('refuses an id that is not there, and two sources at once', async () => {
    const { context } = prepare();
    const enroll = (options: Parameters<typeof enrollSpeaker>[3], files: string[] = []) =>
      enrollSpeaker(context(), 'Angus', files, { consent: true, ...options });
    await expect(enroll({ fromUnknown: 'U999999' })).rejects.toThrow('there is no such voice');
    await expect(enroll({ fromUnknown: 'U' })).rejects.toThrow('several voices begin so');
    await expect(enroll({ fromUnknown: 'U1' }, ['a.wav'])).rejects.toThrow('one of them');
  });
});
