import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConnection } from '../../src/postgres/connection-settings.js';
import { openSession } from '../../src/postgres/session.js';
import { openStore } from '../../src/store/open-store.js';
import { fillStore } from '../export/full-store.js';
import { makeCertificates } from '../postgres/certificates.js';
import { type PostgresServer, startPostgres } from '../postgres/server.js';
import { repo } from '../shared.js';
import { at } from '../store/fixture.js';
import { type Finished, type RunOptions, runScribe } from './run-scribe.js';

const meetings = 12;
const folder = mkdtempSync(join(tmpdir(), 'scribe-failures-'));
let server: PostgresServer;
let silent: PostgresServer;
/** An export to a server that stops answering: it takes its time, so it runs beside the other tests. */
let unanswered: Promise<Finished>;

beforeAll(async () => {
  [server, silent] = await Promise.all([startPostgres(), startPostgres()]);
  const url = await silent.createDatabase();
  unanswered = run(makeHome('unanswered'), `${url}?connect_timeout=2`, {
    onLine: (line) => {
      if (line.includes('export-progress')) silent.freeze();
      return undefined;
    },
  });
  unanswered.catch(() => undefined);
});
afterAll(async () => {
  await Promise.all([server.stop(), silent.stop()]);
  rmSync(folder, { recursive: true });
});

/** A home with a store. */
function makeHome(name: string): string {
  const home = join(folder, name);
  const store = openStore({ home, now: at(0) });
  for (let meeting = 0; meeting < meetings; meeting++) fillStore(store, `${meeting}.ogg`);
  store.close();
  return home;
}

/** Exports. Whatever happens, nothing that it writes has the password. */
async function run(
  home: string,
  url: string,
  options: RunOptions & { readonly args?: readonly string[] } = {},
): Promise<Finished> {
  const args = ['export', 'postgres', '--create-schema', ...(options.args ?? []), '--json'];
  const finished = await runScribe(home, args, {
    ...options,
    env: { SCRIBE_POSTGRES_URL: url, ...options.env },
  });
  for (const { password } of [server, silent])
    expect(finished.stdout + finished.stderr).not.toContain(password);
  return finished;
}

/** What the export says in the end, as its error. */
const errorOf = ({ stdout }: Finished) => JSON.parse(stdout.trim().split('\n').at(-1)!).error;

async function ask<Row extends object>(url: string, text: string): Promise<Row[]> {
  const session = await openSession(readConnection(url, {}), { purpose: 'Asking' });
  try {
    return await session.query<Row>(text);
  } finally {
    await session.close();
  }
}

const meetingsIn = async (url: string, table = 'meetings') => {
  const [{ there }] = await ask<{ there: boolean }>(
    url,
    `SELECT to_regclass('${table}') IS NOT NULL AS there`,
  );
  if (!there) return null;
  return (await ask<{ n: number }>(url, `SELECT count(*) AS n FROM ${table}`))[0].n;
};

/** Acts once, when an export is in the middle of its rows. */
function inTheMiddle(act: () => NodeJS.Signals | undefined): RunOptions {
  return { onLine: (line) => (/"export-progress".*"rows":[1-9]/.test(line) ? act() : undefined) };
}

