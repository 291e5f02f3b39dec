import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressOf, readConnection } from '../../src/postgres/connection-settings.js';
import { openSession } from '../../src/postgres/session.js';
import { hasPsql, psql } from './psql.js';
import { type PostgresServer, startPostgres } from './server.js';

const home = mkdtempSync(join(tmpdir(), 'scribe-home-'));
const file = (name: string, content: string, mode = 0o600) => {
  writeFileSync(join(home, name), content, { mode });
  return join(home, name);
};
afterAll(() => rmSync(home, { recursive: true }));

/** The parts that a URL and the variables decide. */
function read(url: string | null, environment: Record<string, string> = {}) {
  const settings = readConnection(url, { HOME: home, ...environment });
  const { places, database, user } = settings;
  return {
    settings,
    database,
    user,
    places: places.map((place) => ({ ...place, password: place.password() })),
  };
}

const hostOf = (url: string, environment?: Record<string, string>) => {
  const { places, database, user } = read(url, environment);
  return [places[0].host, places[0].port, database, user, places[0].password];
};

describe('a URL', () => {
  it.each([
    ['postgresql://anna:s%40e:c@db.example:5433/my%20db', ['db.example', 5433, 'my db', 'anna', 's@e:c']],
    ['postgres://anna@[::1]/m', ['::1', 5432, 'm', 'anna', undefined]],
    ['postgresql://db?user=anna&dbname=m&port=6', ['db', 6, 'm', 'anna', undefined]],
    ['postgresql://anna@%2Fvar%2Frun/m', ['/var/run', 5432, 'm', 'anna', undefined]],
    ['postgresql://db', ['db', 5432, userInfo().username, userInfo().username, undefined]],
    ["host=db dbname='my \\'db\\'' user=anna password=a\\ b", ['db', 5432, "my 'db'", 'anna', 'a b']],
    ['host = db  port=7 dbname=m user=u', ['db', 7, 'm', 'u', undefined]],
  ])('%s', (url, expected) => {
    expect(hostOf(url)).toEqual(expected);
  });

  it('names several hosts, with one port or as many', () => {
    const { places, settings } = read('postgresql://u@a,b:7/m?target_session_attrs=read-write');
    expect(places.map(({ host, port }) => [host, port])).toEqual([
      ['a', 5432],
      ['b', 7],
    ]);
    expect(settings.writable).toBe(true);
    expect(read('host=a,b port=9 user=u').places.map(({ port }) => port)).toEqual([9, 9]);
  });

  it.each([
    ['http://db/m', 'neither a URL'],
    ['postgresql://u@db:99999/m', 'port'],
    ['postgresql://u:geheim@db/m?colour=red', 'does not know the parameter "colour"'],
    ['postgresql://u:geheim@db/m?sslmode=maybe', 'sslmode "maybe" is unknown'],
    ['postgresql://u:geheim@db/m?require_auth=md5', 'not supported'],
    ['postgresql://u:geheim%@db/m', '%25'],
    ['host=db password=geheim port', 'quotes'],
    ['host=a,b port=1,2,3 password=geheim', 'not equally many'],
    ['host=db connect_timeout=soon password=geheim', 'connect_timeout=soon'],
  ])('%s is refused, and never repeated', (url, why) => {
    const refused = () => read(url);
    expect(refused).toThrow(why);
    expect(refused).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.not.stringContaining('geheim') }),
    );
  });

  it('is shown without its password, however it is shown', () => {
    const { settings } = read('postgresql://anna:geheim@[::1]:7/m');
    expect(addressOf(settings)).toBe('anna@[::1]:7/m');
    expect(inspect(settings, { depth: 9 }) + JSON.stringify(settings)).not.toContain('geheim');
  });
});

