import { parentPort } from 'node:worker_threads';
import { createJobRunner } from './jobs.js';
import { createNetworks } from './networks.js';
import { createPoolTaskRunner } from './pool-tasks.js';
import { serveClient } from './worker-server.js';

/** Entry point of the pipeline's process, which serves jobs, and of its threads, which serve tasks of the pool. */
if (parentPort) {
  const port = parentPort;
  const server = serveClient(createPoolTaskRunner(createNetworks()), (message) => port.postMessage(message));
  port.on('message', server.receive);
} else if (process.send) {
  const send = process.send.bind(process);
  const ignore = () => {};
  const server = serveClient(
    createJobRunner(),
    (message) => void send(message, undefined, undefined, ignore),
  );
  process.on('message', server.receive);
  // What ends the program ends this process: by a message, or by the end of the line.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ignore);
  process.on('disconnect', () => {
    // An ffmpeg that hangs would outlive us.
    server.abortAll();
    process.exit();
  });
} else throw new Error('worker.js is started by scribe, not by hand.');
