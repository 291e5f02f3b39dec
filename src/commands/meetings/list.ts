import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { localTime } from '../../domain/recorded-at.js';
import { formatClock } from '../../domain/time.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { type MeetingFilter, listMeetings as readMeetings } from '../../store/list-meetings.js';
import { requireProfile } from '../../store/profiles.js';
import { startOf } from '../relabel/choose-meetings.js';
import { withStore } from '../with-store.js';

export interface ListOptions extends Pick<MeetingFilter, 'limit' | 'status' | 'title'> {
  /** The name of a profile. */
  readonly speaker?: string;
  /** A day, or a meeting: that one and what was recorded since. */
  readonly since?: string;
}

/** `scribe meetings list` */
export async function listMeetings(
  context: CommandContext,
  { speaker, since, ...options }: ListOptions,
): Promise<void> {
  return withStore(context, (store) => {
    const meetings = readMeetings(store, {
      ...options,
      since: since === undefined ? undefined : startOf(store, since, context.zone),
      profileId: speaker === undefined ? undefined : requireProfile(store, speaker).id,
    });
    if (context.json) return printJson(context, meetings);
    if (meetings.length === 0) {
      const { status, title } = options;
      if (title !== undefined || since !== undefined || speaker !== undefined)
        return writeLine(context.err, 'No meeting is like that.');
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
