import type { CommandContext } from '../../context.js';
import { ScribeError } from '../../errors.js';
import type { ExportedSelection } from '../../store/exported-artifacts.js';
import { listMeetings } from '../../store/list-meetings.js';
import { resolveMeetingId } from '../../store/meetings.js';
import type { Store } from '../../store/store.js';
import { startOf } from '../relabel/choose-meetings.js';

export interface SelectFlags {
  /** Ids. */
  readonly meeting?: readonly string[];
  /** A day, or a meeting: that one and what was recorded since. */
  readonly since?: string;
}

/**
 * The meetings that an export is about; all when nothing is said.
 * @throws ScribeError USAGE when both are said, and when a meeting is not there or not completed.
 */
export function selectMeetings(
  store: Store,
  { meeting, since }: SelectFlags,
  { zone }: Pick<CommandContext, 'zone'>,
): ExportedSelection {
  if (meeting !== undefined && since !== undefined)
    throw new ScribeError('USAGE', '--meeting and --since cannot be used together.', {
      hint: 'Name the meetings, or say since when.',
    });
  const ids = meeting?.map((id) => resolveMeetingId(store, id)) ?? null;
  const unfinished = ids?.find((id) => listMeetings(store, { id })[0]?.status !== 'completed');
  if (unfinished !== undefined)
    throw new ScribeError('USAGE', `Exporting the meeting ${unfinished} failed: it is not completed.`, {
      hint: 'Run `scribe ingest` on its recording.',
    });
  return { meetingIds: ids, since: since === undefined ? null : startOf(store, since, zone) };
}
