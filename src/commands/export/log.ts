import type { CommandContext } from '../../context.js';
import { formatBytes } from '../../domain/bytes.js';
import { shortId } from '../../domain/meeting.js';
import { localTime } from '../../domain/recorded-at.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { type ExportLogEntry, listExportLog } from '../../store/export-log.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { withStore } from '../with-store.js';

/** Ids that a row of the table shows. */
const shown = 3;

/** `scribe export log`: what left the store, newest first. */
export async function printExportLog(
  context: CommandContext,
  { meeting }: { readonly meeting?: string },
): Promise<void> {
  return withStore(context, (store) => {
    // A meeting that is gone is known by its whole id alone.
    const isWhole = meeting !== undefined && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(meeting);
    const meetingId = meeting === undefined ? null : isWhole ? meeting : resolveMeetingId(store, meeting);
    const entries = listExportLog(store, meetingId);
    if (context.json) return printJson(context, entries);
    if (entries.length === 0) return writeLine(context.err, 'Nothing is known to have left the store.');
    printTable(
      context,
      ['TIME', 'BY', 'TO', 'MEETINGS', 'ITEMS', 'SIZE', 'VOICES'],
      entries.map((entry) => [
        describeTime(entry, context),
        entry.command,
        entry.destination,
        describeMeetings(entry),
        String(entry.items),
        entry.bytes === null ? '-' : formatBytes(entry.bytes),
        entry.voiceprints ? 'yes' : 'no',
      ]),
    );
  });
}

function describeTime({ startedAt, finishedAt }: ExportLogEntry, { zone }: CommandContext): string {
  const { day, time } = localTime(startedAt, null, { zone });
  return `${day} ${time}${finishedAt === null ? ', not finished' : ''}`;
}

function describeMeetings({ meetings }: ExportLogEntry): string {
  const first = meetings.slice(0, shown).map(({ id }) => shortId(id));
  return meetings.length > shown
    ? `${first.join(', ')} and ${meetings.length - shown} more`
    : first.join(', ') || '-';
}
