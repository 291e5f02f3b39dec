import { expect, it } from 'vitest';
import { matchSpeakers } from '../../src/ingest/match-speakers.js';
import { forgetProfile } from '../../src/store/forget-profile.js';
import { knownProfiles, limitToProfiles } from '../../src/store/known-profiles.js';
import { addVoiceSamples } from '../../src/store/voice-samples.js';
import { at, complete, enroll, makeRecording, newId, tempStore } from './fixture.js';

function prepare() {
  const store = tempStore();
  const tom = enroll(store, 'Tom');
  const maya = enroll(store, 'Maya');
  const { meetingId } = complete(store, makeRecording('a.ogg'), maya);
  const names = () => knownProfiles(store, meetingId)?.map(({ displayName }) => displayName) ?? null;
  const limit = (profileIds: readonly string[] | null) =>
    limitToProfiles(store, { meetingId, profileIds, newId });
  return { store, maya, tom, names, limit };
}

it('a meeting has the last list that was given, by name, or none', () => {
  const { maya, tom, names, limit } = prepare();
  expect(names()).toBeNull();
  limit([tom.id, maya.id, tom.id]);
  expect(names()).toEqual(['Maya', 'Tom']);
  limit([tom.id]);
  expect(names()).toEqual(['Tom']);
  limit(null);
  expect(names()).toBeNull();
});

it('a list of people who were forgotten stays a list: nobody else is named', () => {
  const { store, maya, names, limit } = prepare();
  limit([maya.id]);
  forgetProfile(store, { profileId: maya.id, now: at(3) });
  expect(names()).toEqual([]);
});

it('only those on the list are compared, and none that a person ruled out', () => {
  const { store, maya, tom } = prepare();
  const vector = Float32Array.of(1, 0);
  for (const [profileId, similarity] of [
    [maya.id, 0.9],
    [tom.id, 0.6],
  ] as const)
    addVoiceSamples(store, {
      profileId,
      samples: [
        {
          id: newId(),
          source: { path: 'a.wav' },
          embedding: { model: 'net', vector: Float32Array.of(similarity, Math.sqrt(1 - similarity ** 2)) },
          seconds: 5,
        },
      ],
      now: at(1),
    });
  const clusters = [{ id: 'S1', spans: [], centroid: { model: 'net', vector } }];
  const name = (only: readonly string[] | null, rejected: readonly string[] = []) =>
    matchSpeakers(
      store,
      clusters,
      { threshold: 0.5, margin: 0.1 },
      {
        only,
        rejected: rejected.map((profileId) => ({ clusterId: 'S1', profileId })),
      },
    )[0].displayName;
  expect(name(null)).toBe('Maya');
  expect(name([tom.id])).toBe('Tom');
  expect(name([])).toBeNull();
  expect(name(null, [maya.id])).toBe('Tom');
  expect(name([maya.id], [maya.id])).toBeNull();
});
