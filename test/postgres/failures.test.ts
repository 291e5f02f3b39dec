import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ScribeError } from '../../src/errors.js';
import { readConnection } from '../../src/postgres/connection-settings.js';
import { openSession, type Session, type SessionOptions } from '../../src/postgres/session.js';
import { type PostgresServer, startPostgres } from './server.js';

let server: PostgresServer;
let url: string;
const open: Session[] = [];
beforeAll(async () => {
  server = await startPostgres({ settings: { max_connections: '10', superuser_reserved_connections: '1' } });
  url = await server.createDatabase();
});
afterAll(async () => {
  await Promise.all(open.map((session) => session.close()));
  await server.stop();
});

async function session(
  address = url,
  options: Partial<SessionOptions> = {},
  environment = {},
): Promise<Session> {
  const opened = await openSession(readConnection(address, { HOME: '/nowhere', ...environment }), {
    purpose: 'Exporting to',
    ...options,
  });
  open.push(opened);
  return opened;
}

/** What a user reads: the message and the hint. It has no password, and says more than the name of a code. */
async function failureOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error('it worked'),
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(ScribeError);
  expect(error).toMatchObject({
    code: 'OUTPUT',
    message: expect.stringMatching(/^Exporting to \S+@\S+:\d+\/\S+ failed: .*[^.]\.$/s),
  });
  expect(error.hint).toMatch(/\.$/);
  expect(`${error.message}${error.hint}${error.stack}`).not.toContain(server.password);
  return `${error.message.split(' failed: ')[1]} -> ${error.hint}`;
}

