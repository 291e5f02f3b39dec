import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { saveArtifacts } from '../../src/store/artifacts.js';
import { forgetProfile } from '../../src/store/forget-profile.js';
import { removeMeeting } from '../../src/store/meetings.js';
import { renameProfile } from '../../src/store/profiles.js';
import { startPglite } from '../postgres/pglite.js';
import { type PostgresServer, startPostgres } from '../postgres/server.js';
import { at, newId, tempStore } from '../store/fixture.js';
import { enrollVoice, voice } from '../store/meeting-of-voices.js';
import { askQueries } from './documented-queries.js';
import { changesOf, exportTo } from './export-to.js';
import { fillWithHardRows } from './targets/hard-rows.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 120_000);
afterAll(() => server.stop());

async function clientOf(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

/** The store of the queries. */
function hardStore() {
  const store = tempStore();
  const there = fillWithHardRows(store);
  const { full } = there.meetings;
  const json = {
    type: 'transcript.json',
    key: `${full}/transcript.json`,
    size: 4711,
    sha256: 'cd'.repeat(32),
  };
  saveArtifacts(store, { meetingId: full, artifacts: [json], newId, now: at(4) });
  return { store, there };
}

describe.each(['wordloop', 'scryon'] as const)('an export into %s', (target) => {
  it('answers the queries that its document implies, and changes nothing when it is run again', async () => {
    const { store } = hardStore();
    const url = await server.createDatabase();
    await exportTo(url, store, { target, createSchema: true });
    const client = await clientOf(url);
    const { found, expected } = await askQueries(client, target);
    expect(Object.keys(expected).length).toBeGreaterThan(5);
    expect(found).toEqual(expected);
    expect(changesOf(await exportTo(url, store, { target }))).toEqual({});
  });
});

const rowsOf = async (client: pg.Client, sql: string) =>
  (await client.query({ text: sql, rowMode: 'array' })).rows;

describe('wordloop', () => {
  it('gets what was edited, and nothing else, and loses what was removed and forgotten', async () => {
    const { store, there } = hardStore();
    const { meetings, tasks, speakers, maya } = there;
    const url = await server.createDatabase();
    await exportTo(url, store, { target: 'wordloop', createSchema: true });
    const send = async () => changesOf(await exportTo(url, store, { target: 'wordloop' }));
    renameProfile(store, { profileId: maya, displayName: 'Maja', now: at(20) });
    expect(await send()).toEqual({ people: 'changed 1' });
    store.sql("UPDATE speakers SET display_name = 'Zoe' WHERE id = ?").run(speakers[1]);
    expect(await send()).toEqual({ transcript_segments: 'changed 1' });
    store.sql("UPDATE tasks SET status = 'completed', completed_at = ? WHERE id = ?").run(at(21), tasks.open);
    expect(await send()).toEqual({ tasks: 'changed 1' });
    store.sql("UPDATE tasks SET status = 'cancelled' WHERE id = ?").run(tasks.later);
    expect(await send()).toEqual({ tasks: 'removed 1' });
    removeMeeting(store, meetings.failed);
    expect(await send()).toEqual({
      meetings: 'removed 1',
      meeting_audio_files: 'removed 1',
      transcriptions: 'removed 1',
      transcription_status_history: 'removed 2',
    });
    forgetProfile(store, { profileId: maya, now: at(30) });
    expect(await send()).toMatchObject({ people: 'removed 1', notes: 'removed 1', ai_threads: 'removed 1' });
    const client = await clientOf(url);
    expect(await rowsOf(client, 'SELECT count(*)::int FROM people')).toEqual([[0]]);
    expect(await rowsOf(client, 'SELECT count(person_id)::int FROM transcript_segments')).toEqual([[0]]);
    expect(await send()).toEqual({});
  });

  it('gets voices in vectors of 512 when they are asked for, and forgets them when they are not', async () => {
    const lite = await startPglite();
    onTestFinished(() => lite.stop());
    const { store, there } = hardStore();
    await exportTo(lite.url, store, { target: 'wordloop', createSchema: true, voiceprints: true });
    const read = async () => {
      const client = new pg.Client({ connectionString: lite.url });
      await client.connect();
      const rows = await rowsOf(
        client,
        'SELECT vector_dims(voice_vector), round((1 - (voice_vector <=> voice_vector))::numeric, 6)::text FROM people',
      );
      await client.end();
      return rows;
    };
    expect(await read()).toEqual([[512, '1.000000']]);
    forgetProfile(store, { profileId: there.maya, now: at(30) });
    await exportTo(lite.url, store, { target: 'wordloop' });
    expect(await read()).toEqual([]);
  });
});

describe('scryon', () => {
  it('gets what was edited, and nothing else, and loses what was removed, swept and forgotten', async () => {
    const { store, there } = hardStore();
    const { meetings, tasks, maya } = there;
    const url = await server.createDatabase();
    await exportTo(url, store, { target: 'scryon', createSchema: true, voiceprints: true });
    const client = await clientOf(url);
    expect(
      await rowsOf(
        client,
        'SELECT provider, consent_version, jsonb_array_length(embedding_json) FROM user_voice_profiles',
      ),
    ).toEqual([['scribe', '1', 2]]);
    const send = async () => changesOf(await exportTo(url, store, { target: 'scryon' }));
    renameProfile(store, { profileId: maya, displayName: 'Maja', now: at(20) });
    expect(await send()).toEqual({ action_items: 'changed 1' });
    store.sql("UPDATE tasks SET status = 'completed', completed_at = ? WHERE id = ?").run(at(21), tasks.open);
    expect(await send()).toEqual({ action_items: 'changed 1' });
    store.sql('DELETE FROM processing_events WHERE meeting_id = ?').run(meetings.failed);
    expect(await send()).toEqual({ call_processing_events: 'removed 1' });
    // Why it failed outlives the log.
    expect(await rowsOf(client, "SELECT error_reason FROM call_records WHERE status = 'FAILED'")).toEqual([
      ['RECORDING'],
    ]);
    removeMeeting(store, meetings.full);
    expect(await send()).toEqual({
      call_records: 'removed 1',
      call_artifacts: 'removed 1',
      action_items: 'removed 3',
      call_processing_events: 'removed 1',
    });
    forgetProfile(store, { profileId: maya, now: at(30) });
    expect(await send()).toEqual({ user_voice_profiles: 'removed 1' });
    expect(await rowsOf(client, 'SELECT count(*)::int FROM user_voice_profiles')).toEqual([[0]]);
    expect(await send()).toEqual({});
  });

  it('knows the voice that an account is linked with now', async () => {
    const { store, there } = hardStore();
    const tom = enrollVoice(store, 'Tom', voice(60));
    const url = await server.createDatabase();
    const options = { target: 'scryon', voiceprints: true } as const;
    await exportTo(url, store, { ...options, createSchema: true });
    const client = await clientOf(url);
    const voices = () => rowsOf(client, 'SELECT user_id, embedding_json ->> 0 FROM user_voice_profiles');
    expect(await voices()).toEqual([[there.owner, `${voice(20)[0]}`]]);
    const link = store.sql('UPDATE users SET profile_id = ? WHERE id = ?');
    link.run(tom.id, there.owner);
    await exportTo(url, store, options);
    expect(await voices()).toEqual([[there.owner, `${voice(60)[0]}`]]);
    link.run(null, there.owner);
    await exportTo(url, store, options);
    expect(await voices()).toEqual([]);
  });
});