describe('scribe export postgres', () => {
  it('and a server that is killed: nothing is written, and the next run sends it', async () => {
    const home = makeHome('killed-server');
    const url = await server.createDatabase();
    let killed: Promise<void> | undefined;
    const broken = await run(
      home,
      url,
      inTheMiddle(() => {
        killed ??= server.kill();
        return undefined;
      }),
    );
    await killed;
    await server.start();
    expect(broken.status).toBe(6);
    expect(errorOf(broken)).toMatchObject({
      code: 'OUTPUT',
      message: expect.stringMatching(
        /^Exporting to scribe@127\.0\.0\.1:\d+\/test_\d+ failed: the (connection was lost|server crashed)\.$/,
      ),
      hint: expect.stringContaining('run the command again'),
    });
    expect(await meetingsIn(url)).toBeNull();
    expect((await run(home, url)).status).toBe(0);
    expect(await meetingsIn(url)).toBe(meetings);
  });

  it('and a client that is killed: nothing is written, and the next run doubles nothing', async () => {
    const home = makeHome('killed-client');
    const url = await server.createDatabase();
    const args = ['--target', 'mina'];
    const killed = await run(home, url, { args, ...inTheMiddle(() => 'SIGKILL') });
    expect(killed.signal).toBe('SIGKILL');
    expect(await meetingsIn(url, 'session')).toBeNull();
    const after = await run(home, url, { args });
    expect(after.status, after.stdout).toBe(0);
    const count = await meetingsIn(url, 'session');
    expect(count).toBe(meetings);
    expect((await run(home, url, { args })).status).toBe(0);
    expect(await meetingsIn(url, 'session')).toBe(count);
  });

  it('and a client that is interrupted: it ends with 130, and the server is free at once', async () => {
    const home = makeHome('interrupted');
    const url = await server.createDatabase();
    const stopped = await run(
      home,
      url,
      inTheMiddle(() => 'SIGINT'),
    );
    expect(stopped.status).toBe(130);
    const busy = `SELECT count(*) AS n FROM pg_stat_activity WHERE application_name = 'scribe' AND pid <> pg_backend_pid()
      AND datname = current_database()`;
    await expect.poll(() => ask(url, busy), { timeout: 5000 }).toEqual([{ n: 0 }]);
    expect(await meetingsIn(url)).toBeNull();
  });

  it('twice at once: one waits for the other', async () => {
    const url = await server.createDatabase();
    const [one, two] = ['one', 'two'].map(makeHome);
    const both = await Promise.all([run(one, url), run(two, url)]);
    expect(
      both.map(({ status }) => status),
      both.map(({ stdout }) => stdout).join(''),
    ).toEqual([0, 0]);
    expect(await meetingsIn(url)).toBe(2 * meetings);
  });

  it('with a role that only reads', async () => {
    const home = makeHome('reader');
    const url = await server.createDatabase();
    expect((await run(home, url)).status).toBe(0);
    await ask(url, `CREATE ROLE reader LOGIN PASSWORD 'reader'`);
    await ask(url, 'GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader');
    const store = openStore({ home, now: at(1) });
    store.sql("UPDATE meetings SET title = 'Renamed'").run();
    store.close();
    const finished = await runScribe(home, ['export', 'postgres', '--json'], {
      env: { SCRIBE_POSTGRES_URL: url.replace(/\/\/[^@]*/, '//reader:reader') },
    });
    expect(finished.status).toBe(6);
    expect(errorOf(finished).message + errorOf(finished).hint).toMatch(/reader/);
    expect(await ask(url, "SELECT 1 AS one FROM meetings WHERE title = 'Renamed'")).toEqual([]);
    await ask(url, `ALTER DATABASE ${url.split('/').at(-1)} SET default_transaction_read_only = on`);
    const readOnly = await run(home, url);
    expect(readOnly.status).toBe(6);
    expect(errorOf(readOnly).message).toMatch(/the server only reads/);
  });

  it('into columns that are too short', async () => {
    const home = makeHome('short');
    const url = await server.createDatabase();
    expect((await run(home, url, { args: ['--meeting', 'last'] })).status).toBe(0);
    await ask(url, 'ALTER TABLE transcript_segments ALTER COLUMN text TYPE varchar(40)');
    const store = openStore({ home, now: at(1) });
    store
      .sql("UPDATE transcript_segments SET text = 'far too long for such a column, in every language'")
      .run();
    store.close();
    const before = await meetingsIn(url);
    const finished = await run(home, url);
    expect([finished.status, await meetingsIn(url)]).toEqual([6, before]);
    expect(errorOf(finished)).toMatchObject({
      message: expect.stringMatching(/column text.*row \d+/),
      hint: expect.anything(),
    });
  });

  it('to a server whose disk is full', async () => {
    const disk = join(server.folder, 'disk');
    mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      console.warn('skipping the full disk: no file system can be mounted here');
      return;
    }
    try {
      if (server.account) chownSync(disk, server.account.uid, server.account.gid);
      const url = await server.createDatabase();
      await ask(url, `CREATE TABLESPACE small LOCATION '${disk}'`);
      const home = makeHome('full');
      const store = openStore({ home, now: at(1) });
      store.sql('UPDATE transcript_segments SET text = hex(randomblob(250000)) WHERE position = 0').run();
      store.close();
      const full = await run(home, url, {
        env: { PGOPTIONS: '-c default_tablespace=small -c temp_tablespaces=small' },
      });
      expect(full.status).toBe(6);
      expect(errorOf(full)).toMatchObject({
        message: expect.stringContaining('the disk of the server is full'),
        hint: 'Free some space there, then run the command again.',
      });
      expect(await meetingsIn(url)).toBeNull();
      expect((await run(home, url)).status).toBe(0);
      expect(await meetingsIn(url)).toBe(meetings);
    } finally {
      await server.shutDown();
      execFileSync('umount', [disk]);
      await server.start();
    }
  });

  it('to a server with a wrong certificate', async () => {
    const made = makeCertificates();
    if (!made) return;
    const encrypted = await startPostgres({ tls: made.server });
    try {
      const url = encrypted.url('postgres').replace('127.0.0.1', 'localhost');
      const finished = await run(
        makeHome('certificate'),
        `${url}?sslmode=verify-full&sslrootcert=${made.stranger}`,
      );
      expect(finished.status).toBe(6);
      expect(errorOf(finished)).toMatchObject({
        message: expect.stringContaining('its certificate comes from an authority that is not trusted here'),
        hint: expect.stringContaining('sslrootcert=FILE'),
      });
    } finally {
      await encrypted.stop();
      made.remove();
    }
  });

  it('to a server that stops answering', async () => {
    const finished = await unanswered;
    silent.thaw();
    expect(finished.status).toBe(6);
    expect(errorOf(finished)).toMatchObject({
      message: expect.stringContaining('the server has stopped answering'),
      hint: expect.stringContaining('run the command again'),
    });
  });

  it('shows no password in the list of processes', async () => {
    const quiet = createServer(() => undefined);
    await new Promise<void>((resolve) => quiet.listen(0, '127.0.0.1', resolve));
    const { port } = quiet.address() as AddressInfo;
    const url = `postgresql://anna:geheim@127.0.0.1:${port}/meetings?connect_timeout=30`;
    const child = spawn(process.execPath, [repo('bin/scribe.js'), 'export', 'postgres', '--url', url], {
      env: { ...process.env, SCRIBE_HOME: join(folder, 'process-list') },
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const connected = new Promise((resolve) => quiet.once('connection', resolve));
    await connected;
    const line = execFileSync('ps', ['-ww', '-o', 'args=', '-p', `${child.pid}`], { encoding: 'utf8' });
    child.kill('SIGKILL');
    await ended;
    quiet.close();
    expect(line).toContain('scribe export postgres --url postgresql://anna:***@127.0.0.1');
    expect(line).not.toContain('geheim');
  });
});
