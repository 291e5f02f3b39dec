import { describe, expect, it } from 'vitest';
import { reviewSpeakers } from '../../../src/commands/speakers/review.js';
import { shortId } from '../../../src/domain/meeting.js';
import { loadMeeting } from '../../../src/store/completed-meetings.js';
import { listOperations, undoOperation } from '../../../src/store/operations.js';
import { requireProfile } from '../../../src/store/profiles.js';
import { createTestContext } from '../../command-context.js';
import { at, snapshot, tempStore } from '../../store/fixture.js';
import { enrollVoice, meetingOfVoices, voice } from '../../store/meeting-of-voices.js';

type Voices = Parameters<typeof meetingOfVoices>[2];

/** Maya's voice is at 0 degrees, and a meeting has these voices. */
function prepare(voices: Voices, json = true) {
  const store = tempStore();
  enrollVoice(store, 'Maya', voice(0));
  const meetingId = meetingOfVoices(store, 'a.ogg', voices);
  const flags = { matchThreshold: '0.65', matchMargin: '0.1' };
  const run = async (options: Parameters<typeof reviewSpeakers>[1] = {}) => {
    const context = createTestContext({ home: store.home, json, flags });
    await reviewSpeakers(context, options);
    return json ? JSON.parse(context.printed.out) : `${context.printed.out}${context.printed.err}`;
  };
  const names = () => loadMeeting(store, meetingId).speakers.map(({ displayName }) => displayName);
  const samples = (name = 'Maya') => requireProfile(store, name).samples;
  return { store, meetingId, run, names, samples };
}

describe('the list', () => {
  it('has what is near or was named with little to spare, with candidates and excerpts', async () => {
    const { meetingId, run } = prepare([{ vector: voice(50) }, { vector: voice(100) }]);
    expect(await run()).toMatchObject([
      {
        meetingId,
        clusterId: 'S1',
        candidates: [{ displayName: 'Maya', verdict: `${shortId(meetingId)}:S1=Maya` }],
        recording: '/recordings/a.ogg',
        excerpts: [{ start: 0, end: 5, text: 'Words of S1.' }],
      },
    ]);
  });

  it('can be read without JSON, and says how to decide', async () => {
    const { meetingId, run } = prepare([{ vector: voice(50) }], false);
    const id = shortId(meetingId);
    expect(await run()).toBe(
      [
        `${id}:S1  a.ogg  Speaker 1, 10.0 s  perhaps Maya 0.64`,
        '  0:00-0:05  Words of S1.',
        '  in /recordings/a.ogg',
        `1 voice to review. Decide with --confirm ${id}:S1=Maya or --reject ${id}:S1=Maya.`,
        '',
      ].join('\n'),
    );
  });

  it('says where to listen when the recording is gone', async () => {
    const { run } = prepare([{ vector: voice(50) }], false);
    expect(await run({ play: true })).toContain('note: S1 is heard in /recordings/a.ogg at 0:00-0:05.');
  });
});

describe('a confirmation', () => {
  it('names the cluster and adds its voice as a sample; one operation, which can be undone', async () => {
    const { store, run, names, samples } = prepare([{ vector: voice(40) }]);
    const before = snapshot(store);
    const { decisions } = await run({ confirm: ['last:s1=maya'] });
    expect(decisions).toMatchObject([
      { clusterId: 'S1', profile: 'Maya', verdict: 'confirmed', sampleAdded: true, reason: null },
    ]);
    expect([names(), samples()]).toEqual([['Maya'], 2]);
    expect(loadMeeting(store, decisions[0].meetingId).speakers[0].source).toBe('confirmed');
    expect(await run()).toEqual([]);
    expect(listOperations(store).map(({ kind }) => kind)).toEqual(['confirm']);
    undoOperation(store, { now: at(30) });
    expect(snapshot(store)).toEqual(before);
  });

  it.each<[string, Voices[number], RegExp]>([
    ['of a voice far from the others', { vector: voice(80) }, /not similar to the samples of Maya \(0\.17\)/],
    [
      'of a short voice',
      { vector: voice(40), seconds: 1 },
      /1\.0 s of speech with nobody else are too little/,
    ],
    ['by another model', { vector: voice(40), model: 'other' }, /measured by other, and the profile by net/],
  ])('%s names the cluster, but adds no sample', async (_, heard, reason) => {
    const { run, names, samples } = prepare([heard]);
    const { decisions } = await run({ confirm: ['last:S1=Maya'] });
    expect(decisions).toMatchObject([{ sampleAdded: false, reason: expect.stringMatching(reason) }]);
    expect([names(), samples()]).toEqual([['Maya'], 1]);
  });

  it('of somebody who has not agreed adds no sample', async () => {
    const { store, run, names } = prepare([{ vector: voice(40) }]);
    store.db.exec(
      `DELETE FROM voice_samples; DELETE FROM voice_centroids;
       UPDATE user_profiles SET consent_version = NULL, consented_at = NULL, voice_vector = NULL, voice_model = NULL,
         voice_dims = NULL, embeddings = NULL`,
    );
    const { decisions } = await run({ confirm: ['last:S1=Maya'] });
    expect(decisions).toMatchObject([{ sampleAdded: false, reason: expect.stringContaining('not agreed') }]);
    expect(names()).toEqual(['Maya']);
  });

  it('of a second voice of the same meeting adds no sample', async () => {
    const { run, samples } = prepare([{ vector: voice(40) }, { vector: voice(-40) }]);
    const { decisions } = await run({ confirm: ['last:S1=Maya', 'last:S2=Maya'] });
    expect(decisions).toMatchObject([
      { sampleAdded: true },
      { sampleAdded: false, reason: expect.stringContaining('another voice than S1') },
    ]);
    expect(samples()).toBe(2);
  });
});

describe('a rejection', () => {
  it('is remembered: the name goes, and is not given again', async () => {
    const { store, run, names, samples } = prepare([{ vector: voice(48) }]);
    const { decisions } = await run({ reject: ['last:S1=Maya'] });
    expect(decisions).toMatchObject([{ verdict: 'rejected', sampleAdded: false }]);
    expect([names(), samples(), await run()]).toEqual([[null], 1, []]);
    expect(listOperations(store).map(({ kind }) => kind)).toEqual(['reject']);
  });

  it('leaves the name to the other voice of a near tie', async () => {
    const { run, names } = prepare([{ vector: voice(20) }, { vector: voice(-21) }]);
    expect((await run()).map(({ clusterId }: { clusterId: string }) => clusterId)).toEqual(['S1', 'S2']);
    await run({ reject: ['last:S1=Maya'] });
    expect(names()).toEqual([null, 'Maya']);
  });
});

it.each([
  ['last:S1', /must be MEETING:SPEAKER=NAME/],
  ['S1=Maya', /must be MEETING:SPEAKER=NAME/],
  ['last:S7=Maya', /has no speaker S7/],
  ['last:S1=Mya', /"Mya" failed/],
])('--confirm %s is refused, and nothing is changed', async (verdict, message) => {
  const { run, names } = prepare([{ vector: voice(40) }]);
  await expect(run({ confirm: ['last:S1=Maya', verdict] })).rejects.toThrow(message);
  expect(names()).toEqual([null]);
});
