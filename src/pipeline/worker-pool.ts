import '../onnx/telemetry-off.js';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { mostThreads } from '../onnx/session.js';
import type { Networks } from './networks.js';
import type { PoolTasks } from './pool-tasks.js';
import { type JobContext, type StageControl, sideBySide } from './run-stage.js';
import { createTaskQueue } from './task-queue.js';
import { createWorkerClient, type Line, type LineListener } from './worker-client.js';
import type { RequestOf, Run } from './worker-protocol.js';

/** What every stage of processing is given besides its input. */
export interface ProcessContext extends JobContext {
  readonly networks: Networks;
  readonly pool: WorkerPool;
}

/**
 * Threads that work side by side on independent parts of one recording. Small networks gain little from several
 * threads inside one operator, and everything around them (features, decoding rules, alignment) nothing at all: with
 * a worker for each processor all of it runs side by side, whatever stage it is of.
 */
export interface WorkerPool {
  /**
   * Runs tasks, with `count` workers if that many are worth having; this thread is one of them. Whoever is free takes
   * the most urgent task of all that wait.
   * @returns the answers in the order of the tasks.
   */
  runAll<K extends keyof PoolTasks>(
    tasks: readonly RequestOf<PoolTasks, K>[],
    count: number,
    context: JobContext,
    control: StageControl,
  ): Promise<PoolTasks[K]['result'][]>;
}

/**
 * @param runHere runs a task on this thread.
 * @param graphs as of `createNetworks`, for the other threads
 */
export function createWorkerPool(runHere: Run<PoolTasks>, graphs?: string): WorkerPool {
  /** Starts a thread for tasks. When it is aborted, it stops between two runs of a network. */
  const startThread = () => createWorkerClient<PoolTasks>((listener) => openThread(listener, graphs));
  const queue = createTaskQueue(runHere);
  return {
    async runAll(tasks, count, context, control) {
      const used = usefulWorkers({
        wanted: Math.min(count, tasks.length),
        open: queue.workers,
        processors: availableParallelism(),
        free: process.availableMemory(),
      });
      while (queue.workers < used) queue.addThread(startThread().run);
      let done = 0;
      return sideBySide({ ...context, signal: control.signal }, (own) =>
        tasks.map(async (task) => {
          const onProgress = (share: number) => control.onProgress((done + share) / tasks.length);
          const answer = await queue.run(task, { ...own, onProgress });
          control.onProgress(++done / tasks.length);
          return answer;
        }),
      );
    },
  };
}

function openThread({ receive, lost }: LineListener, graphs: string | undefined): Line<RequestOf<PoolTasks>> {
  const thread = new Worker(new URL('./worker.js', import.meta.url), { argv: graphs ? [graphs] : [] });
  thread.on('message', receive).on('error', lost);
  thread.on('exit', (code) => lost(new Error(`The worker thread ended by itself (exit code ${code}).`)));
  return {
    post: (message) => thread.postMessage(message),
    async end() {
      await thread.terminate();
    },
  };
}

/** What a worker takes with the small networks that it opens, in bytes: 280 MB, measured, and some for their windows. */
const workerMemory = 400e6;

/**
 * How many workers are worth having: no more than there are processors, because each of them is busy, and no more
 * new ones than fit into half of the free memory.
 *
 * @param at wanted: workers that there is work for; open: workers that are there already, at least 1; free: bytes.
 */
export function usefulWorkers(at: {
  readonly wanted: number;
  readonly open: number;
  readonly processors: number;
  readonly free: number;
}): number {
  const fitting = at.open + Math.floor(at.free / 2 / workerMemory);
  return Math.max(1, Math.min(at.wanted, at.processors, fitting));
}

/**
 * Networks up to this many bytes are opened once in every worker; a larger one is given up to four threads instead. Each
 * open network takes two to three times the bytes of its files: two Whispers of base size (79 MB in 8 bits) took
 * 1.1 GB where one took 0.65.
 */
const smallNetwork = 64e6;

/**
 * How the threads are used best for a network: side by side, or together.
 * @param networkSize bytes of its files; infinite: its work cannot be divided
 */
export function divideThreads(
  threads: number,
  networkSize: number,
): { workers: number; threadsPerWorker: number } {
  return networkSize <= smallNetwork
    ? { workers: threads, threadsPerWorker: 1 }
    : { workers: 1, threadsPerWorker: Math.min(threads, mostThreads) };
}
