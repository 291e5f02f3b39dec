import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { localTime } from '../../domain/recorded-at.js';
import { formatClock } from '../../domain/time.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { type MeetingFilter, listMeetings as readMeetings } from '../../store/list-meetings.js';
import { withStore } from '../with-store.js';

/** `scribe meetings list` */
export async function listMeetings(
  context: CommandContext,
  options: Pick<MeetingFilter, 'limit' | 'status'>,
): Promise<void> {
  return withStore(context, (store) => {
    const meetings = readMeetings(store, { limit: options.limit, status: options.status });
    if (context.json) return printJson(context, meetings);
    if (meetings.length === 0) {
      const { status } = options;
      writeLine(
        context.err,
        status ? `No meeting has the status "${status}".` : 'No meetings yet. Begin with: scribe ingest FILE',
      );
      return;
    }
    printTable(
      context,
      ['ID', 'DATE', 'LENGTH', 'STATUS', 'SPEAKERS', 'TITLE'],
      meetings.map((meeting) => [
        shortId(meeting.id),
        meeting.startTime ? localTime(meeting.startTime, meeting.dating, context.zone).day : '-',
        meeting.duration === null ? '-' : formatClock(meeting.duration, 'short'),
        meeting.status,
        meeting.speakers.map((s) => s.displayName ?? s.clusterId).join(', ') || '-',
        meeting.title,
      ]),
    );
  });
}
