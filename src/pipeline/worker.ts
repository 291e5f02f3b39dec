import { parentPort } from 'node:worker_threads';
import { createJobRunner } from './jobs.js';
import { createNetworks } from './networks.js';
import { createPoolTaskRunner, type PoolTasks } from './pool-tasks.js';
import type { Run } from './worker-protocol.js';
import { serveClient } from './worker-server.js';

/** Entry point of the pipeline's process, which serves jobs, and of its threads, which serve tasks of the pool. */
const graphs: string | undefined = process.argv[2];

if (parentPort) {
  const port = parentPort;
  const server = serveClient(inTurn(createPoolTaskRunner(createNetworks(graphs))), (message) =>
    port.postMessage(message),
  );
  port.on('message', server.receive);
} else if (process.send) {
  const send = process.send.bind(process);
  const ignore = () => {};
  const server = serveClient(
    createJobRunner(graphs),
    (message) => void send(message, undefined, undefined, ignore),
  );
  process.on('message', server.receive);
  // What ends the program ends this process: by a message, or by the end of the line.
  // The last one would open a port for a debugger.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1'] as const) process.on(signal, ignore);
  process.on('disconnect', () => {
    // An ffmpeg that hangs would outlive us.
    server.abortAll();
    process.exit();
  });
} else throw new Error('worker.js is started by scribe, not by hand.');

/** Tasks that arrive early wait: two at a time would need the memory of both. */
function inTurn(run: Run<PoolTasks>): Run<PoolTasks> {
  let last: Promise<unknown> = Promise.resolve();
  return (task, context) => {
    const own = last.then(() => {
      context.signal.throwIfAborted();
      return run(task, context);
    });
    last = own.catch(() => {});
    return own;
  };
}
