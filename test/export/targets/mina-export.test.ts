import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { removeMeeting } from '../../../src/store/meetings.js';
import type { Store } from '../../../src/store/store.js';
import { type PostgresServer, startPostgres } from '../../postgres/server.js';
import { at } from '../../store/fixture.js';
import { askQueries } from '../documented-queries.js';
import { changesOf, exportTo } from '../export-to.js';
import { fillOffice, type Office } from '../office.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 120_000);
afterAll(() => server.stop());

const send = (url: string, store: Store) => exportTo(url, store, { target: 'mina' });

/** An office in a database of its own. */
async function sentOffice(): Promise<Office & { readonly url: string; readonly client: pg.Client }> {
  const office = fillOffice();
  const url = await server.createDatabase();
  await exportTo(url, office.store, { target: 'mina', createSchema: true });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  return { ...office, url, client };
}

const tables = [
  'workspace',
  '"user"',
  'meeting',
  'session',
  'segment',
  'task',
  'participant',
  'analytics',
  'marker',
];

/** Every row of every table. */
async function contents(client: pg.Client): Promise<Readonly<Record<string, readonly string[]>>> {
  const found: Record<string, readonly string[]> = {};
  for (const table of tables) {
    const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${table} t ORDER BY id`);
    found[table] = rows.map(({ row }) => row);
  }
  return found;
}

/** A meeting that somebody else made, with a task for it, and what they added to our meeting. */
async function addForeignRows(client: pg.Client): Promise<void> {
  await client.query(`
    INSERT INTO workspace (name, slug) VALUES ('Theirs', 'theirs');
    INSERT INTO "user" (username, email) VALUES ('kim', 'kim@example.com');
    INSERT INTO meeting (title, workspace_id, organizer_id, status)
      SELECT 'Theirs', w.id, u.id, 'live' FROM workspace w, "user" u WHERE w.slug = 'theirs' AND u.username = 'kim';
    INSERT INTO task (title, meeting_id, created_by_id, depends_on_task_id)
      SELECT 'Their task', m.id, u.id, t.id FROM meeting m, "user" u, task t
      WHERE m.scheduled_start IS NOT NULL AND u.username = 'kim' AND t.title = 'Send the numbers';
    INSERT INTO participant (meeting_id, user_id, status)
      SELECT m.id, u.id, 'accepted' FROM meeting m, "user" u
      WHERE m.scheduled_start IS NOT NULL AND u.username = 'kim';
    INSERT INTO marker (session_id, user_id, type, content, timestamp)
      SELECT m.session_id, u.id, 'todo', 'Theirs', 1 FROM meeting m, "user" u
      WHERE m.scheduled_start IS NOT NULL AND u.username = 'kim';`);
}

/** The rows of `addForeignRows`. */
async function foreignRows(client: pg.Client): Promise<readonly unknown[]> {
  const { rows } = await client.query(`
    SELECT w::text FROM workspace w WHERE slug = 'theirs' UNION ALL SELECT u::text FROM "user" u WHERE username = 'kim'
    UNION ALL SELECT m::text FROM meeting m WHERE title = 'Theirs'
    UNION ALL SELECT t::text FROM task t WHERE title = 'Their task'
    UNION ALL SELECT p::text FROM participant p JOIN "user" u ON u.id = p.user_id WHERE u.username = 'kim'
    UNION ALL SELECT k::text FROM marker k WHERE content = 'Theirs'`);
  return rows;
}

describe('an export into mina', () => {
  it('answers what the document asks', async () => {
    const { client } = await sentOffice();
    await client.query("SET timezone = 'UTC'");
    const { found, expected } = await askQueries(client, 'mina');
    expect(Object.keys(expected).length).toBe(11);
    expect(found).toEqual(expected);
  });

  it('says how many texts were cut', async () => {
    const { store } = fillOffice();
    const url = await server.createDatabase();
    const { cut } = await exportTo(url, store, { target: 'mina', createSchema: true });
    // The title of a meeting and of a task, and the name of a speaker.
    expect(cut).toBe(3);
  });

  it('keeps moments in UTC, whatever zone the server has', async () => {
    const { store, planned } = fillOffice();
    const url = await server.createDatabase();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    onTestFinished(() => client.end());
    await client.query(`ALTER DATABASE ${client.database} SET timezone = 'Asia/Kolkata'`);
    await exportTo(url, store, { target: 'mina', createSchema: true });
    const { rows } = await client.query('SELECT created_at::text FROM meeting WHERE session_id = $1', [
      planned,
    ]);
    expect(rows).toEqual([{ created_at: '2026-01-05 09:10:00' }]);
  });

  it('numbers turns in the order of the transcript', async () => {
    const { client } = await sentOffice();
    const { rows } = await client.query<{ early: boolean }>(
      `SELECT a.start_ms <= b.start_ms AS early FROM segment a JOIN segment b ON b.session_id = a.session_id AND b.id > a.id`,
    );
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.every(({ early }) => early)).toBe(true);
  });

  it('changes nothing when it is run again', async () => {
    const { store, url, client } = await sentOffice();
    const before = await contents(client);
    expect(changesOf(await send(url, store))).toEqual({});
    expect(await contents(client)).toEqual(before);
  });

  it('sends a new title, a new name and a task that is done, and nothing else', async () => {
    const { store, url, client, planned, tasks } = await sentOffice();
    store.sql("UPDATE meetings SET title = 'Numbers' WHERE id = ?").run(planned);
    expect(changesOf(await send(url, store))).toEqual({ meeting: 'changed 1' });
    store.sql("UPDATE user_profiles SET display_name = 'Maja' WHERE display_name = 'Maya'").run();
    expect(changesOf(await send(url, store))).toEqual({ segment: 'changed 1' });
    store.sql("UPDATE tasks SET status = 'completed', completed_at = ? WHERE id = ?").run(at(90), tasks[1]);
    expect(changesOf(await send(url, store))).toEqual({ task: 'changed 1' });
    const { rows } = await client.query(
      `SELECT (SELECT title FROM meeting WHERE session_id = $1) AS title,
         (SELECT count(*)::int FROM segment WHERE speaker = 'Maja') AS named,
         (SELECT count(*)::int FROM task WHERE status = 'completed') AS done`,
      [planned],
    );
    expect(rows).toEqual([{ title: 'Numbers', named: 1, done: 2 }]);
  });

  it('sends what changes with a user who is given an address', async () => {
    const { store, url, client, lee, loose } = await sentOffice();
    store.sql('UPDATE meetings SET owner_id = ? WHERE id = ?').run(lee, loose);
    await send(url, store);
    store.sql("UPDATE users SET email = 'lee@example.com' WHERE id = ?").run(lee);
    expect(changesOf(await send(url, store))).toEqual({
      user: 'new 1',
      meeting: 'changed 1',
      session: 'changed 1',
      task: 'changed 1',
    });
    const { rows } = await client.query(
      'SELECT u.username FROM meeting m JOIN "user" u ON u.id = m.organizer_id WHERE m.session_id = $1',
      [loose],
    );
    expect(rows).toEqual([{ username: 'lee' }]);
  });

  it('cancels a meeting that was removed, and takes away what was said', async () => {
    const { store, url, client, planned } = await sentOffice();
    await addForeignRows(client);
    const theirs = await foreignRows(client);
    expect(theirs).toHaveLength(6);
    removeMeeting(store, planned);
    expect(changesOf(await send(url, store))).toEqual({
      meeting: 'removed 1',
      session: 'removed 1',
      segment: 'removed 3',
      task: 'removed 2',
      participant: 'removed 2',
      analytics: 'removed 1',
      marker: 'removed 2',
    });
    const { rows } = await client.query(
      `SELECT status, description, (SELECT count(*)::int FROM segment) AS segments,
         (SELECT array_agg(DISTINCT status) FROM task WHERE title <> 'Their task')::text AS tasks
       FROM meeting WHERE session_id = $1`,
      [planned],
    );
    expect(rows).toEqual([{ status: 'cancelled', description: null, segments: 3, tasks: '{cancelled}' }]);
    expect(await foreignRows(client)).toEqual(theirs);
    expect(changesOf(await send(url, store))).toEqual({});
  });

  it('doubles nothing when the store forgot what it sent', async () => {
    const { store, url, client } = await sentOffice();
    const before = await contents(client);
    store.sql('DELETE FROM export_destinations').run();
    expect(changesOf(await send(url, store))).toEqual({});
    expect(await contents(client)).toEqual(before);
  });

  it('gives two turns that begin and end together a row each, also after the store forgot', async () => {
    const { store, url, client, planned } = await sentOffice();
    store
      .sql(
        `UPDATE transcript_segments SET start_time = 2, end_time = 2.5
         WHERE transcription_id = (SELECT id FROM transcriptions WHERE meeting_id = ?)`,
      )
      .run(planned);
    await send(url, store);
    const texts = async () => {
      const { rows } = await client.query(
        `SELECT g.text FROM segment g JOIN session s ON s.id = g.session_id WHERE s.external_id = $1 ORDER BY 1`,
        [planned],
      );
      return rows.map(({ text }) => text);
    };
    const all = ['Good morning.', 'Hm?', 'It\'s "done"; isn’t it?'];
    expect((await texts()).sort()).toEqual(all);
    store.sql('DELETE FROM export_destinations').run();
    await send(url, store);
    expect((await texts()).sort()).toEqual(all);
  });

  it('leaves rows of others alone that got its numbers in a restored database', async () => {
    const { store, url, client } = await sentOffice();
    // The backup is from before the export, and so are its sequences.
    await client.query(`TRUNCATE ${tables.join(', ')} RESTART IDENTITY`);
    await client.query(`
      INSERT INTO workspace (name, slug) VALUES ('Theirs', 'theirs');
      INSERT INTO "user" (username, email) VALUES ('kim', 'kim@example.com');
      INSERT INTO meeting (title, workspace_id, organizer_id) VALUES ('Theirs', 1, 1);
      INSERT INTO session (external_id) VALUES ('theirs');
      INSERT INTO segment (session_id, text) VALUES (1, 'Theirs');
      INSERT INTO task (title, meeting_id, created_by_id) VALUES ('Theirs', 1, 1);
      INSERT INTO participant (meeting_id, user_id) VALUES (1, 1);
      INSERT INTO analytics (meeting_id) VALUES (1);
      INSERT INTO marker (session_id, user_id, type, content) VALUES ('theirs', 1, 'todo', 'Theirs');`);
    const theirs = await contents(client);
    await send(url, store);
    const after = await contents(client);
    for (const table of tables) expect(after[table][0], table).toBe(theirs[table][0]);
    await client.query("SET timezone = 'UTC'");
    const { rows } = await client.query('SELECT count(*)::int AS n FROM segment');
    expect(rows).toEqual([{ n: 7 }]);
    expect(changesOf(await send(url, store))).toEqual({});
  });

  it('takes users and workspaces of mina for its own where they have the address or the slug', async () => {
    const { store, planned } = fillOffice();
    const url = await server.createDatabase();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    onTestFinished(() => client.end());
    const { store: empty } = { store: fillOffice().store };
    empty.db.exec('DELETE FROM meetings; DELETE FROM rooms; DELETE FROM users; DELETE FROM workspaces');
    await exportTo(url, empty, { target: 'mina', createSchema: true });
    await client.query(`
      INSERT INTO workspace (name, slug) VALUES ('Their sales', 'sales');
      INSERT INTO "user" (username, email, password_hash, role) VALUES ('chen', 'maya@example.com', 'secret', 'admin')`);
    await send(url, store);
    const { rows } = await client.query(
      `SELECT w.name, u.username, u.password_hash, u.role FROM meeting m JOIN workspace w ON w.id = m.workspace_id
       JOIN "user" u ON u.id = m.organizer_id WHERE m.session_id = $1`,
      [planned],
    );
    expect(rows).toEqual([{ name: 'Their sales', username: 'chen', password_hash: 'secret', role: 'admin' }]);
  });
});
