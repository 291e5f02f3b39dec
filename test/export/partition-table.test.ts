import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { importCore } from '../../src/import/import-core.js';
import { readConnection } from '../../src/postgres/connection-settings.js';
import { openSession } from '../../src/postgres/session.js';
import { removeMeeting } from '../../src/store/meetings.js';
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

/** What stands on the table of turns, as the server describes it; what has to be otherwise in a divided one is left out. */
async function standingOn(client: pg.Client) {
  const { rows } = await client.query(
    `SELECT 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) AS what FROM pg_constraint
       WHERE conrelid = 'transcript_segments'::regclass AND contype <> 'p'
     UNION ALL SELECT 'index ' || replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ') FROM pg_index
       WHERE indrelid = 'transcript_segments'::regclass AND NOT indisprimary
     UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger
       WHERE tgrelid = 'transcript_segments'::regclass AND NOT tgisinternal
     UNION ALL SELECT 'column ' || attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull || coalesce(' ' || pg_get_expr(d.adbin, d.adrelid), '')
       FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
       WHERE a.attrelid = 'transcript_segments'::regclass AND a.attnum > 0
     UNION ALL SELECT 'right ' || a.privilege_type || ' ' || a.grantee::regrole FROM pg_class c, aclexplode(c.relacl) a
       WHERE c.oid = 'transcript_segments'::regclass AND a.grantee <> c.relowner
     ORDER BY 1`,
  );
  // Conditions that are read and written again have other parentheses.
  return rows.map(({ what }) => (what.startsWith('trigger ') ? what.replace(/[()]/g, '') : what) as string);
}

describe('core with a table of turns in parts', () => {
  it('is made so, and takes exports and gives imports as the other one does', async () => {
    const store = tempStore();
    const { meetingId } = fillStore(store);
    fillStore(store, 'b.ogg');
    const url = await server.createDatabase();
    await exportTo(url, store, { createSchema: true, partitions: 4, voiceprints: true });
    const client = await clientOf(url);
    const { rows } = await client.query(
      `SELECT count(*)::int AS parts, (SELECT count(*)::int FROM transcript_segments) AS turns,
         (SELECT count(DISTINCT (transcription_id, tableoid))::int FROM transcript_segments) AS places
       FROM pg_inherits WHERE inhparent = 'transcript_segments'::regclass`,
    );
    expect(rows[0]).toMatchObject({ parts: 4, turns: countRows(store, 'transcript_segments') });
    // All turns of a transcript lie in one part.
    expect(rows[0].places).toBe(2);
    expect(changesOf(await exportTo(url, store, { voiceprints: true }))).toEqual({});

    const other = tempStore();
    const { signal } = new AbortController();
    const session = await openSession(readConnection(url, {}), { purpose: 'Importing from', signal });
    await importCore(other, session, { since: null, overwrite: false, dryRun: false });
    await session.close();
    expect(countRows(other, 'transcript_segments')).toBe(countRows(store, 'transcript_segments'));

    store.db.exec(`UPDATE transcript_segments SET text = 'another text' WHERE position = 0`);
    const changed = await exportTo(url, store, { voiceprints: true });
    expect(changesOf(changed).transcript_segments).toBe('changed 2');
    removeMeeting(store, meetingId);
    await exportTo(url, store, { voiceprints: true });
    const left = await client.query('SELECT count(*)::int AS turns FROM transcript_segments');
    expect(left.rows[0].turns).toBe(countRows(store, 'transcript_segments'));
  });

  it('is made of one that has rows, with all that stands on it', async () => {
    const store = tempStore();
    fillStore(store);
    const url = await server.createDatabase();
    await exportTo(url, store, { createSchema: true });
    const client = await clientOf(url);
    await client.query('CREATE ROLE reader; GRANT SELECT ON transcript_segments TO reader');
    const before = await standingOn(client);
    expect(before.some((what) => what.startsWith('trigger '))).toBe(true);
    expect(before).toContain('right SELECT reader');
    expect(changesOf(await exportTo(url, store, { createSchema: true, partitions: 8 }))).toEqual({});
    expect(await standingOn(client)).toEqual(before);
    // Two turns of one transcript cannot have one place.
    const twin = `INSERT INTO transcript_segments (id, transcription_id, speaker, position, text, start_time, end_time, created_at)
      SELECT gen_random_uuid(), transcription_id, speaker, position, text, start_time, end_time, created_at FROM transcript_segments LIMIT 1`;
    await expect(client.query(twin)).rejects.toThrow('position');
    // A plan for one transcript reads one part.
    const plan = await client.query(
      `EXPLAIN SELECT * FROM transcript_segments WHERE transcription_id = '018f0000-0000-7000-8000-000000000000'`,
    );
    const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(new Set(text.match(/transcript_segments_\d+/g)).size).toBe(1);
  });

  it('keeps the number of its parts', async () => {
    const url = await server.createDatabase();
    await exportTo(url, tempStore(), { createSchema: true, partitions: 2 });
    await exportTo(url, tempStore(), { createSchema: true, partitions: 2 });
    await expect(exportTo(url, tempStore(), { createSchema: true, partitions: 4 })).rejects.toThrow(
      expect.objectContaining({ code: 'OUTPUT', hint: expect.stringContaining('--partitions 2') }),
    );
  });
});
