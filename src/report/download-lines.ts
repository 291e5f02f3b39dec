import { formatBytes } from '../domain/bytes.js';
import type { EmitPull, Overall, PullEvent, PullResult } from '../models/download/events.js';
import { counted, describeTimeLeft } from './describe.js';
import type { Streams } from './lines.js';
import { writeLine, writeLines } from './output.js';

export interface DownloadReporter {
  readonly emit: EmitPull;
  close(): void;
}

/** Least milliseconds between two lines of progress: logs stay short. */
const progressInterval = 15_000;

/**
 * Plain lines for logs and pipes: progress goes to standard error, the outcome of each model to standard output.
 * @param now milliseconds
 */
export function createDownloadLines(
  streams: Streams,
  options: { quiet: boolean; now: () => number },
): DownloadReporter {
  let lastProgress = options.now();
  const say = (line: string) => {
    if (!options.quiet) writeLine(streams.err, line);
  };
  const format: { [K in PullEvent['kind']]: (event: Extract<PullEvent, { kind: K }>) => void } = {
    'model-started': ({ name, licence, index, total }) =>
      say(`${total > 1 ? `[${index + 1}/${total}] ` : ''}${name} (${licence})`),
    'model-waiting': ({ name }) => say(`  waiting: another scribe process is downloading ${name}`),
    'file-started': ({ path, received, total }) => {
      const size = total === null ? '' : `, ${formatBytes(total)}`;
      say(`  ${path}${size}${received > 0 ? `, ${formatBytes(received)} already here` : ''}`);
    },
    'file-progress': ({ overall }) => {
      const now = options.now();
      if (now - lastProgress < progressInterval) return;
      lastProgress = now;
      say(`  ${describeTransfer(overall)}`);
    },
    'file-retried': ({ path, reason, wait }) => say(`  ${path}: ${reason}; retrying in ${wait.toFixed(1)} s`),
    'file-finished': ({ path, from, size }) => {
      if (from === 'network') say(`  ${path}: ${formatBytes(size)}, complete`);
      else if (from === 'hub-cache') say(`  ${path}: ${formatBytes(size)}, from the Hugging Face cache`);
    },
    'model-finished': ({ result }) => writeLines(streams.out, describePull(result)),
  };
  return {
    emit: (event) => (format[event.kind] as (event: PullEvent) => void)(event),
    close: () => {},
  };
}

/** `312 MB of 668 MB, 12 MB/s, about 30 s left`; without what is not known. */
export function describeTransfer({ received, total, speed, secondsLeft }: Overall): string {
  const parts = [
    total === null ? formatBytes(received) : `${formatBytes(received)} of ${formatBytes(total)}`,
  ];
  if (speed !== null) parts.push(`${formatBytes(speed)}/s`);
  if (secondsLeft !== null && secondsLeft >= 1) parts.push(describeTimeLeft(secondsLeft));
  return parts.join(', ');
}

/** The outcome of a model, for people: lines without line ends. */
export function describePull(result: PullResult): string[] {
  const { name, licence, folder, files, size } = result;
  const what = `${counted(files, 'file')}, ${formatBytes(size)}`;
  if (result.outcome === 'ships') return [`${name}: ships with scribe, nothing to download (${what})`];
  if (result.outcome === 'complete')
    return [`${name}: complete (${what}, in ${folder})`, ...trustedLines(result)];
  const ways = [
    result.downloaded > 0 && `${formatBytes(result.downloaded)} downloaded`,
    result.reused > 0 && `${formatBytes(result.reused)} from the Hugging Face cache`,
  ].filter(Boolean);
  return [
    `${name}: ${ways.join(', ')} (${what}, in ${folder})`,
    `  licence   ${licence}`,
    ...trustedLines(result),
  ];
}

function trustedLines({ trusted }: PullResult): string[] {
  return trusted.map(
    ({ path, size, sha256 }) =>
      `  trusted   ${path} (${formatBytes(size)}), which has no known hash; from now on it must have SHA-256 ${sha256}`,
  );
}
