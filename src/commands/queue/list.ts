import type { CommandContext } from '../../context.js';
import type { JobState } from '../../domain/job-states.js';
import { shortId } from '../../domain/meeting.js';
import { listJobs } from '../../queue/list-jobs.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { type QueueFlags, withQueue } from './with-queue.js';

interface ListFlags extends QueueFlags {
  readonly state?: JobState;
  readonly limit: number;
}

/** `scribe queue list` */
export async function listQueue(
  context: CommandContext,
  { state = undefined, limit, ...flags }: ListFlags,
): Promise<void> {
  const jobs = await withQueue(context, flags, {}, (queue) =>
    listJobs(queue, { state: state ?? null, limit }),
  );
  if (context.json) return printJson(context, jobs);
  if (jobs.length === 0) return writeLine(context.err, 'There are no such jobs.');
  printTable(
    context,
    ['JOB', 'STATE', 'SINCE', 'PRIORITY', 'RETRIES', 'MEETING', 'RECORDING', 'REASON'],
    jobs.map(({ id, state: is, since, priority, retries, meetingId, at, reason }) => [
      shortId(id),
      is,
      since,
      `${priority}`,
      `${retries}`,
      meetingId === null ? '-' : shortId(meetingId),
      at,
      reason ?? '',
    ]),
  );
}
