import type { CommandContext } from '../../context.js';
import { localTime } from '../../domain/recorded-at.js';
import { ScribeError } from '../../errors.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { listOperations } from '../../store/operations.js';
import { withStore } from '../with-store.js';
import { printEdits } from './list-edits.js';

/** `scribe log [ID]`: what was done to labels, clusters and profiles, newest first. */
export async function printLog(
  context: CommandContext,
  idOrPrefix: string | undefined,
  { limit, edits }: { readonly limit?: number; readonly edits?: boolean },
): Promise<void> {
  return withStore(context, (store) => {
    const meetingId = idOrPrefix === undefined ? undefined : resolveMeetingId(store, idOrPrefix);
    if (edits) {
      if (meetingId !== undefined) return printEdits(context, store, meetingId);
      throw new ScribeError('USAGE', 'Listing edits needs the id of a meeting.', {
        hint: 'For instance: scribe log last --edits',
      });
    }
    const operations = listOperations(store, { meetingId, limit });
    if (context.json) return printJson(context, operations);
    if (operations.length === 0)
      return writeLine(
        context.err,
        `Nothing was done ${meetingId === undefined ? 'yet' : 'to this meeting'} that could be undone.`,
      );
    printTable(
      context,
      ['NO', 'TIME', 'WHAT', 'UNDONE'],
      operations.map(({ id, createdAt, summary, undoneAt }) => [
        String(id),
        when(createdAt, context),
        summary,
        undoneAt === null ? '-' : when(undoneAt, context),
      ]),
    );
  });
}

function when(moment: string, { zone }: CommandContext): string {
  const { day, time } = localTime(moment, null, { zone });
  return `${day} ${time}`;
}
