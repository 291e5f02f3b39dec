import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { takeTurn } from '../../src/export/take-turn.js';
import { readConnection } from '../../src/postgres/connection-settings.js';
import { openSession } from '../../src/postgres/session.js';
import { type PostgresServer, startPostgres } from '../postgres/server.js';
import { countRows, tempStore } from '../store/fixture.js';
import { changesOf, exportTo } from './export-to.js';
import { fillStore } from './full-store.js';

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

const voiceTables = ['voice_samples', 'voice_centroids', 'operation_changes'];

describe('an export into core', () => {
  it('sends every row, and nothing of a voice', async () => {
    const store = tempStore();
    fillStore(store);
    const url = await server.createDatabase();
    const { tables, differed } = await exportTo(url, store, { createSchema: true });
    const client = await clientOf(url);
    for (const { table, new: added, changed, removed, same } of tables) {
      expect([added, changed, removed, same], table).toEqual([countRows(store, table), 0, 0, 0]);
      const { rows } = await client.query(`SELECT count(*)::int AS n FROM ${table}`);
      expect(rows[0].n, table).toBe(added);
    }
    expect(tables.map(({ table }) => table)).not.toEqual(expect.arrayContaining(voiceTables));
    expect(differed).toBe(0);
    const { rows } = await client.query(
      `SELECT count(*)::int AS n FROM user_profiles, speakers
       WHERE voice_vector IS NOT NULL OR embeddings IS NOT NULL OR centroid IS NOT NULL`,
    );
    expect(rows[0].n).toBe(0);
  });

  it('changes nothing when it is run again', async () => {
    const store = tempStore();
    fillStore(store);
    const url = await server.createDatabase();
    const first = await exportTo(url, store, { createSchema: true });
    const second = await exportTo(url, store);
    expect(changesOf(second)).toEqual({});
    expect(second.tables.map(({ same }) => same)).toEqual(first.tables.map((table) => table.new));
  });

  it('sends only what changed', async () => {
    const store = tempStore();
    const { meetingId, profileId } = fillStore(store);
    fillStore(store, 'b.ogg');
    const url = await server.createDatabase();
    await exportTo(url, store, { createSchema: true });
    store.sql("UPDATE meetings SET title = 'Renamed' WHERE id = ?").run(meetingId);
    const turns = store
      .sql(
        `DELETE FROM transcript_segments WHERE position = 0
         AND transcription_id = (SELECT id FROM transcriptions WHERE meeting_id = ?)`,
      )
      .run(meetingId).changes;
    expect(turns).toBe(1);
    expect(changesOf(await exportTo(url, store, { dryRun: true }))).toEqual({
      meetings: 'changed 1',
      transcript_segments: 'removed 1',
    });
    expect(changesOf(await exportTo(url, store))).toEqual({
      meetings: 'changed 1',
      transcript_segments: 'removed 1',
    });
    expect(changesOf(await exportTo(url, store))).toEqual({});
    store
      .sql("UPDATE user_profiles SET display_name = 'Maja', name_key = 'maja' WHERE id = ?")
      .run(profileId);
    expect(changesOf(await exportTo(url, store))).toEqual({ user_profiles: 'changed 1' });
  });

  it('moves turns to other places', async () => {
    const store = tempStore();
    fillStore(store);
    const url = await server.createDatabase();
    await exportTo(url, store, { createSchema: true });
    store.db.exec(`UPDATE transcript_segments SET position = -1 - position;
      UPDATE transcript_segments SET position = 3 + position`);
    expect(changesOf(await exportTo(url, store))).toEqual({ transcript_segments: 'changed 2' });
    const { rows } = await (await clientOf(url)).query(
      'SELECT id, position FROM transcript_segments ORDER BY position',
    );
    expect(rows).toEqual(store.sql('SELECT id, position FROM transcript_segments ORDER BY position').all());
  });

  it('removes what was removed, and nothing of anybody else', async () => {
    const store = tempStore();
    const { meetingId, profileId } = fillStore(store);
    const other = tempStore();
    fillStore(other, 'b.ogg');
    other.sql('DELETE FROM operations').run();
    const url = await server.createDatabase();
    await exportTo(url, store, { createSchema: true });
    await exportTo(url, other);
    store.sql('DELETE FROM meetings WHERE id = ?').run(meetingId);
    store.sql('DELETE FROM user_profiles WHERE id = ?').run(profileId);
    // What was removed travels, whatever else is chosen.
    const { tables } = await exportTo(url, store, { meetingIds: [] });
    expect(changesOf({ tables } as never)).toMatchObject({
      meetings: 'removed 1',
      user_profiles: 'removed 1',
    });
    const client = await clientOf(url);
    for (const table of ['meetings', 'user_profiles', 'speakers', 'notes', 'transcript_segments']) {
      const { rows } = await client.query(`SELECT count(*)::int AS n FROM ${table}`);
      expect(rows[0].n, table).toBe(countRows(other, table));
    }
    expect(changesOf(await exportTo(url, other))).toEqual({});
    const left = store
      .sql<{ n: number }>('SELECT count(*) AS n FROM exported_units WHERE unit IN (?, ?)')
      .get(meetingId, profileId);
    expect(left?.n).toBe(0);
  });

  it('notices what was edited, removed or emptied there, and mends it', async () => {
    const store = tempStore();
    fillStore(store);
    const url = await server.createDatabase();
    await exportTo(url, store, { createSchema: true });
    const client = await clientOf(url);
    await client.query("UPDATE speakers SET display_name = 'Nobody' WHERE position = 0");
    await client.query('DELETE FROM chat_messages');
    const mended = await exportTo(url, store);
    expect(changesOf(mended)).toEqual({ speakers: 'changed 1', chat_messages: 'new 1' });
    expect(mended.differed).toBe(2);
    await client.query('TRUNCATE files, users, user_profiles, workspaces CASCADE');
    const { rows } = await client.query('SELECT count(*)::int AS n FROM transcript_segments');
    expect(rows[0].n).toBe(0);
    await exportTo(url, store);
    expect(changesOf(await exportTo(url, store))).toEqual({});
    const again = await client.query('SELECT count(*)::int AS n FROM transcript_segments');
    expect(again.rows[0].n).toBe(countRows(store, 'transcript_segments'));
  });

  it('sends voices when they are asked for, and erases them where they are forgotten', async () => {
    const store = tempStore();
    const { profileId } = fillStore(store);
    const url = await server.createDatabase();
    await exportTo(url, store, { createSchema: true, voiceprints: true });
    const client = await clientOf(url);
    const vectors = async () =>
      (
        await client.query(
          `SELECT (SELECT count(*) FROM voice_samples)::int AS samples, (SELECT count(voice_vector) FROM user_profiles)::int AS profiles,
             (SELECT count(centroid) FROM speakers)::int AS speakers`,
        )
      ).rows[0];
    expect(await vectors()).toEqual({ samples: 1, profiles: 1, speakers: 2 });
    const { rows } = await client.query('SELECT vector FROM voice_samples');
    const stored = store.sql<{ vector: Buffer }>('SELECT vector FROM voice_samples').get()!.vector;
    expect(Buffer.from(Float32Array.from(rows[0].vector.map(Number)).buffer)).toEqual(stored);
    // Without the option, nothing of a voice is written, and what is gone here goes there.
    store.sql('UPDATE speakers SET centroid = NULL WHERE position = 0').run();
    await exportTo(url, store);
    expect(await vectors()).toEqual({ samples: 1, profiles: 1, speakers: 1 });
    store.sql('DELETE FROM user_profiles WHERE id = ?').run(profileId);
    await exportTo(url, store);
    expect(await vectors()).toEqual({ samples: 0, profiles: 0, speakers: 1 });
  });

  it('says what a database lacks, and writes nothing', async () => {
    const store = tempStore();
    fillStore(store);
    const url = await server.createDatabase();
    await expect(exportTo(url, store)).rejects.toThrow(/it has no tables of core/);
    await exportTo(url, store, { createSchema: true, meetingIds: [] });
    const client = await clientOf(url);
    await client.query('ALTER TABLE meetings DROP COLUMN summary');
    await client.query('ALTER TABLE markers ADD COLUMN mood text NOT NULL');
    await expect(exportTo(url, store)).rejects.toMatchObject({
      code: 'OUTPUT',
      message: expect.stringMatching(
        /(?=.*column meetings.summary is missing)(?=.*column markers.mood demands a value)/,
      ),
      hint: expect.stringContaining('ALTER TABLE "meetings" ADD COLUMN "summary" text;'),
    });
    const { rows } = await client.query('SELECT count(*)::int AS n FROM meetings');
    expect(rows[0].n).toBe(0);
  });

  it('waits for another one, and gives up after a while', async () => {
    const store = tempStore();
    fillStore(store);
    const url = await server.createDatabase();
    await exportTo(url, store, { createSchema: true });
    const client = await clientOf(url);
    await client.query("SELECT pg_advisory_lock(hashtextextended('scribe export core', 0))");
    const session = await openSession(readConnection(url, {}), { purpose: 'Exporting to' });
    onTestFinished(() => session.close());
    let waits = 0;
    const { signal } = new AbortController();
    const turn = { waiting: () => waits++, signal };
    await expect(takeTurn(session, 'core', { ...turn, patience: 0 })).rejects.toMatchObject({
      code: 'OUTPUT',
    });
    const waiting = takeTurn(session, 'core', turn);
    await client.query('SELECT pg_advisory_unlock_all()');
    await waiting;
    expect(waits).toBeGreaterThan(0);
  });

  it('twice at once ends as if one came after the other', async () => {
    const store = tempStore();
    fillStore(store);
    const url = await server.createDatabase();
    await exportTo(url, store, { createSchema: true, meetingIds: [] });
    const both = await Promise.all([exportTo(url, store), exportTo(url, store)]);
    const added = both.map(({ tables }) => tables.find(({ table }) => table === 'meetings')?.new);
    expect(added.sort()).toEqual([0, 1]);
  });

  it('of one meeting brings along what it refers to', async () => {
    const store = tempStore();
    const { meetingId } = fillStore(store);
    fillStore(store, 'b.ogg');
    const url = await server.createDatabase();
    const { tables } = await exportTo(url, store, { createSchema: true, meetingIds: [meetingId] });
    const added = Object.fromEntries(tables.map((table) => [table.table, table.new]));
    expect(added).toMatchObject({ meetings: 1, files: 1, speakers: 2, operations: 0 });
    await exportTo(url, store);
    expect(changesOf(await exportTo(url, store))).toEqual({});
  });

  it('replaces what Postgres cannot keep, and says so', async () => {
    const store = tempStore();
    const { meetingId } = fillStore(store);
    store.sql(`UPDATE meetings SET title = 'a' || char(0) || 'b', key_points = '["x\\u0000y\\ud800"]'`).run();
    const url = await server.createDatabase();
    const { replaced } = await exportTo(url, store, { createSchema: true });
    expect(replaced).toBe(2);
    const { rows } = await (await clientOf(url)).query(
      'SELECT title, key_points FROM meetings WHERE id = $1',
      [meetingId],
    );
    expect(rows[0]).toEqual({ title: 'a\ufffdb', key_points: ['x\ufffdy\ufffd'] });
  });
});

