import { Worker } from 'node:worker_threads';
import { fromPlainError, ScribeError } from '../errors.js';
import type { Checkpoints } from './checkpoints.js';
import type { Emit } from './events.js';
import type { JobRequest, JobResults } from './requests.js';
import type { FromWorker, ToWorker } from './worker-protocol.js';

export interface RunOptions {
  readonly signal: AbortSignal;
  readonly emit: Emit;
  readonly checkpoints: Checkpoints;
}

/** The thread in which decoding and the networks run; one job at a time. */
export interface PipelineWorker {
  run<K extends JobRequest['kind']>(
    job: Extract<JobRequest, { kind: K }>,
    options: RunOptions,
  ): Promise<JobResults[K]>;
  close(): Promise<void>;
}

/**
 * How long an aborted job may take to stop by itself before its thread is ended, in milliseconds. Jobs look at their
 * signal after every run of a network, some tenths of a second; ending a thread in the middle of such a run takes
 * the whole process down with it, so this is for a network that hangs.
 */
const abortGrace = 10_000;

/**
 * Starts the worker thread. A run of a network blocks the event loop of its thread for up to a second: here it
 * blocks nobody. Networks stay open between jobs.
 */
export function startWorker(): PipelineWorker {
  let worker: Worker | null = null;

  function open(): Worker {
    worker = new Worker(new URL('./worker.js', import.meta.url));
    worker.unref();
    return worker;
  }

  return {
    run(job, { signal, emit, checkpoints }) {
      const thread = worker ?? open();
      thread.ref();
      const post = (message: ToWorker) => thread.postMessage(message);
      return new Promise((resolve, reject) => {
        let deadline: NodeJS.Timeout | undefined;
        const settle = (finish: () => void) => {
          clearTimeout(deadline);
          signal.removeEventListener('abort', abort);
          thread.off('message', receive).off('error', crash).off('exit', exit);
          thread.unref();
          finish();
        };
        const abort = () => {
          post({ type: 'abort' });
          deadline = setTimeout(() => {
            worker = null;
            void thread.terminate();
            settle(() => reject(new ScribeError('INTERRUPTED', 'Interrupted.')));
          }, abortGrace);
        };
        const crash = (error: Error) => {
          worker = null;
          settle(() => reject(error));
        };
        const exit = (code: number) =>
          crash(new Error(`The worker thread ended by itself (exit code ${code}).`));
        const receive = (message: FromWorker) => {
          switch (message.type) {
            case 'event':
              return emit(message.event);
            case 'get-checkpoint':
              return void checkpoints.get(message.key).then(
                (value) => post({ type: 'checkpoint', id: message.id, value }),
                (error) => settle(() => reject(error)),
              );
            case 'put-checkpoint':
              return void checkpoints.put(message.key, message.value).then(
                () => post({ type: 'checkpoint', id: message.id, value: null }),
                (error) => settle(() => reject(error)),
              );
            case 'done':
              return settle(() => resolve(message.value as never));
            case 'failed':
              return settle(() => reject(fromPlainError(message.error)));
          }
        };
        thread.on('message', receive).on('error', crash).on('exit', exit);
        if (signal.aborted) return settle(() => reject(new ScribeError('INTERRUPTED', 'Interrupted.')));
        signal.addEventListener('abort', abort, { once: true });
        post({ type: 'run', request: job });
      });
    },
    async close() {
      await worker?.terminate();
      worker = null;
    },
  };
}
