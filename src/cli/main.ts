import '../onnx/telemetry-off.js';
import './hide-passwords.js';
import './take-secrets.js';
import './no-color.js';
import { toJson } from '../domain/visible-text.js';
import { exitStatus, toPlainError } from '../errors.js';
import { keepToOurselves } from '../platform/permissions.js';
import { describeError } from '../report/describe.js';
import { guarded } from '../report/output.js';
import { createProgram } from './program.js';

keepToOurselves();
const controller = new AbortController();
const stopping = new AbortController();

/** Milliseconds that an interrupted command gets for cleaning up. */
const patience = 900;

/** The first word that is no option. */
const command = process.argv.slice(2).find((word) => !word.startsWith('-'));

/**
 * The first signal stops the work and lets it clean up, for a moment; a second one exits at once. A worker finishes what it is at first,
 * so for it the second signal is the first of these.
 */
function interrupt(): void {
  if (command === 'worker' && !stopping.signal.aborted) return stopping.abort();
  if (controller.signal.aborted) process.exit(exitStatus.INTERRUPTED);
  controller.abort();
  setTimeout(() => process.exit(exitStatus.INTERRUPTED), patience).unref();
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
process.on('SIGHUP', () => {
  if (!outlivesTerminal()) interrupt();
});
// Node would open a port for a debugger, and scribe listens on none.
process.on('SIGUSR1', () => {});

/** A watcher that hangs on no terminal goes on when one is closed: a service, or what `nohup` began. */
function outlivesTerminal(): boolean {
  return (
    (command === 'watch' || command === 'worker') &&
    ![process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY)
  );
}

/** Codes of a pipe whose reader has gone, and of a terminal that was closed. */
const readerGone = ['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'];

// `scribe ingest recordings/ | head -1` wants one line, and all recordings processed: a reader that has gone stops
// nothing. A result that cannot be written because the disk is full is a failure.
process.stderr.on('error', () => {});
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (readerGone.includes(error.code ?? '')) return;
  process.once('exit', (status) => {
    if (status === 0) process.exitCode = exitStatus.OUTPUT;
  });
  const hint = 'Redirect it elsewhere or free some space, then run the command again.';
  guarded(process.stderr).write(
    `${describeError({ code: 'OUTPUT', message: `Writing to standard output failed: ${error.message}.`, hint })}\n`,
  );
});

async function run(): Promise<void> {
  try {
    process.exitCode = await createProgram(controller.signal, stopping.signal).run(process.argv);
  } catch (thrown) {
    const error = toPlainError(controller.signal.aborted ? new DOMException('', 'AbortError') : thrown);
    if (process.argv.includes('--json'))
      process.stdout.write(`${toJson({ kind: 'error', error: { ...error, stack: undefined } })}\n`);
    guarded(process.stderr).write(`${describeError(error)}\n`);
    process.exitCode = exitStatus[error.code];
  }
}

/**
 * Ends the program as soon as everything that it printed is written. Node would first wait for what V8 compiles in the
 * background, and a compilation that wants memory waits for Node: sometimes such a program never ended (nodejs/node#54918).
 */
async function leave(): Promise<never> {
  for (const stream of [process.stdout, process.stderr])
    await new Promise((written) => stream.write('', written));
  return process.exit();
}

/** What starts the program waits for it, so that node says so when nothing is left that could end a command. */
export const ended: Promise<never> = run().then(leave);
