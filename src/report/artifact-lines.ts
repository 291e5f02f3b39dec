import { formatBytes } from '../domain/bytes.js';
import type { ArtifactEvent, EmitArtifacts } from '../export/artifacts/events.js';
import { counted, describeTimeLeft } from './describe.js';
import type { Streams } from './lines.js';
import { writeLine } from './output.js';

/** Least milliseconds between two lines of progress: logs stay short. */
const progressInterval = 5000;

/**
 * An export of artifacts as plain lines: progress and warnings go to standard error, the outcome to standard output.
 * @param now milliseconds
 */
export function createArtifactLines(
  streams: Streams,
  options: { readonly quiet: boolean; readonly now: () => number },
): EmitArtifacts {
  const started = options.now();
  let lastProgress = started;
  return (event: ArtifactEvent) => {
    switch (event.kind) {
      case 'export-started':
        return;
      case 'export-progress': {
        const now = options.now();
        if (options.quiet || now - lastProgress < progressInterval) return;
        lastProgress = now;
        const { meetings, total, sent } = event;
        const left = ((now - started) / 1000 / meetings) * (total - meetings);
        return writeLine(
          streams.err,
          `${meetings} of ${counted(total, 'meeting')}, ${formatBytes(sent)} sent, ${describeTimeLeft(left)}`,
        );
      }
      case 'export-kept': {
        const { path, beside } = event;
        const also = beside === null ? '' : `; the present one is ${beside}`;
        return writeLine(streams.err, `warning: ${path} is not as scribe wrote it, and is kept${also}.`);
      }
      case 'export-finished':
        return writeLine(streams.out, describeOutcome(event));
    }
  };
}

/** `s3://bucket/prefix: 5 new, 1 changed, 0 removed, 20 same, 81 kB sent` */
function describeOutcome(event: Extract<ArtifactEvent, { kind: 'export-finished' }>): string {
  const { to, dryRun, changed, removed, same, kept, sent } = event;
  const parts = [`${event.new} new`, `${changed} changed`, `${removed} removed`, `${same} same`];
  if (kept > 0) parts.push(`${kept} kept as they are`);
  parts.push(dryRun ? 'nothing done yet (dry run)' : `${formatBytes(sent)} sent`);
  return `${to}: ${parts.join(', ')}`;
}