describe('what is not in the URL', () => {
  it('comes from the service, and then from the variables', () => {
    const services = file(
      'services',
      '# mine\n[other]\nhost=no\n\n[archive]\nhost=db.example\nport = 7\nuser=anna\n[last]\nhost=x\n',
    );
    const environment = {
      PGSERVICEFILE: services,
      PGSERVICE: 'archive',
      PGPORT: '8',
      PGDATABASE: 'm',
      PGAPPNAME: 'nightly',
    };
    const { places, database, user, settings } = read(null, environment);
    expect([places[0].host, places[0].port, database, user, settings.applicationName]).toEqual([
      'db.example',
      7,
      'm',
      'anna',
      'nightly',
    ]);
    expect(hostOf('postgresql://tom@/n', environment).slice(0, 4)).toEqual(['db.example', 7, 'n', 'tom']);
    expect(() => read('service=missing', environment)).toThrow('The Postgres service "missing" is not in');
  });

  it('is asked for where nothing names a server', () => {
    expect(() => read(null, { PGUSER: 'anna', PGPASSWORD: 'geheim' })).toThrow(
      'No Postgres server is named.',
    );
    expect(read(null, { SCRIBE_POSTGRES_URL: 'postgresql://u@db/m' }).places[0].host).toBe('db');
  });

  it('forbids servers of other machines when scribe is offline', () => {
    expect(() => read('postgresql://u@db/m', { SCRIBE_OFFLINE: '1' })).toThrow(
      'SCRIBE_OFFLINE forbids a connection to db',
    );
    for (const host of ['localhost', '127.0.0.1', '[::1]', '%2Ftmp'])
      expect(() => read(`postgresql://u@${host}/m`, { SCRIBE_OFFLINE: '1' })).not.toThrow();
  });
});

describe('a file of passwords', () => {
  const content =
    '# db:*:*:*:comment\ndb:5433:*:anna:one\nd\\:b:*:m:*:two\\:\\\\:rest\ndb:*:m:tom:\n*:*:*:short\n*:*:*:zoe:any\n';

  it('has the password of the first line that fits', () => {
    const PGPASSFILE = file('passwords', content);
    const passwordOf = (url: string, more = {}) => read(url, { PGPASSFILE, ...more }).places[0].password;
    expect(passwordOf('postgresql://anna@db:5433/x')).toBe('one');
    expect(passwordOf('postgresql://anna@db/x')).toBeUndefined();
    expect(passwordOf("host='d:b' dbname=m user=x")).toBe('two:\\');
    expect(passwordOf('postgresql://tom@db/m')).toBe('');
    expect(passwordOf('postgresql://zoe@elsewhere/y')).toBe('any');
    expect(passwordOf('postgresql://zoe@elsewhere/y', { PGPASSWORD: 'mine' })).toBe('mine');
    expect(passwordOf('postgresql://zoe:url@elsewhere/y', { PGPASSWORD: 'mine' })).toBe('url');
  });

  it.skipIf(process.platform === 'win32')('is not used when others may read it', () => {
    const PGPASSFILE = file('open', '*:*:*:*:geheim\n', 0o644);
    const { places, settings } = read('postgresql://zoe@db/y', { PGPASSFILE });
    expect(places[0].password).toBeUndefined();
    expect(settings.warnings).toEqual([expect.stringContaining(`chmod 600 ${PGPASSFILE}`)]);
  });
});

describe('psql and scribe', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  it.skipIf(!hasPsql)('reach the same place with the same variables', async () => {
    const url = await server.createDatabase();
    const name = url.split('/').at(-1)!;
    const { user, password, port, folder } = server;
    const passfile = file('.pgpass', `127.0.0.1:${port}:${name}:${user}:${password}\n*:*:*:${user}:wrong\n`);
    const service = file(
      '.pg_service.conf',
      `[here]\nhost=127.0.0.1\nport=${port}\nuser=${user}\ndbname=${name}\n`,
    );
    const where = `SELECT concat_ws(' ', current_database(), current_user, inet_server_addr(), current_setting('work_mem'))`;
    const HOME = home;
    const cases: [string, Record<string, string>][] = [
      [url, { HOME }],
      [url, { HOME, PGOPTIONS: '-c work_mem=5MB' }],
      ['service=here', { HOME, PGUSER: 'nobody' }],
      [`host=127.0.0.1 port=${port} dbname=${name}`, { HOME, PGUSER: user, PGPASSFILE: passfile }],
      [
        `postgresql:///${name}`,
        { HOME, PGHOST: folder, PGPORT: `${port}`, PGUSER: user, PGPASSWORD: password },
      ],
      ['postgresql://', { HOME, PGSERVICE: 'here', PGSERVICEFILE: service }],
      [`postgresql://127.0.0.1:1,127.0.0.1:${port}/${name}`, { HOME, PGUSER: user }],
      [
        `host=no.such.host hostaddr=127.0.0.1 port=${port} dbname=${name}`,
        { HOME, PGUSER: user, PGPASSWORD: password },
      ],
    ];
    for (const [address, environment] of cases) {
      const session = await openSession(readConnection(address, environment), { purpose: 'Asking' });
      const [row] = await session.query<{ concat_ws: string }>(where);
      await session.close();
      expect(row.concat_ws, address).toBe(psql(address, where, environment));
    }
  });
});
