import { availableParallelism } from 'node:os';
import type { PipelineWorker } from './job-client.js';
import type { JobRequest, JobResults, RunJob } from './requests.js';
import type { JobContext, StageControl } from './run-stage.js';
import { startPoolWorker } from './start-worker.js';

type Kind = JobRequest['kind'];
type Request<K extends Kind> = Extract<JobRequest, { kind: K }>;

/**
 * Threads that work side by side on independent parts of one recording. Small networks gain little from several
 * threads inside one operator, and everything around them (features, decoding rules, alignment) nothing at all: with
 * a lane for each processor all of it runs side by side.
 */
export interface WorkerPool {
  /**
   * Runs the requests on `count` lanes, this thread being one of them. Whoever is free takes the next.
   * @returns the answers in the order of the requests, whichever lane gave them.
   */
  runAll<K extends Kind>(
    requests: readonly Request<K>[],
    count: number,
    context: JobContext,
    control: StageControl,
  ): Promise<JobResults[K][]>;
  /** Runs one request on a thread of its own, beside the lanes; the thread ends with it, and its networks close. */
  beside<K extends Kind>(request: Request<K>, context: JobContext): Promise<JobResults[K]>;
}

export function createWorkerPool(runHere: RunJob): WorkerPool {
  const others: PipelineWorker[] = [];
  return {
    async runAll<K extends Kind>(
      requests: readonly Request<K>[],
      count: number,
      context: JobContext,
      control: StageControl,
    ) {
      const answers: JobResults[K][] = [];
      // The first failure stops the others: their answers would be thrown away.
      const stop = new AbortController();
      const signal = AbortSignal.any([control.signal, stop.signal]);
      let next = 0;
      let done = 0;
      const work = async (run: (request: Request<K>) => Promise<JobResults[K]>) => {
        while (next < requests.length) {
          signal.throwIfAborted();
          const index = next++;
          answers[index] = await run(requests[index]);
          done++;
          control.onProgress(done / requests.length);
        }
      };
      const used = usefulWorkers({
        wanted: Math.min(count, requests.length),
        open: others.length + 1,
        processors: availableParallelism(),
        free: process.availableMemory(),
      });
      while (others.length < used - 1) others.push(startPoolWorker());
      const lanes = [
        work((request) => runHere(request, { ...context, signal })),
        ...others
          .slice(0, used - 1)
          .map((lane) => work((request) => lane.run(request, { ...context, signal }))),
      ];
      try {
        await Promise.all(lanes);
      } catch (error) {
        stop.abort();
        await Promise.allSettled(lanes);
        throw error;
      }
      return answers;
    },
    async beside(request, context) {
      const lane = startPoolWorker();
      try {
        return await lane.run(request, context);
      } finally {
        await lane.close();
      }
    },
  };
}

/** What a thread takes with the small networks that it opens, in bytes: 280 MB, measured, and some for their windows. */
const laneMemory = 400e6;

/**
 * How many lanes are worth having: no more than there are processors, because each of them is busy, and no more new
 * ones than fit into half of the memory that is free.
 *
 * @param at wanted: lanes that there is work for; open: lanes that are there already, at least 1; free: bytes.
 */
export function usefulWorkers(at: {
  readonly wanted: number;
  readonly open: number;
  readonly processors: number;
  readonly free: number;
}): number {
  const fitting = at.open + Math.floor(at.free / 2 / laneMemory);
  return Math.max(1, Math.min(at.wanted, at.processors, fitting));
}

/**
 * Networks up to this many bytes are opened once in every lane; a larger one is given all threads instead. Each open
 * network takes two to three times the bytes of its files: two Whispers of base size (79 MB in 8 bits) took 1.1 GB
 * where one took 0.65.
 */
const smallNetwork = 64e6;

/** How the threads are used best for a network of this size: side by side, or together. */
export function divideThreads(
  threads: number,
  networkSize: number,
): { lanes: number; threadsPerLane: number } {
  return networkSize <= smallNetwork
    ? { lanes: threads, threadsPerLane: 1 }
    : { lanes: 1, threadsPerLane: threads };
}
