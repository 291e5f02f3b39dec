import type { CommandContext } from '../../context.js';
import { ScribeError } from '../../errors.js';
import { cancelJobs, retryJobs, setPriority } from '../../queue/change-jobs.js';
import { requireJob } from '../../queue/list-jobs.js';
import type { Queue } from '../../queue/open-queue.js';
import { counted } from '../../report/describe.js';
import { printJson, writeLine } from '../../report/output.js';
import { requireYes } from '../confirm.js';
import { type QueueFlags, withQueue } from './with-queue.js';

interface CancelFlags extends QueueFlags {
  readonly all?: boolean;
  readonly yes?: boolean;
}

/** `scribe queue cancel ID...|--all` */
export async function cancelQueued(
  context: CommandContext,
  given: readonly string[],
  flags: CancelFlags,
): Promise<void> {
  requireOne(given, flags.all, '--all');
  if (flags.all)
    await requireYes(context, {
      given: flags.yes,
      flag: '--yes',
      what: 'Cancelling all jobs',
      question: 'Cancel every job that has not ended?',
    });
  const cancelled = await withQueue(context, flags, {}, async (queue) =>
    cancelJobs(queue, flags.all ? null : await requireJobs(queue, given)),
  );
  if (context.json) return printJson(context, { cancelled });
  writeLine(context.out, `${counted(cancelled, 'job')} cancelled`);
}

interface RetryFlags extends QueueFlags {
  readonly dead?: boolean;
}

/** `scribe queue retry ID...|--dead` */
export async function retryQueued(
  context: CommandContext,
  given: readonly string[],
  flags: RetryFlags,
): Promise<void> {
  requireOne(given, flags.dead, '--dead');
  const retried = await withQueue(context, flags, {}, async (queue) =>
    retryJobs(queue, flags.dead ? null : await requireJobs(queue, given)),
  );
  if (context.json) return printJson(context, { retried });
  writeLine(context.out, `${counted(retried, 'job')} waiting again`);
}

/** `scribe queue priority ID N` */
export async function prioritize(
  context: CommandContext,
  given: string,
  priority: number,
  flags: QueueFlags,
): Promise<void> {
  const [id, waits] = await withQueue(context, flags, {}, async (queue) => {
    const found = await requireJob(queue, given);
    return [found, await setPriority(queue, found, priority)] as const;
  });
  if (!waits)
    throw new ScribeError('USAGE', `Changing the priority of the job ${given} failed: it does not wait.`, {
      hint: 'Only jobs that wait have an order; see `scribe queue list --state waiting`.',
    });
  if (context.json) printJson(context, { id, priority });
}

async function requireJobs(queue: Queue, given: readonly string[]): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const id of given) ids.push(await requireJob(queue, id));
  return ids;
}

function requireOne(given: readonly string[], all: boolean | undefined, flag: string): void {
  if (given.length > 0 !== (all === true)) return;
  throw new ScribeError('USAGE', `Name the jobs, or say ${flag}${given.length > 0 ? ', not both' : ''}.`, {
    hint: 'Run `scribe queue list` to see the ids.',
  });
}
