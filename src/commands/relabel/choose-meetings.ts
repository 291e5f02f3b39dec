import type { CommandContext } from '../../context.js';
import { parseIsoDate } from '../../domain/date-in-name.js';
import { resolveDate } from '../../domain/recorded-at.js';
import { ScribeError } from '../../errors.js';
import { listMeetings, type MeetingSummary } from '../../store/list-meetings.js';
import { resolveMeetingId } from '../../store/meetings.js';
import type { Store } from '../../store/store.js';

export interface ChosenMeetings {
  readonly all?: boolean;
  /** A day, or a meeting: that one and what was recorded since. */
  readonly since?: string;
}

/**
 * The completed meetings that somebody means, newest first.
 * @throws ScribeError USAGE when nothing or several things are said, and when a meeting is not there or not completed.
 */
export function chooseMeetings(
  store: Store,
  ids: readonly string[],
  { all, since }: ChosenMeetings,
  { zone }: Pick<CommandContext, 'zone'>,
): readonly MeetingSummary[] {
  const said = [ids.length > 0, all === true, since !== undefined].filter(Boolean).length;
  if (said !== 1)
    throw new ScribeError(
      'USAGE',
      said === 0
        ? 'Matching again needs to know which meetings.'
        : 'Ids, --all and --since cannot be used together.',
      { hint: 'Give ids of meetings, or --all, or --since 2026-01-31.' },
    );
  const status = 'completed';
  if (all) return listMeetings(store, { status });
  if (since !== undefined) return listMeetings(store, { status, since: startOf(store, since, zone) });
  const wanted = [...new Set(ids.map((id) => resolveMeetingId(store, id)))];
  const chosen = wanted.flatMap((id) => listMeetings(store, { id, status }));
  const missing = wanted.find((id) => !chosen.some((meeting) => meeting.id === id));
  if (missing !== undefined)
    throw new ScribeError('USAGE', `Matching the meeting ${missing} again failed: it is not completed.`, {
      hint: 'Run `scribe ingest` on its recording.',
    });
  return chosen.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}

/**
 * The moment that `--since` means, UTC ISO-8601: the beginning of a day, or when a meeting was recorded. Eight digits
 * are a day as well as the short id of a meeting: with hyphens it is a day.
 * @throws ScribeError USAGE when there is no such meeting, or it has no date.
 */
export function startOf(store: Store, since: string, zone: string): string {
  const day = startOfDay(since, zone);
  if (day) return day;
  const [meeting] = listMeetings(store, { id: resolveMeetingId(store, since) });
  if (meeting.startTime !== null) return meeting.startTime;
  throw new ScribeError('USAGE', `Looking for meetings since "${since}" failed: that meeting has no date.`, {
    hint: 'Give a day: --since 2026-01-31.',
  });
}

/** The moment at which a day begins, UTC ISO-8601; null: it is no day. */
export function startOfDay(since: string, zone: string): string | null {
  const date = since.includes('-') ? parseIsoDate(since) : null;
  return (date && resolveDate(date, 'option', zone)?.at) ?? null;
}
