import { counted } from '../report/describe.js';
import { writeLine } from '../report/output.js';
import { listRenderDebts } from '../store/artifacts.js';
import type { Store } from '../store/store.js';
import type { CopyReport } from './copy-report.js';
import { copyWarnings } from './describe-copies.js';
import type { RenderContext } from './pay-debt.js';

/** From this many transcripts on, the wait is explained. */
const manyDebts = 20;

export interface Paid {
  /** Meetings whose transcripts were written again. */
  readonly meetingIds: readonly string[];
  /** What became of the copies that were made of them with `--out`. */
  readonly copies: readonly CopyReport[];
}

/**
 * Writes the files of every meeting that are out of date, and removes those of meetings that are gone: what this
 * command has changed, or what one that was killed has left.
 *
 * @throws ScribeError of the first meeting whose files cannot be written, after all were tried. What failed stays
 * owed, and the next command tries again.
 */
export async function payDebts(store: Store, context: RenderContext): Promise<Paid> {
  const meetingIds: string[] = [];
  const copies: CopyReport[] = [];
  const failures: unknown[] = [];
  const debts = listRenderDebts(store);
  if (debts.length === 0) return { meetingIds, copies };
  // What renders transcripts is loaded only when one is owed.
  const { payDebt } = await import('./pay-debt.js');
  for (const { meetingId } of debts)
    try {
      const written = await payDebt(store, meetingId, context);
      if (written) meetingIds.push(meetingId);
      copies.push(...(written?.copies ?? []));
    } catch (failure) {
      failures.push(failure);
    }
  if (failures.length > 0) throw failures[0];
  return { meetingIds, copies };
}

/** As `payDebts`, but a failure is only reported: the command at hand has other work. */
export async function payOldDebts(store: Store, context: RenderContext): Promise<void> {
  try {
    const owed = listRenderDebts(store).length;
    if (owed > manyDebts)
      writeLine(context.err, `Writing ${counted(owed, 'transcript')} in the store again.`);
    const { copies } = await payDebts(store, context);
    for (const warning of copyWarnings(copies)) writeLine(context.err, `warning: ${warning}`);
  } catch (failure) {
    const reason = failure instanceof Error ? failure.message : String(failure);
    writeLine(context.err, `warning: a transcript in the store is out of date. ${reason}`);
  }
}
