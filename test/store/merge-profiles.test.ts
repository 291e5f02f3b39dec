import { describe, expect, it } from 'vitest';
import { loadMeeting } from '../../src/store/completed-meetings.js';
import { knownProfiles, limitToProfiles } from '../../src/store/known-profiles.js';
import { confirmLabel, listRejections, rejectProfile } from '../../src/store/labels.js';
import { mergeProfiles } from '../../src/store/merge-profiles.js';
import { recordOperation, undoOperation } from '../../src/store/operations.js';
import { findProfileByName, renewConsent, requireProfile } from '../../src/store/profiles.js';
import type { Store } from '../../src/store/store.js';
import { addVoiceSamples, listVoiceSamples } from '../../src/store/voice-samples.js';
import {
  at,
  complete,
  enroll,
  makeRecording,
  newId,
  randomNumbers,
  randomVoice,
  snapshot,
  tempStore,
} from './fixture.js';

const voice = (seed: number) => ({ model: 'net', vector: randomVoice(randomNumbers(seed)) });

function speak(store: Store, profileId: string, seeds: readonly number[]): void {
  const samples = seeds.map((seed) => ({
    id: newId(),
    source: { path: `${seed}.wav` },
    embedding: voice(seed),
    seconds: 5,
  }));
  addVoiceSamples(store, { profileId, samples, now: at(1) });
}

/** Maya and May, who are one person, and a meeting in which S1 is May; Tom is somebody else. */
function prepare() {
  const store = tempStore();
  const [maya, may, tom] = ['Maya', 'May', 'Tom'].map((name) => enroll(store, name));
  speak(store, maya.id, [1, 2]);
  speak(store, may.id, [2, 3]);
  const { meetingId } = complete(store, makeRecording('a.ogg'), may);
  const merge = () =>
    recordOperation(
      store,
      { kind: 'merge-speakers', doing: 'merging', summary: 'merged', meetingId: null, now: at(5) },
      () =>
        mergeProfiles(store, {
          into: requireProfile(store, 'Maya'),
          from: requireProfile(store, 'May'),
          now: at(5),
        }),
    );
  return { store, meetingId, maya, may, tom, merge };
}

describe('merging profiles', () => {
  it('moves samples and labels, counts a sample of both once, and can be undone', () => {
    const { store, meetingId, maya, merge } = prepare();
    const before = snapshot(store);
    merge();
    expect(findProfileByName(store, 'May')).toBeNull();
    expect(requireProfile(store, 'Maya')).toMatchObject({ samples: 3, seconds: 15, meetings: 1 });
    expect(listVoiceSamples(store, maya.id).filter(({ revokedAt }) => revokedAt)).toMatchObject([
      { source: { path: '2.wav' } },
    ]);
    expect(loadMeeting(store, meetingId).speakers[0]).toMatchObject({
      profileId: maya.id,
      displayName: 'Maya',
      candidates: [{ profileId: maya.id }],
    });
    undoOperation(store, { now: at(6) });
    expect(snapshot(store)).toEqual(before);
  });

  it('keeps the more similar of two candidates that are one person now', () => {
    const { store, meetingId, maya, may, tom, merge } = prepare();
    const candidates = [
      { profileId: may.id, similarity: 0.8 },
      { profileId: tom.id, similarity: 0.6 },
      { profileId: maya.id, similarity: 0.5 },
    ];
    store.sql("UPDATE speakers SET candidates = ? WHERE cluster_id = 'S1'").run(JSON.stringify(candidates));
    merge();
    expect(loadMeeting(store, meetingId).speakers[0].candidates).toEqual([
      { profileId: maya.id, displayName: 'Maya', similarity: 0.8 },
      { profileId: tom.id, displayName: 'Tom', similarity: 0.6 },
    ]);
  });

  it('keeps one row where both are named, and no rejection of what is confirmed', () => {
    const { store, meetingId, maya, may, tom, merge } = prepare();
    limitToProfiles(store, { meetingId, profileIds: [maya.id, may.id, tom.id], newId });
    const [s1, s2] = ['S1', 'S2'].map((clusterId) => ({ meetingId, clusterId }));
    rejectProfile(store, s1, { profileId: maya.id, now: at(3) });
    confirmLabel(store, s1, may.id);
    for (const { id } of [maya, may]) rejectProfile(store, s2, { profileId: id, now: at(3) });
    const before = snapshot(store);
    merge();
    expect(knownProfiles(store, meetingId)?.map(({ displayName }) => displayName)).toEqual(['Maya', 'Tom']);
    expect(listRejections(store, meetingId)).toEqual([{ clusterId: 'S2', profileId: maya.id }]);
    undoOperation(store, { now: at(6) });
    expect(snapshot(store)).toEqual(before);
  });

  it.each([
    { version: '10', minute: 1, kept: '10' },
    { version: '1', minute: 9, kept: '1' },
    { version: '0', minute: 9, kept: '1' },
  ])('keeps the consent to the later text: of 1 and $version it is $kept', ({ version, minute, kept }) => {
    const { store, may, merge } = prepare();
    renewConsent(store, { profileId: may.id, version, now: at(minute) });
    merge();
    expect(requireProfile(store, 'Maya')).toMatchObject({
      consentVersion: kept,
      consentedAt: version === '0' ? at(0) : at(minute),
    });
  });

  it('refuses to merge a profile with itself', () => {
    const { store } = prepare();
    const maya = requireProfile(store, 'Maya');
    expect(() => mergeProfiles(store, { into: maya, from: maya, now: at(5) })).toThrow('the same profile');
  });
});
