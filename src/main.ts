import './onnx/telemetry-off.js';
import { exitStatus, toPlainError } from './errors.js';
import { createProgram } from './program.js';
import { describeError } from './report/describe.js';

const controller = new AbortController();

/** The first signal stops the work in good order; the second one does not wait for it. */
function interrupt(): void {
  if (controller.signal.aborted) process.exit(exitStatus.INTERRUPTED);
  controller.abort();
}
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);

// `scribe transcript ID | head` closes the pipe early: that is no failure.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });

try {
  process.exitCode = await createProgram(controller.signal).run(process.argv);
} catch (thrown) {
  const error = toPlainError(controller.signal.aborted ? new DOMException('', 'AbortError') : thrown);
  if (process.argv.includes('--json'))
    process.stdout.write(`${JSON.stringify({ kind: 'error', error: { ...error, stack: undefined } })}\n`);
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = exitStatus[error.code];
}
