import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import type { StateOf } from '../../domain/state-machines.js';
import { ScribeError } from '../../errors.js';
import { printJson, writeLine } from '../../report/output.js';
import { recordOperation } from '../../store/operations.js';
import { resolveShortId } from '../../store/short-ids.js';
import type { Store } from '../../store/store.js';
import { deleteTask, editTask as edit, listTasks, moveTask, type Task } from '../../store/tasks.js';
import { requireText } from '../require-text.js';
import { withStore } from '../with-store.js';
import { writeAgain } from '../write-again.js';
import { readDue, readTaskFlags, type TaskFlags } from './read-task-flags.js';

/** `scribe tasks done TASK...` */
export function finishTasks(context: CommandContext, ids: readonly string[]): Promise<void> {
  return changeTasks(context, ids, {
    kind: 'finish-task',
    done: 'is done',
    change: (store, { id }) => moveTask(store, { id, status: 'completed', now: context.now() }),
  });
}

/** `scribe tasks edit TASK [--title TEXT] ...` */
export async function editTask(
  context: CommandContext,
  given: string,
  {
    title,
    status,
    ...flags
  }: TaskFlags & { readonly title?: string; readonly status?: StateOf<'tasks.status'> },
): Promise<void> {
  if (title === undefined && status === undefined && Object.values(flags).every((flag) => flag === undefined))
    throw new ScribeError('USAGE', 'Editing a task needs something to change.', {
      hint: 'For instance: scribe tasks edit 5b21c04e --due friday --owner Maya',
    });
  const changed = await readDue(flags, context);
  return changeTasks(context, [given], {
    kind: 'edit-task',
    done: 'is changed',
    change: (store, task) => {
      const now = context.now();
      edit(store, {
        id: task.id,
        now,
        ...(title !== undefined && { title: requireText(title, 'A task') }),
        ...readTaskFlags(store, task.meetingId, changed),
      });
      if (status !== undefined) moveTask(store, { id: task.id, status, now });
    },
  });
}

/** `scribe tasks rm TASK...`: what was said in a meeting is cancelled, so that it is not found there again. */
export function removeTasks(context: CommandContext, ids: readonly string[]): Promise<void> {
  return changeTasks(context, ids, {
    kind: 'remove-task',
    done: 'is removed',
    change: (store, task) => {
      if (task.sourceSegmentIds.length === 0) return deleteTask(store, task.id);
      const now = context.now();
      // What is done is taken up again before it can be cancelled.
      if (task.status === 'completed') moveTask(store, { id: task.id, status: 'todo', now });
      moveTask(store, { id: task.id, status: 'cancelled', now });
    },
  });
}

async function changeTasks(
  context: CommandContext,
  given: readonly string[],
  wanted: {
    readonly kind: string;
    /** The end of a sentence. */
    readonly done: string;
    readonly change: (store: Store, task: Task) => void;
  },
): Promise<void> {
  return withStore(context, async (store) => {
    const ids = [...new Set(given.map((each) => resolveShortId(store, 'tasks', each)))];
    const tasks = ids.map((id) => listTasks(store, { id })[0]);
    const { operationId } = recordOperation(
      store,
      {
        kind: wanted.kind,
        doing: 'changing the tasks',
        summary: tasks.map(({ title }) => `"${title}" ${wanted.done}`).join(', '),
        meetingId: new Set(tasks.map(({ meetingId }) => meetingId)).size === 1 ? tasks[0].meetingId : null,
        now: context.now(),
      },
      () => {
        for (const task of tasks) wanted.change(store, task);
      },
    );
    await writeAgain(context, store);
    if (context.json)
      return printJson(context, {
        operation: operationId,
        tasks: ids.flatMap((id) => listTasks(store, { id })),
        removed: ids.filter((id) => listTasks(store, { id }).length === 0),
      });
    for (const { id, title } of tasks)
      writeLine(
        context.out,
        `Task ${shortId(id)} ${operationId === null ? 'was so already' : wanted.done}: ${title}`,
      );
  });
}
