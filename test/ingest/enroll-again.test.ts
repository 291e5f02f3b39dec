import { describe, expect, it } from 'vitest';
import { shortId } from '../../src/domain/meeting.js';
import { describeAllStale, enrollAgain, staleProfiles } from '../../src/ingest/enroll-again.js';
import { addVoiceSamples, revokeVoiceSample } from '../../src/store/voice-samples.js';
import { at, enroll, newId, randomNumbers, randomVoice, tempStore } from '../store/fixture.js';

const meetingId = newId();

describe('the commands that enroll somebody again', () => {
  const again = (...sources: Parameters<typeof enrollAgain>[1]) =>
    enrollAgain('Tom Baker', sources, (path) => path.startsWith('/here/'));

  it('are one for all recordings that are still there, and one for each cluster of a meeting', () => {
    expect(
      again(
        { path: '/here/a b.ogg' },
        { path: '/gone/c.ogg' },
        { meetingId, clusterId: 'S2' },
        { path: '/here/d.ogg' },
        { path: '/here/d.ogg' },
      ),
    ).toEqual([
      "scribe speakers enroll 'Tom Baker' '/here/a b.ogg' /here/d.ogg",
      `scribe speakers enroll 'Tom Baker' --from-meeting ${shortId(meetingId)} --cluster S2`,
    ]);
  });

  it('leave the recording to the reader when nothing is left', () => {
    expect(again({ path: '-' }, { path: '/gone/c.ogg' })).toEqual([
      "scribe speakers enroll 'Tom Baker' FILE...",
    ]);
  });
});

describe('profiles that another model measured', () => {
  const random = randomNumbers(3);
  function prepare() {
    const store = tempStore();
    const measure = (profileId: string, ...models: string[]) =>
      addVoiceSamples(store, {
        profileId,
        samples: models.map((model) => ({
          id: newId(),
          source: { meetingId, clusterId: 'S1' },
          embedding: { model, vector: randomVoice(random) },
          seconds: 5,
        })),
        now: at(1),
      });
    return { store, measure };
  }

  it('are those with a voice of others alone', () => {
    const { store, measure } = prepare();
    measure(enroll(store, 'Maya').id, 'old', 'older', 'old');
    measure(enroll(store, 'Tom').id, 'old', 'new');
    measure(enroll(store, 'Angus').id, 'new');
    enroll(store, 'Zoe');
    const command = `scribe speakers enroll Maya --from-meeting ${shortId(meetingId)} --cluster S1`;
    const stale = staleProfiles(store, 'new');
    expect(stale).toEqual([
      { id: expect.any(String), displayName: 'Maya', models: ['old', 'older'], enrollAgain: [command] },
    ]);
    expect(describeAllStale(stale, 'new')).toEqual([
      `Maya was measured by old and older, not by new, and is not recognized: run \`${command}\`.`,
    ]);
    expect(staleProfiles(store, 'old').map(({ displayName }) => displayName)).toEqual(['Angus']);
  });

  it('are no longer when their samples are revoked', () => {
    const { store } = prepare();
    const { id: profileId } = enroll(store, 'Maya');
    const sampleId = newId();
    const embedding = { model: 'old', vector: randomVoice(random) };
    const sample = { id: sampleId, source: { path: 'a.wav' }, embedding, seconds: 5 };
    addVoiceSamples(store, { profileId, samples: [sample], now: at(1) });
    expect(staleProfiles(store, 'new')).toHaveLength(1);
    revokeVoiceSample(store, { sampleId, now: at(2) });
    expect(staleProfiles(store, 'new')).toEqual([]);
  });

  it('are named one by one, unless there are many', () => {
    const { store, measure } = prepare();
    for (let i = 0; i < 5; i++) measure(enroll(store, `Person ${i}`).id, 'old');
    const lines = describeAllStale(staleProfiles(store, 'new'), 'new');
    expect(lines).toHaveLength(4);
    expect(lines[3]).toBe('2 more profiles were measured by other models: run `scribe speakers list`.');
    expect(describeAllStale([], 'new')).toEqual([]);
  });
});