describe('an export into a schema with integer keys', () => {
  const keysOf = async (client: pg.Client) =>
    (await client.query('SELECT id, text FROM segment ORDER BY id')).rows;

  it('takes the numbers of the server and keeps them', async () => {
    const store = tempStore();
    const { meetingId } = fillStore(store);
    const url = await server.createDatabase();
    await exportTo(url, store, { target: 'mina', createSchema: true });
    const client = await clientOf(url);
    const before = await keysOf(client);
    expect(before.length).toBeGreaterThan(1);
    store.sql("UPDATE meetings SET title = 'Renamed' WHERE id = ?").run(meetingId);
    store.sql("UPDATE transcript_segments SET text = 'Good evening.' WHERE position = 0").run();
    expect(changesOf(await exportTo(url, store, { target: 'mina' }))).toMatchObject({ meeting: 'changed 1' });
    const after = await keysOf(client);
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(changesOf(await exportTo(url, store, { target: 'mina' }))).toEqual({});
  });

  it('adds no row twice when what was sent is not known any longer', async () => {
    const store = tempStore();
    fillStore(store);
    const url = await server.createDatabase();
    await exportTo(url, store, { target: 'mina', createSchema: true });
    store.db.exec('DELETE FROM export_destinations');
    expect(changesOf(await exportTo(url, store, { target: 'mina' }))).toEqual({});
  });

  it('leaves the row alone that got a number after the database was restored', async () => {
    const store = tempStore();
    fillStore(store);
    const url = await server.createDatabase();
    await exportTo(url, store, { target: 'mina', createSchema: true });
    const client = await clientOf(url);
    const [{ id }] = (await client.query('SELECT id FROM meeting')).rows;
    // As if restored from before the export, and then used by somebody else.
    await client.query('TRUNCATE meeting CASCADE');
    await client.query(
      `INSERT INTO meeting (id, title, status, workspace_id, organizer_id, session_id, created_at, updated_at)
       SELECT $1, 'Somebody else', 'draft', w.id, u.id, 'x', now(), now() FROM workspace w, "user" u LIMIT 1`,
      [id],
    );
    await exportTo(url, store, { target: 'mina' });
    const { rows } = await client.query('SELECT id = $1 AS same, title FROM meeting ORDER BY session_id', [
      id,
    ]);
    expect(rows).toHaveLength(2);
    expect(rows.find(({ same }) => same)).toMatchObject({ title: 'Somebody else' });
    store.sql('DELETE FROM meetings').run();
    await exportTo(url, store, { target: 'mina' });
    const left = await client.query('SELECT title, status FROM meeting WHERE id = $1', [id]);
    expect(left.rows).toEqual([{ title: 'Somebody else', status: 'draft' }]);
  });

  it('adds no row twice and forgets none when the commit failed', async () => {
    const store = tempStore();
    const { meetingId } = fillStore(store);
    const url = await server.createDatabase();
    await exportTo(url, store, { target: 'mina', createSchema: true, meetingIds: [] });
    const client = await clientOf(url);
    await client.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not today'; END $$;
      CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON meeting DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION refuse()`);
    await expect(exportTo(url, store, { target: 'mina' })).rejects.toThrow(/not today/);
    expect((await client.query('SELECT FROM meeting')).rows).toHaveLength(0);
    await client.query('DROP TRIGGER refuse ON meeting');
    expect(changesOf(await exportTo(url, store, { target: 'mina' }))).toMatchObject({ meeting: 'new 1' });
    expect(changesOf(await exportTo(url, store, { target: 'mina' }))).toEqual({});
    store.sql('DELETE FROM meetings WHERE id = ?').run(meetingId);
    expect(changesOf(await exportTo(url, store, { target: 'mina' }))).toMatchObject({ meeting: 'removed 1' });
  });
});
