import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
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
});
