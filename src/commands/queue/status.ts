import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { formatClock } from '../../domain/time.js';
import { type QueueCounts, type QueueStatus, readStatus } from '../../queue/read-status.js';
import { counted, describeDuration } from '../../report/describe.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { type QueueFlags, withQueue } from './with-queue.js';

/** Running jobs and dead letters that are shown. */
const shown = 20;

/** `scribe queue status` */
export async function queueStatus(context: CommandContext, flags: QueueFlags): Promise<void> {
  const status = await withQueue(context, flags, {}, (queue) =>
    readStatus(queue, context.json ? 1000 : shown),
  );
  if (context.json) return printJson(context, status);
  const { counts, running, dead } = status;
  const names = Object.keys(counts) as (keyof QueueCounts)[];
  printTable(
    context,
    names.map((name) => name.toUpperCase()),
    [names.map((name) => `${counts[name]}`)],
  );
  if (running.length > 0) {
    writeLine(context.out, '');
    printTable(
      context,
      ['JOB', 'STAGE', 'DONE', 'FOR', 'SINCE', 'RETRIES', 'WORKER', 'RECORDING'],
      running.map(({ id, stage, share, stageSeconds, seconds, retries, worker, at }) => [
        shortId(id),
        stage ?? '-',
        stage === null ? '-' : `${Math.round(100 * share)}%`,
        formatClock(stageSeconds, 'short'),
        formatClock(seconds, 'short'),
        `${retries}`,
        worker,
        at,
      ]),
    );
  }
  if (dead.length > 0) {
    writeLine(context.out, '');
    printTable(
      context,
      ['DEAD LETTER', 'FAILED', 'RECORDING', 'REASON'],
      dead.map(({ id, failedAt, at, reason }) => [shortId(id), failedAt, at, reason]),
    );
  }
  const pace = describePace(status);
  if (pace !== null) writeLine(context.out, `\n${pace}`.trim());
}

/** `Last hour: 12 recordings, 3 h of sound, 24.0 times real time; about 40 min left` */
function describePace({ pace }: QueueStatus): string | null {
  const { recordings, audioSeconds, seconds, secondsLeft } = pace;
  if (recordings === 0 || seconds <= 0) return null;
  const left = secondsLeft === null ? '' : `; about ${describeDuration(1000 * secondsLeft)} left`;
  const speed = (audioSeconds / seconds).toFixed(1);
  return `Last hour: ${counted(recordings, 'recording')}, ${describeDuration(1000 * audioSeconds)} of sound, ${speed} times real time${left}`;
}
