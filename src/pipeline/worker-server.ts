import { fromPlainError, toPlainError } from '../errors.js';
import type { Checkpoints } from './checkpoints.js';
import type { FromWorker, RequestOf, Run, ToWorker, WorkKinds } from './worker-protocol.js';

/** The worker's end of the line. */
export interface WorkerServer<Request> {
  receive(message: ToWorker<Request>): void;
  /** Stops all jobs: nobody waits for them any more. */
  abortAll(): void;
}

/** Runs the jobs that arrive. Each of them ends with one message, `done` or `failed`, whatever happens in it. */
export function serveClient<W extends WorkKinds<W>>(
  runJob: Run<W>,
  post: (message: FromWorker) => void,
): WorkerServer<RequestOf<W>> {
  const running = new Map<number, AbortController>();
  const questions = new Map<number, { answer(value: string | null): void; refuse(error: Error): void }>();
  let lastQuestion = 0;

  const checkpointsOf = (job: number): Checkpoints => {
    const ask = (make: (question: number) => FromWorker) =>
      new Promise<string | null>((answer, refuse) => {
        const question = ++lastQuestion;
        questions.set(question, { answer, refuse });
        post(make(question));
      });
    return {
      get: (key) => ask((question) => ({ type: 'get-checkpoint', job, question, key })),
      put: async (key, value) => {
        await ask((question) => ({ type: 'put-checkpoint', job, question, key, value }));
      },
    };
  };

  const run = async ({ job, request }: Extract<ToWorker<RequestOf<W>>, { type: 'run' }>): Promise<void> => {
    const controller = new AbortController();
    running.set(job, controller);
    try {
      const value = await runJob(request, {
        signal: controller.signal,
        emit: (event) => post({ type: 'event', job, event }),
        checkpoints: checkpointsOf(job),
        clock: () => performance.now(),
      });
      post({ type: 'done', job, value });
    } catch (error) {
      post({ type: 'failed', job, error: toPlainError(error) });
    } finally {
      running.delete(job);
    }
  };

  return {
    receive(message) {
      switch (message.type) {
        case 'run':
          return void run(message);
        case 'abort':
          return running.get(message.job)?.abort();
        case 'answer':
          questions.get(message.question)?.answer(message.value);
          return void questions.delete(message.question);
        case 'refusal':
          questions.get(message.question)?.refuse(fromPlainError(message.error));
          return void questions.delete(message.question);
      }
    },
    abortAll() {
      for (const controller of running.values()) controller.abort();
    },
  };
}