describe('connecting fails in words', () => {
  const as = (user: string, database = 'postgres') =>
    `postgresql://${user}@127.0.0.1:${server.port}/${database}`;
  it.each<[string, () => string, RegExp]>([
    [
      'where nothing listens',
      () => 'postgresql://u@127.0.0.1:1/m',
      /^nothing takes connections there\. -> Check host and port/,
    ],
    [
      'to an unknown host',
      () => 'postgresql://u@no-such-host.invalid/m',
      /its host (is unknown|could not be looked up)/,
    ],
    [
      'to a folder without a socket',
      () => 'postgresql:///m?host=/nowhere&user=u',
      /no server has its socket in that folder/,
    ],
    [
      'with a wrong password',
      () => as('scribe:wrong'),
      /^password authentication failed for user "scribe"\. -> Set PGPASSWORD/,
    ],
    [
      'without a password',
      () => as('scribe'),
      /^it wants a password for scribe, and none was found\. -> Set PGPASSWORD/,
    ],
    ['as an unknown user', () => as('nobody:x'), /password authentication failed for user "nobody"/],
    [
      'to an unknown database',
      () => server.url('missing'),
      /^database "missing" does not exist\. -> Create it \(createdb missing\)/,
    ],
    [
      'with a wrong setting',
      () => `${url}?options=-c%20work_mem%3Dmany`,
      /invalid value for parameter "work_mem"/,
    ],
  ])('%s', async (_, address, expected) => {
    expect(await failureOf(session(address()))).toMatch(expected);
  });

  it('when too many are connected already', async () => {
    const held: Session[] = [];
    const fill = async () => {
      for (let more = 0; more < 12; more++) held.push(await session());
    };
    expect(await failureOf(fill())).toMatch(
      /too many clients already|reserved.*SUPERUSER.* -> Wait until others/,
    );
    await Promise.all(held.map((one) => one.close()));
  });

  describe('to something that listens and', () => {
    let listener: Server;
    const sockets = new Set<Socket>();
    const listening = (take: (socket: Socket) => void) =>
      new Promise<string>((resolve) => {
        listener = createServer((socket) => {
          sockets.add(socket);
          socket.on('error', () => undefined);
          take(socket);
        });
        listener.listen(0, '127.0.0.1', () =>
          resolve(`postgresql://u@127.0.0.1:${(listener.address() as AddressInfo).port}/m`),
        );
      });
    const stop = () => {
      for (const socket of sockets) socket.destroy();
      listener.close();
    };

    it('says nothing', async () => {
      const address = await listening(() => undefined);
      expect(await failureOf(session(`${address}?connect_timeout=1`))).toMatch(
        /^no answer within 1 s\. -> Check host, port/,
      );
      stop();
    });

    it('hangs up', async () => {
      const address = await listening((socket) => socket.destroy());
      expect(await failureOf(session(address))).toMatch(/the connection was lost/);
      stop();
    });

    it('is no Postgres', async () => {
      const address = await listening((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
      expect(await failureOf(session(`${address}?connect_timeout=2`))).toMatch(/->/);
      stop();
    });
  });
});

describe('a statement fails in words', () => {
  const tables = `CREATE TABLE people (id integer PRIMARY KEY, name varchar(5), age integer CHECK (age > 0), boss integer REFERENCES people);
    INSERT INTO people VALUES (1, 'Anna', 40, NULL);
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no ghosts'; END $$;
    CREATE TRIGGER ghosts BEFORE DELETE ON people FOR EACH ROW EXECUTE FUNCTION refuse();
    CREATE ROLE guest LOGIN PASSWORD 'guest'`;
  let owner: Session;
  beforeAll(async () => {
    owner = await session();
    await owner.execute(tables);
  });

  it.each([
    [
      "INSERT INTO people VALUES (2, 'Maximilian')",
      /value too long for type character varying\(5\)\. -> Widen the column/,
    ],
    [
      "INSERT INTO people VALUES (1, 'Tom')",
      /"people_pkey", table people: Key \(id\)=\(1\) already exists\. -> Change/,
    ],
    ["INSERT INTO people VALUES (2, 'Tom', -1)", /check constraint "people_age_check"\. -> Change/],
    ["INSERT INTO people VALUES (2, 'Tom', 1, 9)", /"people_boss_fkey": Key \(boss\)=\(9\) is not present/],
    ["INSERT INTO people VALUES (NULL, 'Tom')", /null value in column "id" of relation "people"/],
    ['SELECT * FROM missing', /relation "missing" does not exist\. -> Create the tables/],
    ['DELETE FROM people', /no ghosts\. -> A rule of the database/],
    [
      'SET statement_timeout = 20; SELECT pg_sleep(5)',
      /a statement took longer than the server allows\. -> Give it longer/,
    ],
    ['BEGIN READ ONLY; CREATE TABLE t ()', /the server only reads\. -> Connect to the primary/],
    ["SELECT 'a'::uuid", /invalid input syntax for type uuid\. -> /],
    ['SELEC 1', /syntax error at or near "SELEC" \(SQLSTATE 42601\)/],
  ])('%s', async (statement, expected) => {
    const one = await session();
    expect(await failureOf(one.execute(statement))).toMatch(expected);
    await one.close();
  });

  it('that rows of a COPY do not fit, with the column and the row', async () => {
    const copying = owner.copyIn('COPY people (id, name) FROM STDIN', ['2\tTom\n', '3\tMaximilian\n']);
    expect(await failureOf(copying)).toMatch(/varying\(5\), column name, table people, row 2\. -> Widen/);
  });

  it('of a user without rights', async () => {
    const guest = await session(url.replace(/\/\/[^@]*/, '//guest:guest'));
    expect(await failureOf(guest.execute("INSERT INTO people VALUES (5, 'Eve')"))).toMatch(
      /permission denied for table people \(user guest\)\. -> Let its owner run: GRANT/,
    );
  });

  it('that a lock is held', async () => {
    const [one, two] = [await session(), await session()];
    await one.execute('BEGIN; LOCK people');
    await two.execute('SET lock_timeout = 20');
    expect(await failureOf(two.execute("UPDATE people SET name = 'A'"))).toMatch(
      /lock timeout\. -> Somebody holds a lock/,
    );
    await one.close();
  });

  it('that an administrator ended the connection, while it works and while it waits', async () => {
    for (const busy of [true, false]) {
      const one = await session();
      const [{ pid }] = await one.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      const sleeping = busy ? failureOf(one.execute('SELECT pg_sleep(30)')) : null;
      await owner.query('SELECT pg_terminate_backend($1, 5000)', [pid]);
      expect(await (sleeping ?? failureOf(one.query('SELECT 1')))).toMatch(
        /^the server was shut down, or an administrator ended/,
      );
    }
  });
});

describe('a server that is silent', () => {
  it('is waited for as long as it answers when it is asked', async () => {
    const slow = await session(url, { patience: 50 });
    expect(await slow.query('SELECT 1 AS one FROM pg_sleep(0.6)')).toEqual([{ one: 1 }]);
  });

  it('is given up when it does not, while it works and while rows go either way', async () => {
    const frozen = await startPostgres();
    const address = `${await frozen.createDatabase()}?connect_timeout=1`;
    const opened = await Promise.all([1, 2, 3].map(() => session(address, { patience: 100 })));
    const [asking, sending, taking] = opened;
    await sending.execute('CREATE TEMP TABLE t (text text)');
    async function* endless() {
      for (;;) yield `${'x'.repeat(10_000)}\n`;
    }
    const gone = (work: Promise<unknown>) =>
      failureOf(work).then((text) => expect(text).toMatch(/^the server has stopped answering\. ->/));
    const take = async () => {
      for await (const _ of taking.copyOut(
        "COPY (SELECT repeat('x', 10000) FROM generate_series(1, 10000000)) TO STDOUT",
      ));
    };
    const all = [
      gone(asking.query('SELECT pg_sleep(60)')),
      gone(sending.copyIn('COPY t FROM STDIN', endless())),
      gone(take()),
    ];
    setTimeout(() => frozen.freeze(), 200);
    await Promise.all(all);
    const started = performance.now();
    await Promise.all(opened.map((one) => one.close()));
    expect(performance.now() - started).toBeLessThan(5000);
    frozen.thaw();
    await frozen.stop();
  });
});
