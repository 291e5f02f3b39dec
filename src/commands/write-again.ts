import { copyWarnings, writtenCopies } from '../artifacts/describe-copies.js';
import { type Paid, payDebts } from '../artifacts/pay-debts.js';
import type { CommandContext } from '../context.js';
import { counted } from '../report/describe.js';
import { writeLine } from '../report/output.js';
import type { Store } from '../store/store.js';

/**
 * Writes the files that a command has made out of date, and warns of copies that stay as they are.
 * @returns also what was written, as the end of a sentence: `; 1 transcript and 5 files made with --out written again`.
 */
export async function writeAgain(
  context: CommandContext,
  store: Store,
): Promise<Paid & { readonly also: string }> {
  const { meetingIds, copies } = await payDebts(store, context);
  for (const warning of copyWarnings(copies)) writeLine(context.err, `warning: ${warning}`);
  const also =
    meetingIds.length > 0
      ? `; ${counted(meetingIds.length, 'transcript')}${writtenCopies(copies)} written again`
      : '';
  return { meetingIds, copies, also };
}
