import { shortId } from '../domain/meeting.js';
import type { QueueEvent } from '../queue/events.js';
import { describeDuration, describeError } from './describe.js';
import { createJsonReporter, type TimedStreams } from './lines.js';
import { writeLine, writeLines } from './output.js';

/** Reports what a worker does: as JSON lines, or as lines for a log. What becomes of a recording goes to standard output. */
export function createWorkerReporter(
  context: TimedStreams & { readonly json: boolean; readonly quiet: boolean },
): { readonly emit: (event: QueueEvent) => void } {
  if (context.json) return createJsonReporter<QueueEvent>(context);
  return {
    emit(event) {
      if (event.kind === 'job-completed') writeLine(context.out, describe(event));
      else if (event.kind === 'job-failed' || event.kind === 'queue-away')
        writeLines(context.err, describe(event).split('\n'));
      else if (!context.quiet && event.kind !== 'job-stage') writeLine(context.err, describe(event));
    },
  };
}

const reasons: Readonly<Record<Extract<QueueEvent, { kind: 'job-returned' }>['reason'], string>> = {
  stopping: 'handed back, because this worker stops',
  lost: 'left alone: it was cancelled, or another worker has it',
  'same-recording': 'handed back: another worker has the same recording',
};

function describe(event: Exclude<QueueEvent, { kind: 'job-stage' }>): string {
  switch (event.kind) {
    case 'worker-started':
      return `${event.worker} works on the queue of ${event.queue}, ${event.concurrency} at a time`;
    case 'job-started':
      return `${event.at}: begun (job ${shortId(event.job)})`;
    case 'job-warning':
      return `warning (job ${shortId(event.job)}): ${event.message}`;
    case 'job-completed':
      return `${event.at}: ${event.outcome} in ${describeDuration(1000 * event.elapsed)}${event.meetingId === null ? '' : ` (meeting ${shortId(event.meetingId)})`}`;
    case 'job-failed':
      return `${event.at}: ${describeError(event.error)}${event.hopeless ? '\n  Given up: another attempt would not help.' : ''}`;
    case 'job-returned':
      return `${event.at}: ${reasons[event.reason]}`;
    case 'queue-away':
      return `${describeError(event.error)}\n  The worker goes on when the database answers.`;
    case 'worker-stopped':
      return `stopped: ${event.done} done, ${event.failed} failed`;
  }
}
