import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { putCached } from '../../src/store/cache.js';
import { toFloats } from '../../src/store/columns.js';
import { loadMeeting } from '../../src/store/completed-meetings.js';
import { forgetProfile } from '../../src/store/forget-profile.js';
import { openStore } from '../../src/store/open-store.js';
import { listProfiles, requireProfile } from '../../src/store/profiles.js';
import type { Store } from '../../src/store/store.js';
import { nearestProfiles } from '../../src/store/voice-centroids.js';
import { addVoiceSamples, listVoiceSamples, revokeVoiceSample } from '../../src/store/voice-samples.js';
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
} from './fixture.js';

/** Adds one sample of a voice. @returns its id. */
function speak(
  store: Store,
  profileId: string,
  vector: Float32Array,
  seconds = 4,
  minute = 1,
  model = 'net',
): string {
  const id = newId();
  const sample = { id, source: { path: '/voices/x.ogg' }, embedding: { model, vector }, seconds };
  expect(addVoiceSamples(store, { profileId, samples: [sample], now: at(minute) })).toBe(1);
  return id;
}

/** Everything that the store keeps on the disk, but for the index of its log, which holds no content. */
function bytesOnDisk(store: Store): Buffer {
  const files = readdirSync(store.home).filter(
    (name) => name.startsWith('scribe.db') && !name.endsWith('-shm'),
  );
  return Buffer.concat(files.map((name) => readFileSync(join(store.home, name))));
}

/** Whether a quarter of the vector stands anywhere in the bytes. */
function findsTraces(bytes: Buffer, vector: Float32Array): boolean {
  const blob = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
  const piece = blob.length / 4;
  return [0, 1, 2, 3].some((k) => bytes.includes(blob.subarray(k * piece, (k + 1) * piece)));
}

/** The centroids of one network as they lie in the store. */
function voiceProfiles(store: Store, model: string) {
  return store
    .sql<{ id: string; displayName: string; vector: Buffer }>(
      `SELECT p.id, p.display_name AS displayName, c.vector
       FROM voice_centroids c JOIN user_profiles p ON p.id = c.profile_id WHERE c.model = ? ORDER BY p.name_key`,
    )
    .all(model)
    .map(({ id, displayName, vector }) => ({
      id,
      displayName,
      centroid: { model, vector: toFloats(vector) },
    }));
}

