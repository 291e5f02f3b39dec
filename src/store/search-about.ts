import type { Dating } from '../domain/recorded-at.js';
import type { Chosen } from './search-index.js';
import type { Store } from './store.js';

/** A meeting whose title, or a note about it, has what somebody looks for. */
export interface FoundMeeting {
  readonly meetingId: string;
  readonly title: string;
  /** UTC ISO-8601. */
  readonly recordedAt: string | null;
  readonly dating: Dating | null;
  /** Notes about the meeting, one after the other. */
  readonly notes: string;
}

/**
 * The newest meetings whose title and notes fit an expression over three characters each. To be called inside `read`.
 *
 * @param expression null: everything fits, so that `parts` alone decide.
 * @param parts texts that are too short for the index, as LIKE compares them.
 */
export function matchMeetings(
  store: Store,
  wanted: {
    readonly expression: string | null;
    readonly parts: readonly string[];
    readonly chosen: Chosen;
    readonly most: number;
  },
): FoundMeeting[] {
  const { expression, parts, chosen, most } = wanted;
  const rows = store
    .sql<Omit<FoundMeeting, 'dating'> & { readonly dating: string }>(
      `SELECT m.id AS meetingId, a.title, a.notes, m.start_time AS recordedAt,
              CASE WHEN f.recorded_source IS NULL THEN 'null' ELSE json_object('source', f.recorded_source,
                'precision', f.recorded_precision, 'zone', f.recorded_zone) END AS dating
       FROM search_about a JOIN search_meetings k ON k.id = a.rowid JOIN meetings m ON m.id = k.meeting_id
       LEFT JOIN files f ON f.id = m.file_id
       WHERE ${expression === null ? '@expression IS NULL' : 'search_about MATCH @expression'}
         AND NOT EXISTS (SELECT 1 FROM json_each(@parts) p
                         WHERE a.title || char(10) || a.notes NOT LIKE '%' || p.value || '%' ESCAPE '\\')
         AND (@meetings IS NULL OR a.rowid IN (SELECT value FROM json_each(@meetings)))
       ORDER BY m.start_time DESC, m.id DESC LIMIT @most`,
    )
    .all({
      expression,
      parts: JSON.stringify(parts.map((part) => part.replace(/[\\%_]/g, '\\$&'))),
      meetings: chosen.meetings && JSON.stringify(chosen.meetings),
      most,
    });
  return rows.map((row) => ({ ...row, dating: JSON.parse(row.dating) as Dating | null }));
}
