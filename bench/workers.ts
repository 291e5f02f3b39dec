/**
 * How much faster recordings get through a queue with 1, 2 and 4 workers, each in a network namespace of its own and joined to the one of
 * Postgres by a pair of virtual cables, as if they were machines.
 * Run as root: npm run bench:workers -- [--recordings 8] [--seconds 20] [--workers 1,2,4]
 *
 * Every worker has one thread, so that it is as a machine of one core. More workers than this machine has cores cannot help: they are
 * there to show that they do not harm. Without root or `ip` the workers share the network of this machine, and the program says so.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { QueueEvent } from '../src/queue/events.js';
import { startPostgres } from '../test/postgres/server.js';

const { values: flags } = parseArgs({
  options: {
    recordings: { type: 'string', default: '8' },
    seconds: { type: 'string', default: '20' },
    workers: { type: 'string', default: '1,2,4' },
    /** Set by this program for itself: the namespaces that it has made, numbered from 0. */
    spaces: { type: 'string' },
  },
});
const counts = flags.workers.split(',').map(Number);
const program = fileURLToPath(new URL('../bin/scribe.js', import.meta.url));
const say = (line: string) => process.stdout.write(`${line}\n`);

const spaceOf = (base: string, index: number) => `${base}-w${index}`;
/** Each cable is a network of two addresses: the one of Postgres, and the one of the worker. */
const addressOf = (index: number, side: 1 | 2) => `10.231.${index}.${side}`;

if (flags.spaces !== undefined) await measure(flags.spaces);
else if (process.getuid?.() !== 0) await without('only root may make them');
else if (!isThere('ip')) await without('there is no program ip');
else await withSpaces();

async function without(reason: string): Promise<void> {
  say(`Without network namespaces: ${reason}. All workers share the network of this machine.`);
  await measure('');
}

function isThere(name: string): boolean {
  try {
    execFileSync(name, ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Makes the namespaces, goes on inside the one of Postgres, and removes them however that ends. */
async function withSpaces(): Promise<void> {
  const base = `scribe-bench-${process.pid}`;
  const made = [`${base}-db`, ...Array.from({ length: Math.max(...counts) }, (_, i) => spaceOf(base, i))];
  const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    for (const space of made) {
      ip('netns', 'add', space);
      ip('-n', space, 'link', 'set', 'lo', 'up');
    }
    for (const [index, space] of made.slice(1).entries()) {
      ip('-n', made[0], 'link', 'add', `d${index}`, 'type', 'veth', 'peer', 'name', 'cable', 'netns', space);
      for (const [of, name, side] of [
        [made[0], `d${index}`, 1],
        [space, 'cable', 2],
      ] as const) {
        ip('-n', of, 'addr', 'add', `${addressOf(index, side)}/30`, 'dev', name);
        ip('-n', of, 'link', 'set', name, 'up');
      }
    }
    const own = ['netns', 'exec', made[0], process.execPath, ...process.execArgv, ...process.argv.slice(1)];
    const child = spawn('ip', [...own, '--spaces', base], { stdio: 'inherit' });
    const [status] = await once(child, 'exit');
    process.exitCode = status ?? 1;
  } finally {
    for (const space of made)
      try {
        ip('netns', 'delete', space);
      } catch {
        // It was never made.
      }
  }
}

async function measure(base: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'scribe-bench-'));
  const server = await startPostgres({
    settings: base === '' ? {} : { listen_addresses: '*' },
    hba: base === '' ? [] : ['host all all 10.231.0.0/16 scram-sha-256'],
  });
  try {
    const recordings = join(folder, 'recordings');
    makeRecordings(recordings);
    say(
      `${flags.recordings} recordings of ${flags.seconds} s; this machine has ${availableParallelism()} cores, each worker one thread.`,
    );
    let alone = 0;
    for (const count of counts) {
      const seconds = await drain(count, recordings, { base, folder, server });
      const pace = (Number(flags.recordings) * Number(flags.seconds)) / seconds;
      alone ||= pace;
      say(
        `${count} workers: ${seconds.toFixed(1)} s, ${pace.toFixed(1)} times real time, ${(pace / alone).toFixed(2)} times ${counts[0]}`,
      );
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Parts of the sample meeting, each at another pitch: recordings of one sound would be known. */
function makeRecordings(folder: string): void {
  mkdirSync(folder);
  const ffmpeg: string = createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg').path;
  const sample = fileURLToPath(new URL('../examples/standup.ogg', import.meta.url));
  for (let i = 0; i < Number(flags.recordings); i++) {
    const pitch = 0.85 + (0.3 * i) / Number(flags.recordings);
    const filter = `aresample=16000,asetrate=${Math.round(16_000 * pitch)},aresample=16000`;
    const cut = ['-ss', `${(i % 3) * 18}`, '-i', sample, '-t', flags.seconds, '-af', filter];
    execFileSync(ffmpeg, ['-v', 'error', ...cut, join(folder, `${i}.wav`)]);
  }
}

interface Place {
  readonly base: string;
  readonly folder: string;
  readonly server: Awaited<ReturnType<typeof startPostgres>>;
}

/** Seconds from the first job that is begun to the last one that is done. */
async function drain(count: number, recordings: string, { base, folder, server }: Place): Promise<number> {
  const url = await server.createDatabase();
  const home = (name: string) => join(folder, `${count}-${name}`);
  const env = (name: string, address: string) => ({
    ...process.env,
    SCRIBE_HOME: home(name),
    SCRIBE_THREADS: '1',
    SCRIBE_POSTGRES_URL: url.replace('127.0.0.1', address),
  });
  execFileSync(process.execPath, [program, 'queue', 'add', recordings, '--quiet'], {
    env: env('add', '127.0.0.1'),
    stdio: 'ignore',
  });
  let [first, last, done] = [Number.POSITIVE_INFINITY, 0, 0];
  const hear = (line: string) => {
    const event = JSON.parse(line) as QueueEvent;
    const now = performance.now();
    if (event.kind === 'job-started') first = Math.min(first, now);
    if (event.kind === 'job-completed') {
      if (event.outcome !== 'completed') throw new Error(`${event.at}: ${event.outcome}`);
      [last, done] = [now, done + 1];
    }
  };
  await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const args = [program, 'worker', '--drain', '--create-schema', '--poll', '1', '--json'];
      const inside = base === '' ? [] : ['ip', 'netns', 'exec', spaceOf(base, index)];
      const [name, ...rest] = [...inside, process.execPath, ...args];
      const address = base === '' ? '127.0.0.1' : addressOf(index, 1);
      const child = spawn(name, rest, {
        env: env(`${index}`, address),
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let partial = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        const lines = (partial + text).split('\n');
        partial = lines.pop() ?? '';
        for (const line of lines) hear(line);
      });
      const [status] = await once(child, 'close');
      if (status !== 0) throw new Error(`worker ${index} ended with status ${status}`);
    }),
  );
  if (done !== Number(flags.recordings))
    throw new Error(`${done} of ${flags.recordings} recordings are done`);
  return (last - first) / 1000;
}