describe('a voice', () => {
  it('is the mean of its unit samples, weighted by seconds, of length 1', () => {
    const store = tempStore();
    const { id } = enroll(store, 'Maya');
    speak(store, id, Float32Array.from([2, 0, 0]), 3);
    expect(requireProfile(store, id)).toMatchObject({
      status: 'training',
      seconds: 3,
      samples: 1,
      confidence: 1,
      model: 'net',
    });
    const second = speak(store, id, Float32Array.from([0, 0.5, 0]), 9, 2);
    const [profile] = voiceProfiles(store, 'net');
    expect(profile).toMatchObject({ id, displayName: 'Maya' });
    // (3, 9) / sqrt(90)
    const expected = [1 / Math.sqrt(10), 3 / Math.sqrt(10), 0];
    for (const [i, value] of profile.centroid.vector.entries()) expect(value).toBeCloseTo(expected[i], 6);
    const summary = requireProfile(store, id);
    expect(summary).toMatchObject({ status: 'ready', seconds: 12, samples: 2 });
    // The mean cosine of the samples to the centroid, weighted alike.
    expect(summary.confidence).toBeCloseTo((3 * expected[0] + 9 * expected[1]) / 12, 6);
    const row = store
      .sql<{ embeddings: string; vector: Buffer; dims: number }>(
        'SELECT embeddings, voice_vector AS vector, voice_dims AS dims FROM user_profiles',
      )
      .all()[0];
    expect(JSON.parse(row.embeddings)).toEqual(Array.from(profile.centroid.vector));
    expect(row.vector).toEqual(Buffer.from(profile.centroid.vector.buffer));
    expect(row.dims).toBe(3);

    expect(revokeVoiceSample(store, { sampleId: second, now: at(3) })).toBe(true);
    expect(revokeVoiceSample(store, { sampleId: second, now: at(4) })).toBe(false);
    expect(Array.from(voiceProfiles(store, 'net')[0].centroid.vector)).toEqual([1, 0, 0]);
    expect(listVoiceSamples(store, id).map((s) => s.revokedAt)).toEqual([null, at(3)]);
  });

  it('counts the same sample once, and a revoked one can be enrolled anew', () => {
    const store = tempStore();
    const { id } = enroll(store, 'Maya');
    const embedding = { model: 'net', vector: Float32Array.from([1, 2]) };
    const source = { meetingId: newId(), clusterId: 'S2' };
    const sample = () => ({ id: newId(), source, embedding, seconds: 5, quality: 0.7 });
    expect(addVoiceSamples(store, { profileId: id, samples: [sample(), sample()], now: at(1) })).toBe(1);
    const [kept] = listVoiceSamples(store, id);
    expect(kept).toMatchObject({
      source,
      model: 'net',
      dims: 2,
      seconds: 5,
      quality: 0.7,
      createdAt: at(1),
      revokedAt: null,
    });
    revokeVoiceSample(store, { sampleId: kept.id, now: at(2) });
    expect(voiceProfiles(store, 'net')).toEqual([]);
    expect(requireProfile(store, id)).toMatchObject({
      status: 'untrained',
      seconds: 0,
      confidence: null,
      model: null,
    });
    expect(addVoiceSamples(store, { profileId: id, samples: [sample()], now: at(3) })).toBe(1);
    expect(voiceProfiles(store, 'net')).toHaveLength(1);
  });

  it('has one centroid for each network; the profile shows that of the newest sample', () => {
    const store = tempStore();
    const { id } = enroll(store, 'Maya');
    speak(store, id, Float32Array.from([1, 0]), 4, 1, 'small');
    speak(store, id, Float32Array.from([0, 1, 0]), 6, 2, 'big');
    expect(Array.from(voiceProfiles(store, 'small')[0].centroid.vector)).toEqual([1, 0]);
    expect(Array.from(voiceProfiles(store, 'big')[0].centroid.vector)).toEqual([0, 1, 0]);
    expect(requireProfile(store, id)).toMatchObject({ model: 'big', seconds: 6, samples: 2 });
    expect(nearestProfiles(store, { model: 'big', vector: Float32Array.from([0, 1, 0]) }, 5)).toHaveLength(1);
    expect(nearestProfiles(store, { model: 'other', vector: Float32Array.from([0, 1, 0]) }, 5)).toEqual([]);
  });

  it('is refused without a direction, and nothing is kept then', () => {
    const store = tempStore();
    const { id } = enroll(store, 'Maya');
    for (const vector of [
      new Float32Array(3),
      Float32Array.from([1, Number.NaN]),
      Float32Array.from([1, Infinity]),
    ]) {
      const good = {
        id: newId(),
        source: { path: 'x' },
        embedding: { model: 'net', vector: Float32Array.from([1, 0]) },
        seconds: 4,
      };
      const bad = { ...good, id: newId(), embedding: { model: 'net', vector } };
      expect(() => addVoiceSamples(store, { profileId: id, samples: [good, bad], now: at(1) })).toThrow(
        /no direction/,
      );
    }
    expect(countRows(store, 'voice_samples')).toBe(0);
  });
});

describe('the nearest profiles', () => {
  it.each([192, 256])('are those of the slow way, with %i numbers a voice', (dims) => {
    const store = tempStore();
    const random = randomNumbers(dims);
    const people = Array.from({ length: 40 }, (_, i) => ({
      ...enroll(store, `P${i}`),
      vector: randomVoice(random, dims),
    }));
    for (const { id, vector } of people) speak(store, id, vector);
    for (let round = 0; round < 10; round++) {
      // Not of length 1: the cosine does not mind.
      const vector = randomVoice(random, dims).map((x) => x * (round + 0.5));
      const length = Math.hypot(...vector);
      const slow = people
        .map(({ id, displayName, vector: v }) => ({
          profileId: id,
          displayName,
          similarity: v.reduce((sum, x, i) => sum + x * vector[i], 0) / length,
        }))
        .sort((a, b) => b.similarity - a.similarity)
        .slice(0, 5);
      const fast = nearestProfiles(store, { model: 'net', vector }, 5);
      expect(fast.map((c) => [c.profileId, c.displayName])).toEqual(
        slow.map((c) => [c.profileId, c.displayName]),
      );
      for (const [i, { similarity }] of fast.entries()) expect(similarity).toBeCloseTo(slow[i].similarity, 5);
    }
  });
});

