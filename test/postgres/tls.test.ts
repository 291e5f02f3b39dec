import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConnection } from '../../src/postgres/connection-settings.js';
import { openSession } from '../../src/postgres/session.js';
import { makeCertificates } from './certificates.js';
import { hasPsql, psql } from './psql.js';
import { type PostgresServer, startPostgres } from './server.js';

const made = makeCertificates();
const isEncrypted = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()';

/** How scribe connects: encrypted, in the clear, or not. */
async function connecting(url: string, environment: Record<string, string>): Promise<string> {
  try {
    const session = await openSession(readConnection(url, environment), { purpose: 'Exporting to' });
    const [{ ssl }] = await session.query<{ ssl: boolean }>(isEncrypted);
    await session.close();
    return ssl ? 'encrypted' : 'in the clear';
  } catch (error) {
    return `failed: ${(error as Error).message}`;
  }
}

/** The same with libpq. */
function connectingWithPsql(url: string, environment: Record<string, string>): string {
  try {
    return psql(url, isEncrypted, environment) === 't' ? 'encrypted' : 'in the clear';
  } catch (error) {
    return `failed: ${(error as Error).message}`;
  }
}

describe.runIf(made)('sslmode', () => {
  const servers: PostgresServer[] = [];
  let good: PostgresServer;
  let expired: PostgresServer;
  let self: PostgresServer;
  let plain: PostgresServer;
  /** Home folders: without certificates, and with a root.crt of the authority or of a stranger. */
  const folder = mkdtempSync(join(tmpdir(), 'scribe-homes-'));
  const homes: Record<string, string> = {};

  beforeAll(async () => {
    const { server, authority, stranger } = made!;
    for (const [name, root] of [
      ['no root', null],
      ['root', authority],
      ['wrong root', stranger],
    ] as const) {
      homes[name] = join(folder, name);
      mkdirSync(join(homes[name], '.postgresql'), { recursive: true });
      if (root) copyFileSync(root, join(homes[name], '.postgresql', 'root.crt'));
    }
    const hba = [
      'hostnossl only_tls all all reject',
      'hostssl only_clear all all reject',
      'hostssl with_certificate scribe all cert',
    ];
    [good, expired, self, plain] = await Promise.all([
      startPostgres({ tls: { ...server, ca: authority }, hba }),
      startPostgres({ tls: made!.expired }),
      startPostgres({ tls: made!.self }),
      startPostgres(),
    ]);
    servers.push(good, expired, self, plain);
    const session = await openSession(readConnection(good.url('postgres'), {}), { purpose: 'Preparing' });
    for (const name of ['only_tls', 'only_clear', 'with_certificate'])
      await session.execute(`CREATE DATABASE ${name}`);
    await session.close();
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(folder, { recursive: true });
    made?.remove();
  });

  const places: Record<string, () => string> = {
    'a server with a certificate': () => good.url('postgres').replace('127.0.0.1', 'localhost'),
    'another host than its certificate says': () => good.url('postgres'),
    'an expired certificate': () => expired.url('postgres').replace('127.0.0.1', 'localhost'),
    'a certificate signed by itself': () => self.url('postgres').replace('127.0.0.1', 'localhost'),
    'a server without TLS': () => plain.url('postgres'),
    'a server that refuses what is in the clear': () => good.url('only_tls'),
    'a server that refuses what is encrypted': () => good.url('only_clear'),
    'a unix socket': () =>
      good.url('postgres').replace(/@.*\//, `@/`).concat(`?host=${good.folder}&port=${good.port}`),
  };
  const modes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];

  describe.each(Object.keys(places))('with %s', (place) => {
    it.each(modes)('%s does what libpq does', { skip: !hasPsql }, async (mode) => {
      for (const [root, home] of Object.entries(homes)) {
        const environment = { HOME: home, PGSSLMODE: mode };
        const theirs = connectingWithPsql(places[place](), environment);
        const ours = await connecting(places[place](), environment);
        expect([root, ours.split(':')[0], ours], theirs).toEqual([root, theirs.split(':')[0], ours]);
      }
    });
  });

  it.each([
    ['a server with a certificate', 'root', 'encrypted'],
    [
      'a server with a certificate',
      'wrong root',
      /certificate comes from an authority that is not trusted here/,
    ],
    ['another host than its certificate says', 'root', /its certificate is for another host \(.*localhost/],
    ['an expired certificate', 'root', /its certificate has expired/],
    ['a certificate signed by itself', 'root', /its certificate is signed by nobody but itself/],
    ['a server without TLS', 'root', /it does not take encrypted connections/],
  ])('verify-full, with %s and %s', async (place, home, expected) => {
    const found = await connecting(places[place](), { HOME: homes[home], PGSSLMODE: 'verify-full' });
    expect(found).toMatch(expected);
  });

  it('verify-full needs a root, and authorities that everybody trusts do not know this one', async () => {
    const address = places['a server with a certificate']();
    const home = { HOME: homes['no root'] };
    expect(await connecting(`${address}?sslmode=verify-full`, home)).toMatch(/root\.crt is not there/);
    expect(await connecting(`${address}?sslrootcert=system`, home)).toMatch(/authority that is not trusted/);
    expect(await connecting(`${address}?sslrootcert=system&sslmode=require`, home)).toMatch(/too weak/);
  });

  it('a client shows its certificate, and its key has to be for it alone', async () => {
    const { client, authority } = made!;
    const address = `${good.url('with_certificate').replace(/:[^:@]*@/, '@')}?sslmode=verify-ca&sslrootcert=${authority}`;
    const home = { HOME: homes['no root'] };
    expect(await connecting(address, home)).toMatch(
      /failed: Exporting to scribe@127.*: connection requires a valid client certificate/,
    );
    expect(await connecting(`${address}&sslcert=${client.cert}&sslkey=${client.key}`, home)).toBe(
      'encrypted',
    );
    const open = join(folder, 'open.key');
    copyFileSync(client.key, open);
    expect(await connecting(`${address}&sslcert=${client.cert}&sslkey=${open}`, { ...home })).toBe(
      'encrypted',
    );
    chmodSync(open, 0o644);
    expect(await connecting(`${address}&sslcert=${client.cert}&sslkey=${open}`, home)).toMatch(
      /can be read by others/,
    );
  });

  it('channel_binding=require wants a proof that nobody sits in between', async () => {
    const required = (place: string, more = '') =>
      connecting(`${places[place]()}?channel_binding=require${more}`, { HOME: homes['no root'] });
    expect(await required('a server with a certificate')).toBe('encrypted');
    expect(await required('a server with a certificate', '&sslmode=disable')).toMatch(
      /does not offer channel binding/,
    );
    expect(await required('a server without TLS')).toMatch(/does not offer channel binding/);
  });

  it('TLS may begin at once, where the server can', async () => {
    const found = await connecting(
      `${places['a server with a certificate']()}?sslnegotiation=direct&sslmode=require`,
      { HOME: homes['no root'] },
    );
    expect(found).toMatch(process.env.SCRIBE_TEST_POSTGRES ? /encrypted|failed/ : 'encrypted');
  });
});
