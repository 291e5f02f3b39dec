import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { printJson, writeLine } from '../../report/output.js';
import { listMeetings } from '../../store/list-meetings.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { recordOperation } from '../../store/operations.js';
import { addTask as add, listTasks } from '../../store/tasks.js';
import { requireText } from '../require-text.js';
import { withStore } from '../with-store.js';
import { writeAgain } from '../write-again.js';
import { readDue, readTaskFlags, type TaskFlags } from './read-task-flags.js';

/** `scribe tasks add ID TITLE` */
export async function addTask(
  context: CommandContext,
  idOrPrefix: string,
  text: string,
  flags: TaskFlags,
): Promise<void> {
  const title = requireText(text, 'A task');
  return withStore(context, async (store) => {
    const meetingId = resolveMeetingId(store, idOrPrefix);
    const [meeting] = listMeetings(store, { id: meetingId });
    const { description, ...change } = readTaskFlags(store, meetingId, await readDue(flags, context));
    const id = context.newId();
    const now = context.now();
    recordOperation(
      store,
      {
        kind: 'add-task',
        doing: 'adding the task',
        summary: `added the task "${title}" to "${meeting.title}"`,
        meetingId,
        now,
      },
      () => add(store, { id, meetingId, title, description: description ?? undefined, ...change, now }),
    );
    await writeAgain(context, store);
    if (context.json) return printJson(context, listTasks(store, { id })[0]);
    writeLine(context.out, `Task ${shortId(id)} was added to "${meeting.title}".`);
  });
}
