import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { doubtSamples } from '../../../src/commands/speakers/doubt-samples.js';
import { enrollSpeaker } from '../../../src/commands/speakers/enroll.js';
import { settingDefinitions } from '../../../src/settings/definitions.js';
import { toBlob } from '../../../src/store/columns.js';
import { loadMeeting } from '../../../src/store/completed-meetings.js';
import { requireProfile } from '../../../src/store/profiles.js';
import { addVoiceSamples } from '../../../src/store/voice-samples.js';
import { createTestContext } from '../../command-context.js';
import {
  at,
  complete,
  countRows,
  enroll,
  makeRecording,
  newId,
  randomNumbers,
  randomVoice,
  tempStore,
} from '../../store/fixture.js';

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

it('another speaker who was taken for the person by itself loses the name', async () => {
  const { store, meetingId } = prepare();
  expect(loadMeeting(store, meetingId).speakers[0].displayName).toBe('Maya');
  const context = createTestContext({ home: store.home });
  await enrollSpeaker(context, 'Maya', [], { fromMeeting: meetingId, cluster: 'S2' });
  expect(loadMeeting(store, meetingId).speakers).toMatchObject([
    { displayName: null },
    { displayName: 'Maya', source: 'confirmed' },
  ]);
});

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

describe('a sample that is probably not of this person alone', () => {
  /** A person with a voice, and how a cluster of the meeting becomes a sample of it. */
  function withVoice() {
    const { store, meetingId } = prepare();
    const { id: profileId } = requireProfile(store, 'Maya');
    const embedding = { model: settingDefinitions.voiceModel.default, vector: randomVoice(randomNumbers(5)) };
    const sample = { id: newId(), source: { path: 'maya.wav' }, embedding, seconds: 9 };
    addVoiceSamples(store, { profileId, samples: [sample], now: at(2) });
    const add = (cluster: string, options: { force?: boolean; json?: boolean } = {}) => {
      const context = createTestContext({ home: store.home, json: options.json });
      const done = enrollSpeaker(context, 'Maya', [], {
        fromMeeting: meetingId,
        cluster,
        force: options.force,
      });
      return { done, printed: context.printed };
    };
    const soundsLikeMaya = (cluster: string) =>
      store
        .sql('UPDATE speakers SET centroid = ? WHERE cluster_id = ?')
        .run(toBlob(embedding.vector), cluster);
    return { store, meetingId, add, soundsLikeMaya, samples: () => countRows(store, 'voice_samples') };
  }

  it('is refused when it is far from the samples that count, and nothing is stored', async () => {
    const { store, meetingId, add, samples } = withVoice();
    const { done, printed } = add('S2');
    await expect(done).rejects.toMatchObject({
      code: 'RECORDING',
      message: expect.stringMatching(
        /^Enrolling Maya failed: the voice in S2 of meeting \w{8} is not similar to the samples of Maya \(-?0\.\d\d\)\. Nothing was stored\.$/,
      ),
      hint: 'Enroll from recordings of Maya alone. With --force they are stored all the same.',
    });
    expect(printed.err).toMatch(/^SAMPLE +SPEECH +LEVEL.*\nS2 of meeting \w{8} +3\.5 s +- +- +- +-\n$/);
    expect([samples(), printed.out]).toEqual([1, '']);
    expect(loadMeeting(store, meetingId).speakers[1].displayName).toBeNull();
  });

  it('is stored with --force, and the doubt is said', async () => {
    const { add, samples } = withVoice();
    const { done, printed } = add('S2', { force: true, json: true });
    await done;
    expect(samples()).toBe(2);
    expect(JSON.parse(printed.out)).toMatchObject({
      added: 1,
      checked: [{ name: expect.stringContaining('S2'), seconds: 3.5, level: null, voices: null }],
      warnings: [expect.stringContaining('not similar to the samples of Maya')],
    });
    expect(printed.err).toContain('warning: the voice in S2');
  });

  it('is refused when another cluster of the same meeting is a sample of the person', async () => {
    const { add, soundsLikeMaya, samples } = withVoice();
    for (const cluster of ['S1', 'S2']) soundsLikeMaya(cluster);
    await add('S1').done;
    await expect(add('S2').done).rejects.toMatchObject({
      code: 'RECORDING',
      message: expect.stringContaining('is another voice than S1, which is Maya already'),
    });
    expect(samples()).toBe(1);
    await add('S2', { force: true }).done;
  });

  it('is refused when it is more similar to somebody else', () => {
    const store = tempStore();
    const speak = (name: string, x: number, y: number) => {
      const profile = enroll(store, name);
      const embedding = { model: 'net', vector: Float32Array.of(x, y) };
      const sample = { id: newId(), source: { path: 'x.wav' }, embedding, seconds: 5 };
      addVoiceSamples(store, { profileId: profile.id, samples: [sample], now: at(1) });
      return profile;
    };
    const tom = speak('Tom', 1, 0);
    const angus = speak('Angus', 0.6, 0.8);
    const sample = {
      name: 'b.wav',
      source: { path: 'b.wav' },
      embedding: { model: 'net', vector: Float32Array.of(0.6, 0.8) },
      seconds: 5,
      level: null,
      clipped: null,
      voices: 1,
    };
    expect(doubtSamples(store, tom, [sample])).toEqual([
      'the voice in b.wav is more similar to Angus (1.00) than to Tom (0.60)',
    ]);
    expect(doubtSamples(store, angus, [sample])).toEqual([]);
    // A new profile has nothing to compare with.
    expect(doubtSamples(store, null, [sample])).toEqual([]);
  });

  it('of several people in one recording is refused', () => {
    const store = tempStore();
    const sample = {
      name: 'all.wav',
      source: { path: 'all.wav' },
      embedding: { model: 'net', vector: Float32Array.of(1, 0) },
      seconds: 9,
      level: -20,
      clipped: 0,
      voices: 3,
    };
    expect(doubtSamples(store, null, [sample])).toEqual(['all.wav has 3 voices']);
    expect(doubtSamples(store, null, [{ ...sample, voices: 1 }])).toEqual([]);
  });
});

it('whoever agreed to this text is not asked again; a new text asks', async () => {
  const { store, meetingId } = prepare();
  const asked: string[] = [];
  const enrollAgain = (answer: boolean) =>
    enrollSpeaker(
      createTestContext({
        home: store.home,
        confirm: async (question) => asked.push(question) > 0 && answer,
      }),
      'Maya',
      [],
      { fromMeeting: meetingId, cluster: 'S1' },
    );
  await enrollAgain(false);
  expect(asked).toEqual([]);
  store.db.exec("UPDATE user_profiles SET consent_version = '0'");
  await expect(enrollAgain(false)).rejects.toMatchObject({ code: 'USAGE' });
  expect(requireProfile(store, 'Maya')).toMatchObject({ consentVersion: '0' });
  await enrollAgain(true);
  expect(asked).toHaveLength(2);
  expect(requireProfile(store, 'Maya')).toMatchObject({
    consentVersion: '1',
    consentedAt: '2026-01-01T00:00:00.000Z',
  });
});
