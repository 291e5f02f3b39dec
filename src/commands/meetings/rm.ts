import { rmSync } from 'node:fs';
import { payDebts } from '../../artifacts/pay-debts.js';
import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { ScribeError } from '../../errors.js';
import { sweepSpool } from '../../ingest/spool.js';
import { printJson, writeLine } from '../../report/output.js';
import type { ProcessLock } from '../../store/locks.js';
import { lockUnfinished } from '../../store/locks.js';
import { eraseMeetings, resolveMeetingId } from '../../store/meetings.js';
import type { Store } from '../../store/store.js';
import { listCopies } from '../../store/transcript-copies.js';
import { requireYes } from '../confirm.js';
import { keptForm } from '../edit/edit.js';
import { describeStillThere, stillElsewhere } from '../still-elsewhere.js';
import { tellSending, withStore } from '../with-store.js';

/**
 * `scribe meetings rm ID...`: nothing is removed unless every id stands for a meeting and none of them is being
 * processed. What a killed run left of a recording is deleted with its meeting.
 */
export async function removeMeetings(
  context: CommandContext,
  prefixes: readonly string[],
  options: { readonly yes?: boolean },
): Promise<void> {
  return withStore(context, async (store, changes) => {
    const ids = [...new Set(prefixes.map((prefix) => resolveMeetingId(store, prefix)))];
    const what = ids.length === 1 ? `meeting ${shortId(ids[0])}` : `${ids.length} meetings`;
    await requireYes(context, {
      given: options.yes,
      flag: '--yes',
      what: `Removing ${what}`,
      question: `Remove ${what} and the stored transcripts?`,
    });
    const copies = ids.flatMap((id) => listCopies(store, id).map(({ folder }) => folder));
    const locks: ProcessLock[] = [];
    try {
      for (const id of ids) locks.push(lockAgainstRuns(store, id));
      eraseMeetings(store, ids);
      // A text that was kept because of its mistakes has what was said.
      for (const id of ids) rmSync(keptForm(context.folders.home, id), { force: true });
    } finally {
      for (const lock of locks) lock.release();
    }
    await payDebts(store, context);
    sweepSpool(context.folders.cache);
    await changes.send((event) => tellSending(context, event));
    const elsewhere = stillElsewhere(store, { meetingIds: ids });
    if (context.json) return printJson(context, { removed: ids, copies, elsewhere });
    for (const id of ids) writeLine(context.out, `removed ${shortId(id)}`);
    for (const folder of copies)
      writeLine(context.err, `The copies in ${folder} stay: scribe leaves them to you.`);
    for (const place of elsewhere) writeLine(context.err, describeStillThere('What was removed', place));
  });
}

function lockAgainstRuns(store: Store, id: string): ProcessLock {
  const lock = lockUnfinished(store, id);
  if (lock) return lock;
  throw new ScribeError(
    'STORE',
    `Removing the meeting ${shortId(id)} failed: another scribe process is working on its recording.`,
    { hint: 'Wait for it to finish, or stop it with Ctrl-C, then remove the meeting.' },
  );
}
