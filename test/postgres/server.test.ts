import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from } from 'pg-copy-streams';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPglite } from './pglite.js';
import { type PostgresServer, startPostgres } from './server.js';

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

describe('a server for tests', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres({ settings: { work_mem: '7MB' } });
  });
  afterAll(() => server.stop());

  it('takes settings, and makes databases of their own', async () => {
    const [one, two] = await Promise.all(
      [await server.createDatabase(), await server.createDatabase()].map(connect),
    );
    expect((await one.query('SHOW work_mem')).rows).toEqual([{ work_mem: '7MB' }]);
    await one.query('CREATE TABLE here (id integer)');
    await expect(two.query('SELECT * FROM here')).rejects.toThrow(/does not exist/);
    await Promise.all([one.end(), two.end()]);
  });

  it('keeps what was committed when it is killed', async () => {
    const url = await server.createDatabase();
    const before = await connect(url);
    await before.query('CREATE TABLE kept AS SELECT 1 AS id');
    await server.kill();
    await expect(before.query('SELECT 1')).rejects.toThrow();
    await server.start();
    const after = await connect(url);
    expect((await after.query('SELECT * FROM kept')).rows).toEqual([{ id: 1 }]);
    const told = new Promise<unknown>((resolve) => after.on('error', resolve));
    await server.shutDown();
    expect(await told).toMatchObject({ code: '57P01' });
    await server.start();
  });

  it('answers nothing while it is frozen', async () => {
    const client = await connect(await server.createDatabase());
    server.freeze();
    let answered = false;
    const answer = client.query('SELECT 1').then(() => (answered = true));
    const stat = () =>
      readFileSync(`/proc/${(client as unknown as { processID: number }).processID}/stat`, 'utf8');
    // A signal arrives when the system sees fit.
    if (process.platform === 'linux') await expect.poll(stat).toMatch(/\) T /);
    expect(answered).toBe(false);
    server.thaw();
    await answer;
    await client.end();
  });
});

describe('PGlite for tests', () => {
  it('has vectors, and takes rows by COPY', async () => {
    const lite = await startPglite();
    const client = await connect(lite.url);
    await client.query('CREATE TABLE voices (id integer, vector vector(2))');
    await client.query('BEGIN');
    const copy = client.query(from('COPY voices FROM STDIN'));
    await pipeline(Readable.from(['1\t[0.6,0.8]\n', '2\t[1,', '0]\n']), copy);
    expect(copy.rowCount).toBe(2);
    const rows = "SELECT id, vector <=> '[0,1]' AS distance FROM voices ORDER BY distance";
    expect((await client.query(rows)).rows.map(({ id }) => id)).toEqual([1, 2]);
    await expect(
      pipeline(Readable.from(['x\t[1,0]\n']), client.query(from('COPY voices FROM STDIN'))),
    ).rejects.toThrow('invalid input syntax for type integer');
    await client.query('ROLLBACK');
    expect((await client.query('SELECT count(*)::integer AS n FROM voices')).rows).toEqual([{ n: 0 }]);
    await client.end();
    await lite.stop();
  });
});
