import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import type { StateOf } from '../../domain/state-machines.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { listTasks as readTasks, type Task } from '../../store/tasks.js';
import { withStore } from '../with-store.js';
import { readDay, today } from './read-task-flags.js';

interface ListOptions {
  readonly owner?: string;
  readonly status?: StateOf<'tasks.status'>;
  /** Due on this day or before. */
  readonly due?: string;
  readonly overdue?: boolean;
  readonly all?: boolean;
}

/** `scribe tasks list [ID]`: of one meeting, or of all; those that are open, unless a status or --all is given. */
export async function listTasks(
  context: CommandContext,
  idOrPrefix: string | undefined,
  { owner, status, due, overdue, all }: ListOptions,
): Promise<void> {
  return withStore(context, async (store) => {
    const day = today(context);
    const tasks = readTasks(store, {
      meetingId: idOrPrefix === undefined ? undefined : resolveMeetingId(store, idOrPrefix),
      owner,
      status,
      dueBy: due === undefined ? undefined : await readDay(due, context),
      ...((overdue || !(status || all)) && { open: true }),
    }).map((task) => ({ ...task, overdue: isOverdue(task, day) }));
    const wanted = overdue ? tasks.filter((task) => task.overdue) : tasks;
    if (context.json) return printJson(context, wanted);
    if (wanted.length === 0) return writeLine(context.err, 'There is no such task.');
    printTable(
      context,
      ['ID', 'DUE', 'OWNER', 'STATUS', 'TASK', ...(idOrPrefix === undefined ? ['MEETING'] : [])],
      wanted.map((task) => [
        shortId(task.id),
        task.dueDate === null ? '-' : `${task.dueDate}${task.overdue ? ' overdue' : ''}`,
        task.ownerSpeaker ?? task.ownerClusterId ?? task.ownerName ?? '-',
        task.status.replace('_', ' '),
        task.title,
        ...(idOrPrefix === undefined ? [task.meetingTitle] : []),
      ]),
    );
  });
}

const isOverdue = ({ dueDate, status }: Task, day: string): boolean =>
  dueDate !== null && dueDate < day && status !== 'completed' && status !== 'cancelled';
