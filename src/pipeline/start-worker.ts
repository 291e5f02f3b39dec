import '../onnx/telemetry-off.js';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ScribeError } from '../errors.js';
import { readMachine } from '../models/suitability.js';
import type { Jobs } from './jobs.js';
import { withMemoryLimit } from './memory-limit.js';
import { createWorkerClient, type Line, type LineListener, type WorkerClient } from './worker-client.js';
import type { RequestOf } from './worker-protocol.js';

/** The process in which the pipeline runs. */
export type PipelineWorker = WorkerClient<Jobs>;

const entry = new URL('./worker.js', import.meta.url);

/**
 * How glibc gives memory out; elsewhere nobody reads it. Networks that are opened, used and closed on several threads
 * would leave holes in as many arenas, and what is freed would stay with the process: 220 MB of 760 for a short meeting.
 * Large blocks, such as weights and the tensors of long windows, go back at once, or the holes that they leave grow with
 * the hours of a recording: 946 MB for four hours, with a threshold of 8 MB. Smaller ones are kept, or every run of a
 * network would ask for its memory anew; 4 MB costs 2 to 5 % more of a processor than 8.
 */
const memoryEnvironment = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: `${4 << 20}`,
  MALLOC_TRIM_THRESHOLD_: `${8 << 20}`,
} as const;

/** Megabytes for new objects in each thread. Most of what lives longer is in the memory of networks. */
const youngGeneration = '--max-semi-space-size=1';

/** Milliseconds in which an aborted job may stop by itself: the whole interruption has to fit into a second. */
const abortPatience = 400;

/**
 * Starts the process in which decoding and the networks run. It is a process and not a thread because onnxruntime
 * can neither open nor run a network in pieces: a thread inside one of these cannot be ended without taking its
 * process down, and a program that exits waits for all of its threads. Networks stay open between jobs.
 *
 * @param cache folder in which optimized networks are kept, in one of their own; undefined: none is kept.
 */
export function startWorker(cache?: string): PipelineWorker {
  const args = cache === undefined ? [] : [join(cache, 'graphs')];
  return createWorkerClient<Jobs>((listener) => openProcess(listener, args), abortPatience);
}

function openProcess({ receive, lost }: LineListener, args: readonly string[]): Line<RequestOf<Jobs>> {
  const child = fork(fileURLToPath(entry), args, {
    serialization: 'advanced',
    // Standard input is the program's to read, standard output its to write.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // Ctrl-C on a terminal reaches the whole process group: here ffmpeg would end as if the recording did.
    detached: true,
    env: { ...memoryEnvironment, ...process.env },
    ...withMemoryLimit(process.execPath, [...process.execArgv, youngGeneration], readMachine().memory),
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.on('message', receive).on('error', lost);
  const ended = once(child, 'exit').then(([code, signal]) => {
    process.off('exit', kill);
    lost(endedEarly(code, signal));
  });
  return {
    // A message that cannot be sent needs no care: the process is gone, and `lost` is about to be called.
    post: (message) => void child.send(message, ignore),
    async end() {
      kill();
      await ended;
    },
  };
}

/** Signals by which the system, Node and the C++ library end a process for which there is no memory. */
const outOfMemory = new Set<NodeJS.Signals | null>(['SIGKILL', 'SIGABRT', 'SIGTRAP']);

/** Signals of the processor: native code has gone astray, as that of onnxruntime does on a network made for it. */
const crashed = new Set<NodeJS.Signals | null>(['SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE']);

/** Why a process is gone that nobody ended: for want of memory, by a damaged model, or by a bug. */
export function endedEarly(code: number | null, signal: NodeJS.Signals | null): Error {
  const how = signal ?? `exit code ${code}`;
  if (crashed.has(signal))
    return new ScribeError(
      'MODEL',
      `Running the networks failed: their process crashed (${how}); probably a model is damaged.`,
      { hint: 'Run `scribe models verify` to compare all models with what they should be.' },
    );
  if (!outOfMemory.has(signal))
    return new Error(`The process that runs the networks ended by itself (${how}).`);
  return new ScribeError(
    'INTERRUPTED',
    `Running the networks failed: their process was ended (${how}); probably memory ran out.`,
    { hint: 'Close other programs, or set --threads 1, then run it again: it continues where it was.' },
  );
}

const ignore = () => {};
