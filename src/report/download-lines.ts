import { formatBytes } from '../domain/bytes.js';
import type { EmitPull, PullEvent } from '../models/download/events.js';
import { describePull, describeTransfer } from './describe-download.js';
import type { Streams } from './lines.js';
import { writeLine, writeLines } from './output.js';

export interface DownloadReporter {
  readonly emit: EmitPull;
  close(): void;
}

/** Between two lines of progress at least this many milliseconds pass: a log wants few of them. */
const progressInterval = 15_000;

/**
 * Plain lines for logs and pipes: news on standard error, what became of each model on standard output.
 * @param now milliseconds
 */
export function createDownloadLines(
  streams: Streams,
  options: { quiet: boolean; now: () => number },
): DownloadReporter {
  let lastProgress = options.now();
  const news = (line: string) => {
    if (!options.quiet) writeLine(streams.err, line);
  };
  const format: { [K in PullEvent['kind']]: (event: Extract<PullEvent, { kind: K }>) => void } = {
    'model-started': ({ name, licence, index, total }) =>
      news(`${total > 1 ? `[${index + 1}/${total}] ` : ''}${name} (${licence})`),
    'model-waiting': ({ name }) => news(`  waiting: another scribe is downloading ${name}`),
    'file-started': ({ path, received, total }) => {
      const size = total === null ? '' : `, ${formatBytes(total)}`;
      news(`  ${path}${size}${received > 0 ? `, ${formatBytes(received)} of it here already` : ''}`);
    },
    'file-progress': ({ overall }) => {
      const now = options.now();
      if (now - lastProgress < progressInterval) return;
      lastProgress = now;
      news(`  ${describeTransfer(overall)}`);
    },
    'file-retried': ({ path, reason, wait }) => news(`  ${path}: ${reason}; again in ${wait.toFixed(1)} s`),
    'file-finished': ({ path, from, size }) => {
      if (from === 'network') news(`  ${path}: ${formatBytes(size)}, complete`);
      else if (from === 'hub-cache') news(`  ${path}: ${formatBytes(size)}, from the cache of Hugging Face`);
    },
    'model-finished': ({ result }) => writeLines(streams.out, describePull(result)),
  };
  return {
    emit: (event) => (format[event.kind] as (event: PullEvent) => void)(event),
    close: () => {},
  };
}