describe('forgetting', () => {
  it('leaves no trace of the voice in the files of the store, and the meeting without the name', () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    const tom = enroll(store, 'Tom');
    const { meetingId, meeting } = complete(store, makeRecording('a.ogg'), maya);
    const [asMaya, asNobody] = meeting.clusters.map((cluster) => cluster.centroid.vector);
    const samples = [1, 2, 3, 4, 5, 6].map((seed) => randomVoice(randomNumbers(seed)));
    for (const sample of samples) speak(store, maya.id, sample);
    const toms = randomVoice(randomNumbers(99));
    speak(store, tom.id, toms);
    addVoiceSamples(store, {
      profileId: maya.id,
      samples: [
        {
          id: newId(),
          source: { meetingId, clusterId: 'S1' },
          embedding: { model: 'net', vector: asMaya },
          seconds: 5,
        },
      ],
      now: at(2),
    });
    const centroid = voiceProfiles(store, 'net').find((p) => p.id === maya.id)!.centroid.vector;
    const asText = JSON.stringify(Array.from(centroid)).slice(1, 200);
    putCached(store, { key: 'k', value: 'voices of who knows whom', expiresAt: at(59) });
    const before = bytesOnDisk(store);
    for (const vector of [...samples, asMaya, centroid, toms]) expect(findsTraces(before, vector)).toBe(true);
    for (const text of [asText, 'voices of who', 'Maya']) expect(before.includes(text)).toBe(true);

    const { meetingIds, erased } = forgetProfile(store, { profileId: maya.id, now: at(3) });

    expect([meetingIds, erased]).toEqual([[meetingId], true]);
    const after = bytesOnDisk(store);
    for (const vector of [...samples, asMaya, centroid]) expect(findsTraces(after, vector)).toBe(false);
    for (const text of [asText, 'voices of who', 'Maya', 'maya'])
      expect(after.includes(text), text).toBe(false);
    expect(findsTraces(after, toms)).toBe(true);
    expect(findsTraces(after, asNobody)).toBe(true);
    expect(listProfiles(store).map((p) => p.displayName)).toEqual(['Tom']);
    const left = loadMeeting(store, meetingId);
    expect(left.speakers[0]).toMatchObject({
      profileId: null,
      displayName: null,
      similarity: 0,
      candidates: [],
    });
    expect(left.clusters[0].centroid.vector).toHaveLength(0);
    expect(left.clusters[1]).toEqual(meeting.clusters[1]);
    expect(left.turns).toEqual(meeting.turns);
  });

  it('is finished by the next one that opens the store when another program is in the way', () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    const sample = randomVoice(randomNumbers(7));
    speak(store, maya.id, sample);
    const reader = new Database(store.path);
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM voice_samples').get();
    store.db.pragma('busy_timeout = 0');

    expect(forgetProfile(store, { profileId: maya.id, now: at(3) }).erased).toBe(false);
    expect(listProfiles(store)).toEqual([]);
    expect(findsTraces(bytesOnDisk(store), sample)).toBe(true);

    reader.exec('COMMIT');
    reader.close();
    openStore({ home: dirname(store.path), now: at(4) }).close();
    expect(findsTraces(bytesOnDisk(store), sample)).toBe(false);
    expect(store.db.pragma('user_version', { simple: true })).toBe(0);
  });

  it('of somebody leaves those alone who were compared with the same voice', () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    const tom = enroll(store, 'Tom');
    const { meetingId } = complete(store, makeRecording('a.ogg'), maya);
    const both = [
      { profileId: maya.id, similarity: 0.8 },
      { profileId: tom.id, similarity: 0.4 },
    ];
    store.sql("UPDATE speakers SET candidates = ? WHERE cluster_id = 'S1'").run(JSON.stringify(both));
    expect(forgetProfile(store, { profileId: tom.id, now: at(3) }).meetingIds).toEqual([meetingId]);
    expect(loadMeeting(store, meetingId).speakers[0]).toMatchObject({
      profileId: maya.id,
      candidates: [{ profileId: maya.id, displayName: 'Maya', similarity: 0.8 }],
    });
    expect(loadMeeting(store, meetingId).clusters[0].centroid.vector).toHaveLength(192);
  });
});
