import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { removeMeeting } from '../../../src/store/meetings.js';
import type { Store } from '../../../src/store/store.js';
import { type PostgresServer, startPostgres } from '../../postgres/server.js';
import { askQueries } from '../documented-queries.js';
import { changesOf, exportTo } from '../export-to.js';
import { fillOffice, type Office } from '../office.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 120_000);
afterAll(() => server.stop());

const send = (url: string, store: Store) => exportTo(url, store, { target: 'rooms' });

async function sentOffice(): Promise<Office & { readonly url: string; readonly client: pg.Client }> {
  const office = fillOffice();
  const url = await server.createDatabase();
  await exportTo(url, office.store, { target: 'rooms', createSchema: true });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  return { ...office, url, client };
}

const tables = [
  'users',
  'rooms',
  'user_files',
  'dashboard_panels',
  'room_data_refs',
  'ai_state.turn_metrics_record',
];

async function contents(client: pg.Client): Promise<Readonly<Record<string, readonly string[]>>> {
  const found: Record<string, readonly string[]> = {};
  for (const table of tables) {
    const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${table} t ORDER BY id`);
    found[table] = rows.map(({ row }) => row);
  }
  return found;
}

describe('an export into rooms', () => {
  it('answers what the document asks', async () => {
    const { client } = await sentOffice();
    const { found, expected } = await askQueries(client, 'rooms');
    expect(Object.keys(expected).length).toBe(7);
    expect(found).toEqual(expected);
  });

  it('changes nothing when it is run again', async () => {
    const { store, url, client } = await sentOffice();
    const before = await contents(client);
    expect(changesOf(await send(url, store))).toEqual({});
    expect(await contents(client)).toEqual(before);
  });

  it('sends a file that was rendered again, to its recording and its panel', async () => {
    const { store, url, planned } = await sentOffice();
    store.sql("UPDATE artifacts SET size = 99 WHERE meeting_id = ? AND type = 'transcript.md'").run(planned);
    expect(changesOf(await send(url, store))).toEqual({
      user_files: 'changed 1',
      dashboard_panels: 'changed 1',
    });
  });

  it('names the panel anew with its meeting, and leaves it where people have put it', async () => {
    const { store, url, client, planned } = await sentOffice();
    await client.query(`UPDATE dashboard_panels SET layout = '{"x": 3}'`);
    store.sql("UPDATE meetings SET title = 'Numbers' WHERE id = ?").run(planned);
    expect(changesOf(await send(url, store))).toEqual({ dashboard_panels: 'changed 1' });
    const { rows } = await client.query('SELECT name, layout FROM dashboard_panels');
    expect(rows).toEqual([{ name: `Numbers (${planned.slice(-8)})`, layout: { x: 3 } }]);
  });

  it('removes what belongs to a meeting that was removed, and nothing of anybody else', async () => {
    const { store, url, client, planned, room, maya } = await sentOffice();
    await client.query('INSERT INTO messages (room_id, user_id, text) VALUES ($1, $2, $3)', [
      room,
      maya,
      'hi',
    ]);
    await client.query('INSERT INTO room_members (room_id, user_id) VALUES ($1, $2)', [room, maya]);
    await client.query(`INSERT INTO dashboard_panels (room_id, name) VALUES ($1, 'Theirs')`, [room]);
    await client.query('INSERT INTO ai_state.turn_metrics_record (room_id, turn_number) VALUES ($1, 0)', [
      room,
    ]);
    await client.query(
      'INSERT INTO room_data_refs (room_id, file_id) SELECT room_id, file_id FROM room_data_refs',
    );
    removeMeeting(store, planned);
    expect(changesOf(await send(url, store))).toEqual({
      user_files: 'removed 1',
      dashboard_panels: 'removed 1',
      room_data_refs: 'removed 1',
      'ai_state.turn_metrics_record': 'removed 2',
    });
    const { rows } = await client.query(
      `SELECT (SELECT count(*)::int FROM messages) AS messages, (SELECT count(*)::int FROM room_members) AS members,
         (SELECT string_agg(name, ', ') FROM dashboard_panels) AS panels,
         (SELECT count(*)::int FROM ai_state.turn_metrics_record) AS metrics, (SELECT count(*)::int FROM rooms) AS rooms`,
    );
    expect(rows).toEqual([{ messages: 1, members: 1, panels: 'Theirs', metrics: 1, rooms: 1 }]);
    // Somebody's own reference to the recording would be lost with its row.
    const files = await client.query(
      `SELECT f.original_name, f.size, f.companion_files FROM room_data_refs d JOIN user_files f ON f.id = d.file_id`,
    );
    expect(files.rows).toEqual([{ original_name: null, size: null, companion_files: null }]);
    expect(changesOf(await send(url, store))).toEqual({});
  });

  it('doubles nothing when the store forgot what it sent', async () => {
    const { store, url, client } = await sentOffice();
    const before = await contents(client);
    store.sql('DELETE FROM export_destinations').run();
    expect(changesOf(await send(url, store))).toEqual({});
    expect(await contents(client)).toEqual(before);
  });

  it('takes a user with the address, and a room with the token, for the one that is there', async () => {
    const { store, planned } = fillOffice();
    const url = await server.createDatabase();
    const other = fillOffice();
    other.store.db.exec('DELETE FROM meetings; DELETE FROM files');
    await exportTo(url, other.store, { target: 'rooms', createSchema: true });
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    onTestFinished(() => client.end());
    await client.query(`UPDATE rooms SET name = 'Their blue', host = 'db.example'`);
    await send(url, store);
    const { rows } = await client.query(
      `SELECT r.id, r.name, r.host, f.owner_id FROM room_data_refs d JOIN rooms r ON r.id = d.room_id
       JOIN user_files f ON f.id = d.file_id`,
    );
    expect(rows).toEqual([{ id: other.room, name: 'Their blue', host: 'db.example', owner_id: other.maya }]);
    const panels = await client.query('SELECT name FROM dashboard_panels');
    expect(panels.rows[0].name).toContain(planned.slice(-8));
  });

  it('leaves rows of others alone that got its numbers in a restored database', async () => {
    const { store, url, client, room } = await sentOffice();
    await client.query(
      'TRUNCATE dashboard_panels, room_data_refs, ai_state.turn_metrics_record RESTART IDENTITY',
    );
    await client.query(`INSERT INTO dashboard_panels (room_id, name) VALUES ($1, 'Theirs')`, [room]);
    await client.query('INSERT INTO ai_state.turn_metrics_record (room_id, turn_number) VALUES ($1, 7)', [
      room,
    ]);
    const theirs = await contents(client);
    await send(url, store);
    const after = await contents(client);
    for (const table of ['dashboard_panels', 'ai_state.turn_metrics_record'])
      expect(after[table][0], table).toBe(theirs[table][0]);
    expect([after.dashboard_panels.length, after.room_data_refs.length]).toEqual([2, 1]);
    expect(after['ai_state.turn_metrics_record']).toHaveLength(3);
  });
});
