import { shortId } from '../domain/meeting.js';
import type { WatchEvent } from '../watch/events.js';
import { counted, describeOutcome } from './describe.js';
import { createJsonReporter, createLineReporter, type ReportedEvent, type TimedStreams } from './lines.js';
import { writeLine } from './output.js';

/** Reports what becomes of recordings and what a watcher does: as JSON lines, or as plain lines for a log. */
export function createWatchReporter(
  context: TimedStreams & {
    readonly json: boolean;
    readonly quiet: boolean;
    /** Monotonic, in milliseconds. */
    readonly clock: () => number;
  },
): { readonly emit: (event: ReportedEvent | WatchEvent) => void } {
  const { quiet } = context;
  if (context.json) return createJsonReporter<ReportedEvent | WatchEvent>(context);
  // The log of a service is no place for names and words.
  const lines = createLineReporter(context, { quiet, now: context.clock, describe: describeOutcome });
  return {
    emit(event) {
      if (!isWatching(event)) return lines.emit(event);
      const line = describeWatching(event);
      if (line === null) return;
      if (event.kind === 'watch-found') writeLine(context.out, line);
      else if (!quiet) writeLine(context.err, line);
    },
  };
}

/** What a watcher tells, as one line without a line end; null: nothing worth a line in a log. */
function describeWatching(event: WatchEvent): string | null {
  switch (event.kind) {
    case 'watch-started':
      return `watching ${event.folders.map(describeFolder).join(', ')}`;
    case 'watch-waiting':
      return `${event.path}: ${event.reason}`;
    case 'watch-found':
      return `${event.path}: would be processed${event.again ? ' again' : ''}`;
    case 'watch-moved':
      return `${event.path}: done before as ${event.from}${event.meetingId ? ` (${shortId(event.meetingId)})` : ''}`;
    case 'watch-failed':
      return `${event.path}: ${describeRetry(event)}`;
    case 'watch-away':
      return `${event.folder} is gone; it is waited for`;
    case 'watch-back':
      return `${event.folder} is back`;
    case 'watch-idle':
      return null;
    case 'watch-stopped':
      return `stopped: ${event.completed} completed, ${event.known} already known, ${event.failed} failed`;
  }
}

function describeFolder({
  path,
  poll,
  present,
}: Extract<WatchEvent, { kind: 'watch-started' }>['folders'][number]): string {
  const notes = [
    ...(present ? [] : ['not there now']),
    ...(poll === null ? [] : [`looked at every ${counted(poll, 'second')}`]),
  ];
  return notes.length > 0 ? `${path} (${notes.join(', ')})` : path;
}

function describeRetry({ attempts, nextAttemptAt }: Extract<WatchEvent, { kind: 'watch-failed' }>): string {
  if (nextAttemptAt !== null) return `tried again at ${nextAttemptAt}`;
  return `given up after ${counted(attempts, 'attempt')}, until the file changes (scribe watch --retry tries it again)`;
}

/** Whether an event is about watching, not about a recording. */
const isWatching = <Other extends { readonly kind: string }>(
  event: Other | WatchEvent,
): event is WatchEvent => event.kind.startsWith('watch-');
