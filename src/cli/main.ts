import '../onnx/telemetry-off.js';
import { toJson } from '../domain/visible-text.js';
import { exitStatus, toPlainError } from '../errors.js';
import { keepToOurselves } from '../platform/permissions.js';
import { describeError } from '../report/describe.js';
import { guarded } from '../report/output.js';
import { createProgram } from './program.js';

keepToOurselves();
const controller = new AbortController();

/** Milliseconds that an interrupted command has for ending in good order. */
const patience = 900;

/** The first signal stops the work in good order; neither the second one nor the patience of a person waits for it. */
function interrupt(): void {
  if (controller.signal.aborted) process.exit(exitStatus.INTERRUPTED);
  controller.abort();
  setTimeout(() => process.exit(exitStatus.INTERRUPTED), patience).unref();
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);

/** Codes of a pipe whose reader has gone, and of a terminal that was closed. */
const readerGone = ['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'];

// `scribe ingest recordings/ | head -1` wants to see one line, and all recordings done: what cannot be told ends
// nothing. A result that could not be written, because the disk is full, is a failure of its own.
process.stderr.on('error', () => {});
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (readerGone.includes(error.code ?? '')) return;
  process.once('exit', (status) => {
    if (status === 0) process.exitCode = exitStatus.OUTPUT;
  });
  const hint = 'Send it elsewhere, or free some space, then run the command again.';
  guarded(process.stderr).write(
    `${describeError({ code: 'OUTPUT', message: `Writing to standard output failed: ${error.message}.`, hint })}\n`,
  );
});

try {
  process.exitCode = await createProgram(controller.signal).run(process.argv);
} catch (thrown) {
  const error = toPlainError(controller.signal.aborted ? new DOMException('', 'AbortError') : thrown);
  if (process.argv.includes('--json'))
    process.stdout.write(`${toJson({ kind: 'error', error: { ...error, stack: undefined } })}\n`);
  guarded(process.stderr).write(`${describeError(error)}\n`);
  process.exitCode = exitStatus[error.code];
}
