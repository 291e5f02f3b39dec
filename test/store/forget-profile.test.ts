import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadMeeting } from '../../src/store/completed-meetings.js';
import { forgetProfile } from '../../src/store/forget-profile.js';
import { confirmLabel, nameLabel, rejectProfile } from '../../src/store/labels.js';
import { mergeProfiles } from '../../src/store/merge-profiles.js';
import { listOperations, recordOperation } from '../../src/store/operations.js';
import { renameProfile, requireProfile } from '../../src/store/profiles.js';
import type { Store } from '../../src/store/store.js';
import { addVoiceSamples, revokeVoiceSample } from '../../src/store/voice-samples.js';
import {
  at,
  complete,
  enroll,
  makeRecording,
  newId,
  randomNumbers,
  randomVoice,
  tempStore,
} from './fixture.js';

/** The database, its write-ahead log and its journal, as they lie on the disk. */
function bytesOnDisk(store: Store): Buffer {
  const files = readdirSync(store.home).filter((name) => /^scribe\.db(-wal|-journal)?$/.test(name));
  return Buffer.concat(files.map((name) => readFileSync(join(store.home, name))));
}

/** In which forms a piece of the vector stands in the bytes. */
function formsOf(bytes: Buffer, vector: Float32Array): string[] {
  const blob = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
  const numbers = Array.from(vector);
  const forms: [string, string | Buffer][] = [
    ...[0, 1, 2, 3].map((k): [string, Buffer] => ['bytes', blob.subarray(k * 192, (k + 1) * 192)]),
    ['digits', blob.subarray(8, 72).toString('hex')],
    ['numbers', JSON.stringify(numbers.slice(4, 10)).slice(1, -1)],
  ];
  return forms.flatMap(([form, trace]) => (bytes.includes(trace) ? [form] : []));
}

it('forgetting leaves no byte of the voice and of any name, whatever was done before', () => {
  const store = tempStore();
  const step = <T>(summary: string, apply: () => T) =>
    recordOperation(store, { kind: 'test', doing: 'testing', summary, meetingId: null, now: at(5) }, apply);
  const vectors = [1, 2, 3].map((seed) => randomVoice(randomNumbers(seed)));
  const speak = (profileId: string, vector: Float32Array, path = '/voices/quimby.wav') => {
    const embedding = { model: 'net', vector };
    const id = newId();
    const sample = { id, source: { path }, embedding, seconds: 4 };
    addVoiceSamples(store, { profileId, samples: [sample], now: at(1) });
    return id;
  };
  const tom = enroll(store, 'Tom');
  const toms = randomVoice(randomNumbers(99));
  speak(tom.id, toms, '/voices/tom.wav');
  const maya = enroll(store, 'Quimby');
  const { result: first } = step('enrolled Quimby', () => speak(maya.id, vectors[0]));
  const recognized = complete(store, makeRecording('a.ogg'), maya);
  const warnings = ['The voice in b.wav is that of Quimby by its similarity (0.71).', 'Tomes of quiet.'];
  const other = complete(store, makeRecording('b.ogg', { warnings }), tom);
  const [s1, s2] = ['S1', 'S2'].map((clusterId) => ({ meetingId: other.meetingId, clusterId }));
  step('Quimby is called Quimby-Lopez', () =>
    renameProfile(store, { profileId: maya.id, displayName: 'Quimby-Lopez', now: at(5) }),
  );
  step('S2 is called quimby-LOPEZ', () => nameLabel(store, s2, 'quimby-LOPEZ'));
  step('S1 is called Quimby', () => nameLabel(store, s1, 'Quimby'));
  step('S1 is Tom', () => confirmLabel(store, s1, tom.id));
  step('not Quimby-Lopez', () => rejectProfile(store, s1, { profileId: maya.id, now: at(5) }));
  const twin = enroll(store, 'Quimbo');
  step('enrolled Quimbo', () => speak(twin.id, vectors[1]));
  step('merged Quimbo into Quimby-Lopez', () =>
    mergeProfiles(store, {
      into: requireProfile(store, maya.id),
      from: requireProfile(store, twin.id),
      now: at(5),
    }),
  );
  step('enrolled Quimby-Lopez', () => speak(maya.id, vectors[2]));
  step('revoked of Quimby-Lopez', () => revokeVoiceSample(store, { sampleId: first, now: at(6) }));
  const theirs = [...vectors, recognized.meeting.clusters[0].centroid.vector];
  const handNamed = other.meeting.clusters[1].centroid.vector;
  const before = bytesOnDisk(store);
  for (const vector of [...theirs, handNamed, toms]) expect(formsOf(before, vector)).toContain('bytes');
  for (const vector of vectors) expect(formsOf(before, vector)).toContain('digits');

  const { meetingIds, erased } = forgetProfile(store, { profileId: maya.id, now: at(9) });

  expect(erased).toBe(true);
  expect([...meetingIds].sort()).toEqual([recognized.meetingId, other.meetingId].sort());
  const after = bytesOnDisk(store);
  for (const vector of [...theirs, handNamed]) expect(formsOf(after, vector)).toEqual([]);
  const text = after.toString('latin1');
  const found = [...text.matchAll(/quimb/gi)].map(({ index }) => text.slice(index - 60, index + 60));
  expect(found).toEqual([]);
  for (const id of [maya.id, twin.id]) expect(after.includes(id)).toBe(false);
  expect(formsOf(after, toms)).toContain('bytes');
  expect(listOperations(store)).toEqual([]);
  expect(loadMeeting(store, other.meetingId).recording.warnings).toEqual(['Tomes of quiet.']);
  expect(loadMeeting(store, other.meetingId).speakers).toMatchObject([
    { clusterId: 'S1', displayName: 'Tom', source: 'confirmed' },
    { clusterId: 'S2', displayName: null, profileId: null },
  ]);
});
