import { copyWarnings, writtenCopies } from '../../artifacts/describe-copies.js';
import { payDebts } from '../../artifacts/pay-debts.js';
import type { CommandContext } from '../../context.js';
import { ScribeError } from '../../errors.js';
import { counted } from '../../report/describe.js';
import { printJson, writeLine } from '../../report/output.js';
import { undoOperation } from '../../store/operations.js';
import { scrub } from '../../store/scrub.js';
import { offerRelabel } from '../relabel/offer-relabel.js';
import { withStore } from '../with-store.js';

/** `scribe undo [OPERATION]`: the latest operation that stands, or the one of that number. */
export async function undo(context: CommandContext, number: string | undefined): Promise<void> {
  if (number !== undefined && !/^\d{1,15}$/.test(number))
    throw new ScribeError('USAGE', `Undoing "${number}" failed: an operation has a number.`, {
      hint: 'Run `scribe log` to see the numbers.',
    });
  return withStore(context, async (store) => {
    const id = number === undefined ? undefined : Number(number);
    const operation = undoOperation(store, { id, now: context.now() });
    scrub(store.db);
    const { meetingIds, copies } = await payDebts(store, context);
    for (const warning of copyWarnings(copies)) writeLine(context.err, `warning: ${warning}`);
    const offer = () => (operation.kind === 'relabel' ? 0 : offerRelabel(context, store));
    if (context.json)
      return printJson(context, {
        ...operation,
        renderedMeetings: meetingIds,
        copies,
        meetingsToRelabel: await offer(),
      });
    const also =
      meetingIds.length > 0
        ? `; ${counted(meetingIds.length, 'transcript')}${writtenCopies(copies)} written again`
        : '';
    writeLine(context.out, `Operation ${operation.id} is undone: ${operation.summary}${also}.`);
    await offer();
  });
}
