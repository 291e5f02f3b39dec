import { copyWarnings } from '../../artifacts/describe-copies.js';
import { payDebts } from '../../artifacts/pay-debts.js';
import type { CommandContext } from '../../context.js';
import { isRenamed, planRelabel, planRelabelNear } from '../../ingest/plan-relabel.js';
import { counted } from '../../report/describe.js';
import { writeLine } from '../../report/output.js';
import { listMeetings } from '../../store/list-meetings.js';
import type { Store } from '../../store/store.js';
import { applyRelabel, describeRelabel, printRenamed } from './relabel.js';

/** What is not as it was: these profiles, or labels of these meetings; neither: it may be anything. */
interface Changed {
  readonly profileIds?: readonly string[];
  readonly meetingIds?: readonly string[];
}

const among = (store: Store, ids: readonly string[]) =>
  listMeetings(store, { status: 'completed', among: ids });

/**
 * Says how many past meetings would get other names, now that profiles have changed, and offers to match them again: on
 * a terminal it asks, else it names the command; with `--json` and `--quiet` it says nothing. Call it when the change
 * is stored and reported.
 *
 * @returns how many would change, or have changed when the answer was yes.
 */
export async function offerRelabel(context: CommandContext, store: Store, changed: Changed): Promise<number> {
  const settings = context.settings.values;
  const all = () => listMeetings(store, { status: 'completed' });
  const plan = changed.profileIds
    ? planRelabelNear(store, changed.profileIds, settings)
    : planRelabel(store, changed.meetingIds ? among(store, changed.meetingIds) : all(), settings);
  const renamed = plan.filter(({ changes }) => changes.some(isRenamed));
  if (renamed.length === 0 || context.json || context.quiet) return renamed.length;
  const count = counted(renamed.length, 'past meeting');
  if (!context.confirm) {
    writeLine(context.err, `${count} would get other names: scribe relabel --all`);
    return renamed.length;
  }
  printRenamed({ ...context, out: context.err }, renamed);
  if (await context.confirm(`${count} would get other names. Match all again? (scribe undo takes it back)`)) {
    const meetings = all();
    const { plan: applied, operationId } = applyRelabel(store, meetings, context);
    const { copies } = await payDebts(store, context);
    for (const warning of copyWarnings(copies)) writeLine(context.err, `warning: ${warning}`);
    writeLine(context.out, describeRelabel(meetings.length, applied, { operationId, copies }));
  }
  return renamed.length;
}
