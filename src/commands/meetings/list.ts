import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { localTime } from '../../domain/recorded-at.js';
import { formatClock } from '../../domain/time.js';
import { ScribeError } from '../../errors.js';
import { counted } from '../../report/describe.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { meetingsWith } from '../../search/search-transcripts.js';
import {
  countListed,
  type MeetingFilter,
  type MeetingOrder,
  listMeetings as readMeetings,
} from '../../store/list-meetings.js';
import { findProfileByName, requireProfile } from '../../store/profiles.js';
import type { Store } from '../../store/store.js';
import { requirePeriod } from '../read-period.js';
import { startOf } from '../relabel/choose-meetings.js';
import { withStore } from '../with-store.js';

export interface ListOptions extends Pick<MeetingFilter, 'limit' | 'status' | 'title'> {
  /** The name of a person, or the id of a profile. */
  readonly speaker?: string;
  /** A day, or a meeting: that one and what was recorded since. */
  readonly since?: string;
  readonly from?: string;
  readonly to?: string;
  /** What was said, as `scribe search` takes it. */
  readonly text?: string;
  readonly sort?: MeetingOrder['by'];
  readonly descending?: boolean;
  readonly all?: boolean;
}

const listDefaults = {
  /** Meetings that a terminal shows unless it is told to show more: some screens, and at once. */
  shown: 100,
} as const;

/** `scribe meetings list` */
export async function listMeetings(context: CommandContext, options: ListOptions): Promise<void> {
  return withStore(context, (store) => {
    const filter = filterOf(store, options, context);
    const { sort, descending = false, all } = options;
    const isShort = context.out.isTTY && !context.json && !all;
    const limit = options.limit ?? (isShort ? listDefaults.shown : undefined);
    const meetings = readMeetings(store, {
      ...filter,
      limit,
      ...(sort && { sort: { by: sort, descending } }),
    });
    if (context.json) return printJson(context, meetings);
    if (meetings.length === 0) return writeLine(context.err, describeNone(options));
    printTable(
      context,
      ['ID', 'DATE', 'LENGTH', 'STATUS', 'SPEAKERS', 'TITLE'],
      meetings.map((meeting) => [
        shortId(meeting.id),
        meeting.startTime ? localTime(meeting.startTime, meeting.dating, context).day : '-',
        meeting.duration === null ? '-' : formatClock(meeting.duration, 'short'),
        meeting.status,
        meeting.speakers.map((s) => s.displayName ?? s.clusterId).join(', ') || '-',
        meeting.title,
      ]),
    );
    const left = meetings.length === limit ? countListed(store, filter) - meetings.length : 0;
    if (left > 0 && options.limit === undefined)
      writeLine(context.err, `${counted(left, 'more meeting')}: --all lists them.`);
  });
}

/** @throws ScribeError USAGE when a date, a person or what was said cannot be looked for. */
function filterOf(store: Store, options: ListOptions, here: Pick<CommandContext, 'zone'>): MeetingFilter {
  const { speaker, since, from, to, text, status, title } = options;
  if (since !== undefined && from !== undefined)
    throw new ScribeError('USAGE', '--since and --from cannot be used together: both say where to begin.', {
      hint: 'Give --from a day, a month or a year; --since also takes a meeting.',
    });
  return {
    status,
    title,
    since:
      since === undefined
        ? from && requirePeriod(from, '--from', here.zone).from
        : startOf(store, since, here.zone),
    before: to && requirePeriod(to, '--to', here.zone).before,
    among: text === undefined ? undefined : meetingsWith(store, text),
    ...(speaker !== undefined && personOf(store, speaker)),
  };
}

/** Somebody who is enrolled, else somebody who was named in a meeting. */
function personOf(store: Store, speaker: string): Pick<MeetingFilter, 'profileId' | 'speakerName'> {
  const isNamed = () => readMeetings(store, { speakerName: speaker.trim(), limit: 1 }).length > 0;
  if (!findProfileByName(store, speaker) && isNamed()) return { speakerName: speaker.trim() };
  return { profileId: requireProfile(store, speaker).id };
}

function describeNone({ status, title, since, from, to, speaker, text }: ListOptions): string {
  if ([title, since, from, to, speaker, text].some((filter) => filter !== undefined))
    return 'No meeting is like that.';
  return status
    ? `No meeting has the status "${status}".`
    : 'No meetings yet. Begin with: scribe ingest FILE';
}
