import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConnection } from '../../src/postgres/connection-settings.js';
import { copyLine } from '../../src/postgres/copy-text.js';
import { openSession, type Session, type SessionOptions } from '../../src/postgres/session.js';
import { startPglite } from './pglite.js';
import { type PostgresServer, startPostgres } from './server.js';

let server: PostgresServer;
let url: string;
const open: Session[] = [];
beforeAll(async () => {
  server = await startPostgres();
  url = await server.createDatabase();
});
afterAll(async () => {
  await Promise.all(open.map((session) => session.close()));
  await server.stop();
});

async function session(options: Partial<SessionOptions> = {}, address = url): Promise<Session> {
  const opened = await openSession(readConnection(address, {}), { purpose: 'Exporting to', ...options });
  open.push(opened);
  return opened;
}

describe('a session', () => {
  it('gives booleans and exact numbers as such, and everything else as the server writes it', async () => {
    const rows = await (await session()).query(
      `SELECT 1 AS a, 2::bigint AS b, 9007199254740993 AS c, 0.1::real AS d, true AS e, '2026-01-02 03:04:05+02'::timestamptz AS f,
              '{"a": 1}'::jsonb AS g, '\\x00ff'::bytea AS h, 1.10::numeric AS i, NULL AS j, $1::text[] AS k, '12:00'::time AS l`,
      [['x', 'y,z']],
    );
    expect(rows).toEqual([
      {
        a: 1,
        b: 2,
        c: '9007199254740993',
        d: 0.1,
        e: true,
        f: '2026-01-02 01:04:05+00',
        g: '{"a": 1}',
        h: '\\x00ff',
        i: '1.10',
        j: null,
        k: '{x,"y,z"}',
        l: '12:00:00',
      },
    ]);
  });

  it('runs several statements, and says how many rows the last one touched', async () => {
    const it = await session();
    expect(
      await it.execute('CREATE TEMP TABLE t (id integer); INSERT INTO t SELECT generate_series(1, 7)'),
    ).toBe(7);
    expect(await it.execute('DELETE FROM t WHERE id > $1', [4])).toBe(3);
    expect(it.version).toBeGreaterThan(120_000);
    expect(it.address).toBe(`scribe@127.0.0.1:${server.port}/test_1`);
  });

  it('copies rows in and out as they are, whatever is in them', async () => {
    const it = await session();
    await it.execute('CREATE TEMP TABLE t (id integer, text text)');
    const texts = [null, '', '\\N', 'a\tb\nc\r\\d', '\b\f\v', 'ü日🎙', '\\.', '\'"', 'x'.repeat(200_000)];
    expect(
      await it.copyIn(
        'COPY t FROM STDIN',
        texts.map((text, id) => copyLine([`${id}`, text])),
      ),
    ).toBe(texts.length);
    const read: (string | null)[] = [];
    for await (const rows of it.copyOut('COPY (SELECT text FROM t ORDER BY id) TO STDOUT'))
      read.push(...rows.map(([text]) => text));
    expect(read).toEqual(texts);
  });

  it('copies more rows than fit into its memory', async () => {
    const it = await session();
    await it.execute('CREATE TEMP TABLE t (id integer, text text)');
    const filler = 'x'.repeat(1000);
    let ahead = 0;
    async function* rows() {
      for (let id = 0; id < 100_000; id++) {
        if (id % 1000 === 0)
          ahead = Math.max(ahead, process.memoryUsage().arrayBuffers + process.memoryUsage().external);
        yield `${id}\t${filler}\n`;
      }
    }
    const before = process.memoryUsage().arrayBuffers + process.memoryUsage().external;
    expect(await it.copyIn('COPY t FROM STDIN', rows())).toBe(100_000);
    let count = 0;
    for await (const some of it.copyOut('COPY t TO STDOUT')) {
      count += some.length;
      ahead = Math.max(ahead, process.memoryUsage().arrayBuffers + process.memoryUsage().external);
    }
    expect(count).toBe(100_000);
    // 100 MB went through.
    expect((ahead - before) / 2 ** 20).toBeLessThan(40);
  });

  it('goes on after rows that the server does not take, and after rows that end early', async () => {
    const it = await session();
    await it.execute('CREATE TEMP TABLE t (id integer)');
    await expect(it.copyIn('COPY t FROM STDIN', ['1\n', 'x\n', '3\n'.repeat(100_000)])).rejects.toMatchObject(
      {
        code: 'OUTPUT',
        message: expect.stringContaining('invalid input syntax for type integer, column id, table t, row 2'),
      },
    );
    function* broken() {
      yield '1\n'.repeat(50_000);
      throw new Error('the source broke');
    }
    await expect(it.copyIn('COPY t FROM STDIN', broken())).rejects.toThrow('the source broke');
    await expect(it.copyIn('COPY missing FROM STDIN', ['1\n'])).rejects.toThrow('"missing" does not exist');
    expect(await it.query('SELECT count(*) AS n FROM t')).toEqual([{ n: 0 }]);
    for await (const rows of it.copyOut('COPY (SELECT 1 UNION SELECT 2 ORDER BY 1) TO STDOUT'))
      expect(rows).toEqual([['1'], ['2']]);
    const out = it.copyOut('COPY (SELECT 1 / (3 - x) FROM generate_series(1, 5) x) TO STDOUT');
    await expect(all(out)).rejects.toThrow('division by zero');
    expect(await it.query('SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  it('does one thing at a time', async () => {
    const it = await session();
    const first = it.query('SELECT pg_sleep(0.05)');
    await expect(it.query('SELECT 1')).rejects.toThrow('two things at once');
    await first;
  });

  it('ends what is running when it is interrupted, on the server as well', async () => {
    const controller = new AbortController();
    const it = await session({ signal: controller.signal });
    const [{ pid }] = await it.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const running = it.query('SELECT pg_sleep(60)');
    setTimeout(() => controller.abort(), 100);
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    await it.close();
    const other = await session();
    const left = () =>
      other.query('SELECT state FROM pg_stat_activity WHERE pid = $1 AND query LIKE $2', [
        pid,
        '%sleep(60)%',
      ]);
    await expect.poll(left, { timeout: 5000 }).toEqual([]);
    await expect(session({ signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('works with PGlite', async () => {
    const lite = await startPglite();
    const it = await session({}, lite.url);
    await it.execute('CREATE TABLE t (id integer, v vector(3)); BEGIN');
    const many = Array.from({ length: 20_000 }, (_, id) => copyLine([`${id}`, '[1,0.5,0.25]']));
    expect(await it.copyIn('COPY t FROM STDIN', many)).toBe(20_000);
    expect(await it.query('SELECT count(*) AS n, min(v::text) AS v FROM t')).toEqual([
      { n: 20_000, v: '[1,0.5,0.25]' },
    ]);
    let count = 0;
    for await (const rows of it.copyOut('COPY t TO STDOUT')) count += rows.length;
    expect(count).toBe(20_000);
    await it.close();
    await lite.stop();
  });
});

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
