import { shortId } from '../domain/meeting-id.js';
import { writeLine } from '../report/output.js';
import { removeMeeting, resolveMeetingId } from '../store/meetings.js';
import { listCopies } from '../store/transcript-copies.js';
import { requireYes } from './confirm.js';
import { type CommandContext, printJson } from './context.js';
import { payDebts } from './pay-debts.js';
import { withStore } from './with-store.js';

/** `scribe meetings rm ID...`: every id must stand for a meeting before the first one is removed. */
export async function removeMeetings(
  context: CommandContext,
  prefixes: readonly string[],
  options: { readonly yes?: boolean },
): Promise<void> {
  return withStore(context, async (store) => {
    const ids = [...new Set(prefixes.map((prefix) => resolveMeetingId(store, prefix)))];
    const what = ids.length === 1 ? `meeting ${shortId(ids[0])}` : `${ids.length} meetings`;
    await requireYes(context, {
      given: options.yes,
      flag: '--yes',
      what: `Removing ${what}`,
      question: `Remove ${what} with the transcripts in the store?`,
    });
    const copies = ids.flatMap((id) => listCopies(store, id).map(({ folder }) => folder));
    for (const id of ids) removeMeeting(store, id);
    await payDebts(store, context);
    if (context.json) return printJson(context, { removed: ids, copies });
    for (const id of ids) writeLine(context.out, `removed ${shortId(id)}`);
    for (const folder of copies)
      writeLine(context.err, `The copies in ${folder} stay: they are yours to delete.`);
  });
}
