import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedConsent } from '../../src/speakers/consent.js';
import { forgetProfile } from '../../src/store/forget-profile.js';
import { listProfiles, renewConsent } from '../../src/store/profiles.js';
import type { Store } from '../../src/store/store.js';
import { nearestProfiles } from '../../src/store/voice-centroids.js';
import { addVoiceSamples, listVoiceSamples, revokeVoiceSample } from '../../src/store/voice-samples.js';
import { exportTo } from '../export/export-to.js';
import { type PostgresServer, startPostgres } from '../postgres/server.js';
import { at, enroll, newId, randomNumbers, randomVoice, tempFolder, tempStore } from '../store/fixture.js';
import { add, freshQueue, take } from './queue.js';
import { startTestWorker } from './worker.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const model = 'campplus-zh-en';

/** A person with two samples of the voice. */
function speak(store: Store, name: string, seed: number) {
  const person = enroll(store, name);
  const random = randomNumbers(seed);
  const vector = randomVoice(random);
  const samples = [vector, randomVoice(random)].map((each, i) => ({
    id: newId(),
    source: { path: `/${name}-${i}.wav` },
    embedding: { model, vector: each },
    seconds: i === 0 ? 60 : 6,
  }));
  addVoiceSamples(store, { profileId: person.id, samples, now: at(1) });
  return { ...person, embedding: { model, vector } };
}

const share = (store: Store, profileId: string) =>
  renewConsent(store, { profileId, version: sharedConsent, now: at(2) });

/** An office in which people are enrolled, and a worker elsewhere. */
async function prepare() {
  const queue = await freshQueue(server);
  const office = tempStore();
  const send = (createSchema = false) => exportTo(queue.url, office, { voiceprints: true, createSchema });
  const [maya, tom] = [speak(office, 'Maya', 1), speak(office, 'Tom', 2)];
  share(office, maya.id);
  await send(true);
  const worker = await startTestWorker(queue.url, 'host:1');
  const pull = () => worker.world.pullProfiles(at(9));
  const known = () => listProfiles(worker.store).map(({ displayName }) => displayName);
  return { queue, office, send, maya, tom, worker, pull, known };
}

describe('people of the database', () => {
  it('are known to a worker, with their voices, if they agreed to it', async () => {
    const { pull, known, worker, maya, tom, office, send } = await prepare();
    await pull();
    expect(known()).toEqual(['Maya']);
    const [nearest] = nearestProfiles(worker.store, maya.embedding, 1);
    expect(nearest).toMatchObject({ profileId: maya.id });
    expect(nearest.similarity).toBeGreaterThan(0.9);
    expect(listProfiles(worker.store)[0]).toMatchObject({ consentVersion: sharedConsent, samples: 2 });
    share(office, tom.id);
    await send();
    await pull();
    expect(known()).toEqual(['Maya', 'Tom']);
  });

  it('who are forgotten anywhere are forgotten by the worker, and so are revoked samples', async () => {
    const { pull, known, worker, maya, tom, office, send } = await prepare();
    share(office, tom.id);
    await send();
    await pull();
    const [sample] = listVoiceSamples(office, tom.id);
    revokeVoiceSample(office, { sampleId: sample.id, now: at(3) });
    forgetProfile(office, { profileId: maya.id, now: at(3) });
    await send();
    await pull();
    expect(known()).toEqual(['Tom']);
    expect(listProfiles(worker.store)[0].samples).toBe(1);
    expect(nearestProfiles(worker.store, maya.embedding, 1)[0]?.profileId).not.toBe(maya.id);
  });

  it('who no longer agree are forgotten by the worker, and stay where they were enrolled', async () => {
    const { pull, known, maya, office, send } = await prepare();
    await pull();
    renewConsent(office, { profileId: maya.id, version: '1', now: at(4) });
    await send();
    await pull();
    expect(known()).toEqual([]);
    expect(listProfiles(office)).toHaveLength(2);
  });

  it('are not changed by what a worker delivers, and named in it', async () => {
    const { queue, pull, maya, office, send, worker } = await prepare();
    await pull();
    const path = join(tempFolder(), 'a.wav');
    writeFileSync(path, 'sound');
    await add(queue, [path]);
    // While it is recognized, somebody gives her another name.
    const meanwhile = async () => {
      office.db.exec(
        `UPDATE user_profiles SET display_name = 'Maya Lopez', name_key = 'maya lopez' WHERE id = '${maya.id}'`,
      );
      await send();
    };
    expect(await worker.work((await take(queue))!, { person: maya, meanwhile })).toBe('done');
    const rows = await queue.query(
      `SELECT p.display_name AS name, p.voice_vector IS NOT NULL AS voice FROM speakers s JOIN user_profiles p ON p.id = s.user_profile_id`,
    );
    expect(rows).toEqual([{ name: 'Maya Lopez', voice: true }]);
  });

  it('who were forgotten while they were recognized do not come back', async () => {
    const { queue, pull, maya, office, send, worker } = await prepare();
    await pull();
    const path = join(tempFolder(), 'a.wav');
    writeFileSync(path, 'sound');
    await add(queue, [path]);
    const meanwhile = async () => {
      forgetProfile(office, { profileId: maya.id, now: at(3) });
      await send();
      await pull();
    };
    const heard = { person: maya, meanwhile: async () => {} };
    // It was recognized before she was forgotten; the delivery comes after.
    const { inTurn } = worker.world;
    let turns = 0;
    Object.assign(worker.world, {
      inTurn: async <T>(step: () => Promise<T>) => {
        if (++turns === 2) await meanwhile();
        return inTurn(step);
      },
    });
    expect(await worker.work((await take(queue))!, heard)).toBe('done');
    const rows = await queue.query(`SELECT display_name AS name FROM user_profiles ORDER BY 1`);
    expect(rows).toEqual([{ name: 'Tom' }]);
    expect(await queue.query('SELECT id FROM meetings')).toHaveLength(1);
  });

  it('of a store that a person uses are not touched', async () => {
    const { pull, worker, known } = await prepare();
    enroll(worker.store, 'Angus');
    await expect(pull()).rejects.toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(known()).toEqual(['Angus']);
  });
});
