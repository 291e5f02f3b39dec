import { fromPlainError, ScribeError, toPlainError } from '../errors.js';
import type { Checkpoints } from './checkpoints.js';
import type { Emit } from './events.js';
import type { FromWorker, RequestOf, ToWorker, WorkKinds } from './worker-protocol.js';

export interface RunOptions {
  readonly signal: AbortSignal;
  readonly emit: Emit;
  readonly checkpoints: Checkpoints;
}

/** A process or thread that works for this one. It is opened when it is first needed, and again after it was lost. */
export interface WorkerClient<W extends WorkKinds<W>> {
  /** One job has one outcome; when several things go wrong in it, that is the first of them. */
  run<K extends keyof W>(request: RequestOf<W, K>, options: RunOptions): Promise<W[K]['result']>;
  close(): Promise<void>;
}

/** A line to a worker. */
export interface Line<Request> {
  post(message: ToWorker<Request>): void;
  /** Ends the worker, whatever it is doing. */
  end(): Promise<void>;
}

export interface LineListener {
  receive(message: FromWorker): void;
  /** The worker is gone. May be called more than once. */
  lost(error: Error): void;
}

/** A line that is open, and the jobs that run at its other end. */
interface Connection<Request> {
  readonly line: Line<Request>;
  readonly jobs: Map<number, LineListener>;
}

/**
 * The program's end of a line to a worker.
 *
 * @param open opens the line.
 * @param patience how long a job may take to stop by itself after it was aborted, in milliseconds, before the
 *   worker is ended. Jobs look at their signal after every run of a network; a run cannot be stopped half-way.
 */
export function createWorkerClient<W extends WorkKinds<W>>(
  open: (listener: LineListener) => Line<RequestOf<W>>,
  patience = Number.POSITIVE_INFINITY,
): WorkerClient<W> {
  let connection: Connection<RequestOf<W>> | null = null;
  let lastJob = 0;

  const connect = (): Connection<RequestOf<W>> => {
    const jobs = new Map<number, LineListener>();
    const line = open({
      receive: (message) => jobs.get(message.job)?.receive(message),
      lost: (error) => {
        if (connection?.line === line) connection = null;
        for (const job of [...jobs.values()]) job.lost(error);
      },
    });
    return { line, jobs };
  };

  return {
    run(request, { signal, emit, checkpoints }) {
      if (signal.aborted) return Promise.reject(interrupted());
      connection ??= connect();
      const { line, jobs } = connection;
      const job = ++lastJob;
      return new Promise((resolve, reject) => {
        let failure: { readonly error: unknown } | null = null;
        let listening = true;
        let deadline: NodeJS.Timeout | undefined;
        const settle = (finish: () => void) => {
          clearTimeout(deadline);
          signal.removeEventListener('abort', interrupt);
          jobs.delete(job);
          finish();
        };
        const settleFailed = (error: unknown) => settle(() => reject(failure ? failure.error : error));
        /** The job is waited for: until the worker says that it has ended, it has files open. */
        const fail = (error: unknown) => {
          if (failure) return;
          failure = { error };
          line.post({ type: 'abort', job });
          if (!Number.isFinite(patience)) return;
          deadline = setTimeout(() => {
            if (connection?.line === line) connection = null;
            void line.end();
            settleFailed(error);
          }, patience);
        };
        const interrupt = () => fail(interrupted());
        const answer = (question: number, work: () => Promise<string | null>) =>
          work().then(
            (value) => jobs.has(job) && line.post({ type: 'answer', job, question, value }),
            (error) =>
              jobs.has(job) && line.post({ type: 'refusal', job, question, error: toPlainError(error) }),
          );
        jobs.set(job, {
          lost: settleFailed,
          receive(message) {
            switch (message.type) {
              case 'event':
                if (!listening) return;
                try {
                  return emit(message.event);
                } catch (error) {
                  // What happens cannot be noted: the job has failed, and nothing more of it is reported.
                  listening = false;
                  return fail(error);
                }
              case 'get-checkpoint':
                return void answer(message.question, () => checkpoints.get(message.key));
              case 'put-checkpoint':
                return void answer(message.question, async () => {
                  await checkpoints.put(message.key, message.value);
                  return null;
                });
              case 'done':
                return failure ? settleFailed(null) : settle(() => resolve(message.value as never));
              case 'failed':
                return settleFailed(fromPlainError(message.error));
            }
          },
        });
        signal.addEventListener('abort', interrupt, { once: true });
        line.post({ type: 'run', job, request });
      });
    },
    async close() {
      const open = connection;
      connection = null;
      await open?.line.end();
    },
  };
}

const interrupted = () => new ScribeError('INTERRUPTED', 'Interrupted.');
