import { parentPort } from 'node:worker_threads';
import { createJobRunner } from './jobs.js';
import { serveJobs } from './serve-jobs.js';

/** Entry point of the worker process, and of the threads beside its own. */
const runJob = createJobRunner();

if (parentPort) {
  const port = parentPort;
  const server = serveJobs(runJob, (message) => port.postMessage(message));
  port.on('message', server.receive);
} else if (process.send) {
  const send = process.send.bind(process);
  const ignore = () => {};
  const server = serveJobs(runJob, (message) => void send(message, undefined, undefined, ignore));
  process.on('message', server.receive);
  // What ends the program ends this process: by a message, or by the end of the line.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ignore);
  process.on('disconnect', () => {
    // An ffmpeg that hangs would outlive us.
    server.abortAll();
    process.exit();
  });
} else throw new Error('worker.js is started by scribe, not by hand.');
