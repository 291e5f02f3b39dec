import type { Claim, Insights } from '../domain/insights.js';
import { sha256 } from '../platform/hash-file.js';
import { oweRendering } from './artifacts.js';
import { digestInsights } from './digest-insights.js';
import { saveExtractedMarkers, saveExtractedTasks } from './extracted-claims.js';
import { type Kind, loadRows, type Row } from './insights.js';
import { read, type Store, write } from './store.js';

/**
 * Saves insights in place of those that were made before; rows that say the same stay as they are, and so do all that a
 * person made, changed or dismissed. The files of the meeting are owed if anything changed.
 *
 * If the transcript says something else by now, what was extracted is not saved: another program may have saved what it
 * extracted of the newer one. What a language model wrote took minutes: it is saved, and is not current.
 *
 * @returns whether anything changed; null: nothing was saved.
 */
export function saveInsights(
  store: Store,
  saved: {
    readonly meetingId: string;
    readonly insights: Insights;
    /** What they were made from: `insightBasis` before it was read. */
    readonly basis: string;
    readonly newId: () => string;
    /** UTC ISO-8601. */
    readonly now: string;
  },
): boolean | null {
  const { insights } = saved;
  return write(store, 'saving the insights', () => {
    const { origin } = insights;
    if (origin === 'extractive' && transcriptHash(store, saved.meetingId) !== saved.basis) return null;
    const fromClaim = ({ text, start, end, turnIds }: Claim): Row => ({
      content: text,
      start,
      end,
      turnIds,
      origin,
    });
    const kinds: Readonly<Record<Kind, readonly Row[]>> = {
      summary: insights.summary.map(fromClaim),
      key_point: insights.keyPoints.map(fromClaim),
      chapter: insights.chapters.map((chapter) =>
        fromClaim({ ...chapter, text: chapter.title, clusterId: null }),
      ),
      topic: insights.topics.map((content) => ({ content, start: null, end: null, turnIds: [], origin })),
    };
    const changes = [
      ...Object.entries(kinds).map(([kind, rows]) => replaceRows(store, kind as Kind, rows, saved)),
      saveExtractedMarkers(store, saved),
      saveExtractedTasks(store, saved),
      digestInsights(store, saved),
    ];
    noteTranscript(store, saved.meetingId, saved.basis);
    const changed = changes.includes(true);
    if (changed) oweRendering(store, saved.meetingId);
    return changed;
  });
}

/** The meeting could not be analyzed: another attempt is made when somebody asks for it, or the transcript changes. */
export function failInsights(
  store: Store,
  { meetingId, now }: { readonly meetingId: string; readonly now: string },
): void {
  write(store, 'noting that there are no insights', () => {
    const move = store.sql('UPDATE analytics SET analysis_status = ?, updated_at = ? WHERE meeting_id = ?');
    for (const status of ['processing', 'error']) move.run(status, now, meetingId);
    noteTranscript(store, meetingId, transcriptHash(store, meetingId));
  });
}

/** Whether the insights of a meeting are of the transcript that it has. */
export function areInsightsCurrent(store: Store, meetingId: string): boolean {
  return read(store, 'reading the insights', () => {
    const made = store
      .sql<{ transcript: string }>('SELECT transcript FROM insight_states WHERE meeting_id = ?')
      .get(meetingId);
    return made?.transcript === transcriptHash(store, meetingId);
  });
}

/** A hash of all that the insights of a meeting depend on, as it is now. */
export const insightBasis = (store: Store, meetingId: string): string =>
  read(store, 'reading the transcript', () => transcriptHash(store, meetingId));

function noteTranscript(store: Store, meetingId: string, basis: string): void {
  store
    .sql(
      `INSERT INTO insight_states (meeting_id, transcript) VALUES (?, ?)
       ON CONFLICT (meeting_id) DO UPDATE SET transcript = excluded.transcript`,
    )
    .run(meetingId, basis);
}

/** Of all that insights depend on: what is said, by whom, and when the meeting was. */
function transcriptHash(store: Store, meetingId: string): string {
  const turns = store
    .sql(
      `SELECT g.id, g.speaker, g.start_time, g.end_time, g.language, g.text
       FROM transcript_segments g JOIN transcriptions t ON t.id = g.transcription_id AND t.status = 'completed'
       WHERE t.meeting_id = ? ORDER BY g.position`,
    )
    .raw()
    .all(meetingId);
  const people = store
    .sql(
      `SELECT s.cluster_id, coalesce(p.display_name, s.display_name), m.start_time
       FROM meetings m LEFT JOIN speakers s ON s.meeting_id = m.id
         LEFT JOIN user_profiles p ON p.id = s.user_profile_id
       WHERE m.id = ? ORDER BY s.position`,
    )
    .raw()
    .all(meetingId);
  return sha256(JSON.stringify([turns, people]));
}

function replaceRows(
  store: Store,
  kind: Kind,
  rows: readonly Row[],
  {
    meetingId,
    newId,
    now,
  }: { readonly meetingId: string; readonly newId: () => string; readonly now: string },
): boolean {
  const before = loadRows(store, meetingId, kind);
  if (before.some(({ origin }) => origin === 'person') || JSON.stringify(before) === JSON.stringify(rows))
    return false;
  store.sql('DELETE FROM insights WHERE meeting_id = ? AND kind = ?').run(meetingId, kind);
  const insert = store.sql(
    `INSERT INTO insights (id, meeting_id, kind, position, content, start_time, end_time, source_segment_ids, origin,
       created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const [position, { content, start, end, turnIds, origin }] of rows.entries())
    insert.run(newId(), meetingId, kind, position, content, start, end, JSON.stringify(turnIds), origin, now);
  return true;
}
