import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { enrollSpeaker } from '../../../src/commands/speakers/enroll.js';
import { loadMeeting } from '../../../src/store/completed-meetings.js';
import { createTestContext } from '../../command-context.js';
import { complete, countRows, enroll, makeRecording, tempStore } from '../../store/fixture.js';

/** A store with a meeting of Maya and somebody unnamed, and how that one is enrolled. */
function prepare() {
  const store = tempStore();
  const { meetingId } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
  const context = createTestContext({ home: store.home });
  const zoe = (cluster: string) =>
    enrollSpeaker(context, 'Zoe', [], { fromMeeting: meetingId, cluster, consent: true });
  return { store, meetingId, zoe };
}

it.each(['S2', 's2'])(
  'a speaker of a meeting who is enrolled as --cluster %s is called so',
  async (cluster) => {
    const { store, meetingId, zoe } = prepare();
    await zoe(cluster);
    expect(loadMeeting(store, meetingId).speakers[1]).toMatchObject({ displayName: 'Zoe', similarity: 1 });
    expect(readFileSync(join(store.home, 'artifacts', meetingId, 'transcript.txt'), 'utf8')).toContain(
      'Zoe: ',
    );
  },
);

it('storing the voice and naming the speaker are one transaction', async () => {
  const { store, meetingId, zoe } = prepare();
  store.db.exec(`CREATE TRIGGER refuse BEFORE UPDATE ON speakers BEGIN SELECT RAISE(ABORT, 'refused'); END`);
  await expect(zoe('S2')).rejects.toThrow('refused');
  expect(['user_profiles', 'voice_samples'].map((table) => countRows(store, table))).toEqual([1, 0]);
  store.db.exec('DROP TRIGGER refuse');
  expect(loadMeeting(store, meetingId).speakers[1].displayName).toBeNull();
});

it('an unknown speaker is refused, and the known ones are listed', async () => {
  const { zoe } = prepare();
  await expect(zoe('S3')).rejects.toMatchObject({ code: 'USAGE', hint: 'Its speakers are S1, S2.' });
});
