import type { Dating } from '../domain/recorded-at.js';
import type { RecordedTrack } from '../domain/recording.js';
import { isObject, isText, storedList, storedMoment } from './columns.js';
import type { MeetingStatus } from './meetings.js';
import { read, type Store } from './store.js';

/** A meeting in a list: what one line of it needs. */
export interface MeetingSummary {
  readonly id: string;
  readonly title: string;
  readonly status: MeetingStatus;
  readonly statusMessage: string | null;
  readonly language: string | null;
  /** Seconds. */
  readonly duration: number | null;
  /** Moment of the recording, UTC ISO-8601. */
  readonly startTime: string | null;
  /** How that is known; null when it was not kept. */
  readonly dating: Dating | null;
  readonly createdAt: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly fileName: string | null;
  /** Where the recording was read from. */
  readonly path: string | null;
  readonly stream: number | null;
  /** What was chosen or guessed about the recording, and what is wrong with it. */
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
  /** What was transcribed separately; empty: all of it together. */
  readonly tracks: readonly RecordedTrack[];
  /** In the order in which they first speak. */
  readonly speakers: readonly SpeakerSummary[];
}

interface SpeakerSummary {
  readonly clusterId: string;
  readonly displayName: string | null;
  readonly profileId: string | null;
  readonly seconds: number;
  /** Position among the tracks; null: the recording has one. */
  readonly track: number | null;
}

export interface MeetingFilter {
  readonly id?: string;
  readonly status?: MeetingStatus;
  /** Meetings in which this person speaks. */
  readonly profileId?: string;
  /** Meetings of recordings with these bytes: what became of earlier attempts. */
  readonly sha256?: string;
  /** Meetings in which somebody of this name speaks who is not enrolled. Case does not matter. */
  readonly speakerName?: string;
  /** Only some of these meetings. */
  readonly among?: readonly string[];
  /** Recorded at this moment or later, UTC ISO-8601. */
  readonly since?: string;
  /** Recorded before this moment, UTC ISO-8601. */
  readonly before?: string;
  /** A part of the title, in whatever case. */
  readonly title?: string;
  /** At most so many. */
  readonly limit?: number;
  readonly sort?: MeetingOrder;
}

export interface MeetingOrder {
  /** `date` is when they were recorded. */
  readonly by: 'date' | 'title' | 'duration' | 'added';
  readonly descending: boolean;
}

const orderColumns: Readonly<Record<MeetingOrder['by'], string>> = {
  date: 'm.start_time',
  title: 'm.title COLLATE NOCASE',
  duration: 'm.duration_seconds',
  added: 'm.created_at',
};

/** Columns of JSON. */
type Unpacked = 'dating' | 'speakers' | 'notes' | 'warnings' | 'tracks';

/** One condition for each filter that is given, so that SQLite finds the rows by an index. */
const conditions: Readonly<Record<Exclude<keyof MeetingFilter, 'limit' | 'sort'>, string>> = {
  id: 'm.id = @id',
  status: 'm.status = @status',
  profileId: 'm.id IN (SELECT meeting_id FROM speakers WHERE user_profile_id = @profileId)',
  sha256: 'm.file_id IN (SELECT id FROM files WHERE sha256 = @sha256)',
  speakerName:
    'm.id IN (SELECT meeting_id FROM speakers WHERE user_profile_id IS NULL AND display_name = @speakerName COLLATE NOCASE)',
  among: 'm.id IN (SELECT value FROM json_each(@among))',
  since: 'm.start_time >= @since',
  before: 'm.start_time < @before',
  // The index is smaller than the table; nothing finds the middle of a text faster.
  title: 'm.rowid IN (SELECT rowid FROM meetings WHERE instr(lower(title), lower(@title)) > 0)',
};

/** Meetings that were added last come first, unless they are to be sorted. */
export function listMeetings(store: Store, filter: MeetingFilter = {}): readonly MeetingSummary[] {
  type Row = Omit<MeetingSummary, Unpacked> & { readonly [column in Unpacked]: string };
  const { limit, sort = { by: 'added', descending: true } } = filter;
  const { where, values } = whereOf(filter);
  const direction = sort.descending ? 'DESC' : 'ASC';
  const order = `${orderColumns[sort.by]} ${direction}, m.id ${direction}`;
  // SQLite would read all columns of every meeting before it leaves out what is above the limit.
  const chosen = `(SELECT m.id FROM meetings m ${where} ORDER BY ${order} LIMIT @limit) chosen`;
  const [from, which] =
    limit === undefined ? ['meetings m', where] : [`${chosen} JOIN meetings m ON m.id = chosen.id`, ''];
  return read(store, 'listing the meetings', () =>
    store
      .sql<Row>(
        `SELECT m.id, m.title, m.status, m.status_message AS statusMessage, m.language,
                m.duration_seconds AS duration, m.start_time AS startTime,
                CASE WHEN f.recorded_source IS NULL THEN 'null' ELSE json_object('source', f.recorded_source,
                    'precision', f.recorded_precision, 'zone', f.recorded_zone) END AS dating, m.created_at AS createdAt,
                m.started_at AS startedAt, m.finished_at AS finishedAt,
                f.file_name AS fileName, f.storage_path AS path, f.stream,
                coalesce(f.notes, '[]') AS notes, coalesce(f.warnings, '[]') AS warnings,
                coalesce(f.tracks, '[]') AS tracks,
                (SELECT json_group_array(json_object(
                    'clusterId', s.cluster_id, 'displayName', coalesce(p.display_name, s.display_name),
                    'profileId', s.user_profile_id, 'seconds', s.seconds_spoken,
                    'track', s.track) ORDER BY s.position)
                 FROM speakers s LEFT JOIN user_profiles p ON p.id = s.user_profile_id
                 WHERE s.meeting_id = m.id) AS speakers
         FROM ${from} LEFT JOIN files f ON f.id = m.file_id
         ${which}
         ORDER BY ${order}`,
      )
      .all({ ...values, limit })
      .map((row) => ({
        ...row,
        startTime: row.startTime && storedMoment(row.startTime, 'meetings.start_time'),
        dating: JSON.parse(row.dating) as Dating | null,
        notes: storedList<string>(row.notes, 'files.notes', isText),
        warnings: storedList<string>(row.warnings, 'files.warnings', isText),
        tracks: storedList<RecordedTrack>(row.tracks, 'files.tracks', isObject),
        speakers: JSON.parse(row.speakers) as SpeakerSummary[],
      })),
  );
}

/** How many meetings a filter leaves, whatever its limit. */
export function countListed(store: Store, filter: MeetingFilter): number {
  const { where, values } = whereOf(filter);
  return read(
    store,
    'counting the meetings',
    () => store.sql<{ n: number }>(`SELECT count(*) AS n FROM meetings m ${where}`).get(values)?.n ?? 0,
  );
}

function whereOf(filter: MeetingFilter) {
  const given = (Object.keys(conditions) as (keyof typeof conditions)[]).filter(
    (key) => filter[key] !== undefined,
  );
  const values = given.map((key) => [key, key === 'among' ? JSON.stringify(filter.among) : filter[key]]);
  // Nearly all meetings are completed: any other condition leaves fewer. The plus keeps SQLite from the index of states.
  const conditionOf = (key: keyof typeof conditions) =>
    key === 'status' && given.length > 1 ? `+${conditions.status}` : conditions[key];
  return {
    where: given.length > 0 ? `WHERE ${given.map(conditionOf).join(' AND ')}` : '',
    values: Object.fromEntries(values) as Readonly<Record<string, unknown>>,
  };
}
