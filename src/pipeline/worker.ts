import { parentPort } from 'node:worker_threads';
import { toPlainError } from '../errors.js';
import type { Checkpoints } from './checkpoints.js';
import { createJobRunner } from './jobs.js';
import type { FromWorker, ToWorker } from './worker-protocol.js';

/** Entry point of the worker thread: runs one job at a time and speaks the protocol. */
const port = parentPort;
if (!port) throw new Error('worker.js is started by scribe, not by hand.');

const runJob = createJobRunner();
const post = (message: FromWorker) => port.postMessage(message);
const waiting = new Map<number, (value: string | null) => void>();
let nextId = 0;
let controller = new AbortController();

const ask = (make: (id: number) => FromWorker) =>
  new Promise<string | null>((resolve) => {
    const id = nextId++;
    waiting.set(id, resolve);
    post(make(id));
  });

const checkpoints: Checkpoints = {
  get: (key) => ask((id) => ({ type: 'get-checkpoint', id, key })),
  put: async (key, value) => {
    await ask((id) => ({ type: 'put-checkpoint', id, key, value }));
  },
};

port.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'abort':
      return controller.abort();
    case 'checkpoint': {
      waiting.get(message.id)?.(message.value);
      waiting.delete(message.id);
      return;
    }
    case 'run':
      controller = new AbortController();
      runJob(message.request, {
        signal: controller.signal,
        emit: (event) => post({ type: 'event', event }),
        checkpoints,
        clock: () => performance.now(),
      }).then(
        (value) => post({ type: 'done', value }),
        (error) => post({ type: 'failed', error: toPlainError(error) }),
      );
  }
});
