import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeHang } from './describe-hang.js';
import type { Place } from './state.js';

/** The built program of this folder; `TORTURE_PROGRAM` names another one, such as that of an installed package. */
const program = process.env.TORTURE_PROGRAM ?? fileURLToPath(new URL('../bin/scribe.js', import.meta.url));

/** Characters: a program that says more than this does not come to an end. */
const tooMuch = 20e6;

/** Milliseconds that a process which a killed program started may live on. */
const patienceWithChildren = 60_000;

export interface Launch {
  readonly args: readonly string[];
  readonly place: Place;
  /** Of the fault injector; null: it is not there, or nothing is injected or counted. */
  readonly library: string | null;
  /** For the injector: `kill:17`. */
  readonly fault?: string;
  /** A file in which the injector notes everything that is done to files. */
  readonly log?: string;
  /** Run by a shell before the program: `ulimit -v 2000000`. */
  readonly limits?: string;
  /** Milliseconds after which it is killed as hanging. */
  readonly patience?: number;
  /** Gets the process as soon as it runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

export interface Finished {
  readonly args: readonly string[];
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** It did not end, or something that it started did not: what they wait for. */
  readonly hung: string | null;
  /** How many things it did to files of the round; 0 where nothing is counted. */
  readonly things: number;
  /** Milliseconds. */
  readonly elapsed: number;
}

/** Runs scribe as a user would, with what goes wrong. It is the first of a process group of its own. */
export function launch(options: Launch): Promise<Finished> {
  const { args, place, library, fault = '', log, limits, patience = 300_000, onStart } = options;
  const folder = realpathSync(place.folder);
  const shared = join(folder, `fault-${Math.random().toString(36).slice(2)}.state`);
  if (library) writeFileSync(shared, Buffer.alloc(64));
  const env = {
    ...process.env,
    SCRIBE_HOME: place.home,
    ...(place.keyFile && { SCRIBE_KEY_FILE: place.keyFile }),
    SCRIBE_THREADS: '1',
    // What libuv does through io_uring does not go through libc.
    UV_USE_IO_URING: '0',
    ...(library && {
      LD_PRELOAD: library,
      FAULT_ROOTS: `${place.home}:${place.out}`,
      FAULT_STATE: shared,
      FAULT: fault,
      ...(log && { FAULT_LOG: log }),
    }),
  };
  const command = limits
    ? ['/bin/sh', '-c', `ulimit -c 0; ${limits}; exec "$@"`, 'sh', process.execPath, program, ...args]
    : ['/bin/sh', '-c', 'ulimit -c 0; exec "$@"', 'sh', process.execPath, program, ...args];
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(command[0], command.slice(1), {
      env,
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let [stdout, stderr] = ['', ''];
    let hung: string | null = null;
    const stop = () => {
      hung ??= describeHang(child.pid!);
      killGroup(child, 'SIGKILL');
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.length > tooMuch) stop();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      if (stderr.length > tooMuch) stop();
    });
    const timer = setTimeout(stop, patience);
    child.on('error', reject);
    child.on('exit', () => {
      // Whoever it started has its standard error open, and is to end with it.
      const lingering = setTimeout(() => {
        hung = 'it ended, but something that it had started did not';
        for (const stream of [child.stdout, child.stderr]) stream.destroy();
      }, patienceWithChildren);
      child.on('close', () => clearTimeout(lingering));
    });
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      const things = library ? Number(readFileSync(shared).readBigInt64LE(0)) : 0;
      resolve({ args, status, signal, stdout, stderr, hung, things, elapsed: performance.now() - began });
    });
    onStart?.(child);
  });
}

/** Sends a signal to a program and those it started in its group; nothing when it has ended. */
export function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}
