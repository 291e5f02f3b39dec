import type { ActionItem, Chapter, Claim, ClaimOrigin, Insights } from '../domain/insights.js';
import type { Span } from '../domain/time.js';
import { sha256 } from '../platform/hash-file.js';
import { oweRendering } from './artifacts.js';
import { isText, storedList } from './columns.js';
import { saveExtractedMarkers, saveExtractedTasks } from './extracted-claims.js';
import { listMarkers } from './notes.js';
import { read, type Store, write } from './store.js';
import { listTasks } from './tasks.js';

/*
 * What a meeting comes to. Summary, key points, chapters and topics are rows of `insights`; decisions, questions and
 * risks are markers, and action items are tasks, beside those of people. What a person made, changed or dismissed is
 * never replaced.
 */

type Kind = 'summary' | 'key_point' | 'chapter' | 'topic';

interface Row {
  readonly content: string;
  readonly start: number | null;
  readonly end: number | null;
  readonly turnIds: readonly string[];
  readonly origin: string;
}

/** Which turn says what: of the newest transcript. */
type TurnsById = ReadonlyMap<string, Span & { readonly clusterId: string }>;

/**
 * The insights of a meeting as they stand, those of people included, but none that were dismissed.
 * @returns null when none were made yet.
 */
export function loadInsights(store: Store, meetingId: string): Insights | null {
  return read(store, 'reading the insights', () => {
    const turns = turnsById(store, meetingId);
    const [summary, keyPoints, chapters, topics] = (
      ['summary', 'key_point', 'chapter', 'topic'] as const
    ).map((kind) => loadRows(store, meetingId, kind));
    const markers = listMarkers(store, meetingId).map((marker) => ({
      type: marker.type,
      text: marker.content,
      ...placeOf(marker.sourceSegmentIds, turns, marker.timestamp),
      clusterId: marker.speaker,
      turnIds: marker.sourceSegmentIds,
      origin: marker.origin as ClaimOrigin,
    }));
    const marked = (wanted: string): readonly Claim[] =>
      markers.filter(({ type }) => type === wanted).map(({ type, ...claim }) => claim);
    const actionItems = listTasks(store, { meetingId }).filter(({ status }) => status !== 'cancelled');
    if (![summary, keyPoints, chapters, topics, markers, actionItems].some((list) => list.length > 0))
      return null;
    const toClaim = (row: Row): Claim => ({
      text: row.content,
      start: row.start ?? 0,
      end: row.end ?? 0,
      clusterId: onlyCluster(row.turnIds, turns),
      turnIds: row.turnIds,
      origin: row.origin as ClaimOrigin,
    });
    return {
      origin: (summary[0] ?? keyPoints[0] ?? { origin: 'extractive' }).origin as ClaimOrigin,
      summary: summary.map(toClaim),
      keyPoints: keyPoints.map(toClaim),
      decisions: marked('decision'),
      questions: marked('question'),
      risks: marked('risk'),
      actionItems: actionItems
        .map(
          (task): ActionItem => ({
            text: task.title,
            ...placeOf(task.sourceSegmentIds, turns, null),
            clusterId: onlyCluster(task.sourceSegmentIds, turns),
            turnIds: task.sourceSegmentIds,
            ownerClusterId: task.ownerClusterId,
            ownerName: task.ownerName,
            dueDate: task.dueDate,
            quote: task.sourceText ?? undefined,
            taskId: task.id,
            status: task.status,
            origin: task.origin as ClaimOrigin,
          }),
        )
        .sort((a, b) => a.start - b.start),
      chapters: chapters.map(
        ({ content, start, end, turnIds }): Chapter => ({
          title: content,
          start: start ?? 0,
          end: end ?? 0,
          turnIds,
        }),
      ),
      topics: topics.map(({ content }) => content),
    };
  });
}

/**
 * Saves insights in place of those that were made before; rows that say the same stay as they are, and so do all that a
 * person made, changed or dismissed. The files of the meeting are owed if anything changed.
 *
 * @returns whether anything changed.
 */
export function saveInsights(
  store: Store,
  saved: {
    readonly meetingId: string;
    readonly insights: Insights;
    readonly newId: () => string;
    /** UTC ISO-8601. */
    readonly now: string;
  },
): boolean {
  const { insights } = saved;
  return write(store, 'saving the insights', () => {
    const { origin } = insights;
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
    noteTranscript(store, saved.meetingId);
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
    noteTranscript(store, meetingId);
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

function noteTranscript(store: Store, meetingId: string): void {
  store
    .sql(
      `INSERT INTO insight_states (meeting_id, transcript) VALUES (?, ?)
       ON CONFLICT (meeting_id) DO UPDATE SET transcript = excluded.transcript`,
    )
    .run(meetingId, transcriptHash(store, meetingId));
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

function loadRows(store: Store, meetingId: string, kind: Kind): readonly Row[] {
  return store
    .sql<Omit<Row, 'turnIds'> & { readonly sources: string }>(
      `SELECT content, start_time AS start, end_time AS "end", source_segment_ids AS sources, origin FROM insights
       WHERE meeting_id = ? AND kind = ? ORDER BY position`,
    )
    .all(meetingId, kind)
    .map(({ content, start, end, sources, origin }) => ({
      content,
      start,
      end,
      turnIds: storedList<string>(sources, 'insights.source_segment_ids', isText),
      origin,
    }));
}

/**
 * Writes what other systems read of the insights, texts without places, as they stand: `meetings.summary`,
 * `meetings.key_points` and the lists of `analytics`. Tasks and markers of people are among them. To be called after
 * whatever changes those.
 *
 * @returns whether anything changed.
 */
export function digestInsights(
  store: Store,
  { meetingId, now }: { readonly meetingId: string; readonly now: string },
): boolean {
  return write(store, 'writing the digest of the insights', () => {
    const insights = loadInsights(store, meetingId) ?? noInsights;
    const texts = (list: readonly Claim[]) => JSON.stringify(list.map(({ text }) => text));
    const { changes } = store
      .sql(
        `UPDATE meetings SET summary = @summary, key_points = @keyPoints, updated_at = @now
         WHERE id = @meetingId AND (summary, key_points) IS NOT (@summary, @keyPoints)`,
      )
      .run({
        meetingId,
        now,
        summary: insights.summary.map(({ text }) => text).join(' ') || null,
        keyPoints: texts(insights.keyPoints),
      });
    const columns = {
      topics: JSON.stringify(insights.topics),
      items: JSON.stringify(
        insights.actionItems.map(({ text, ownerClusterId, ownerName, dueDate, status }) => ({
          text,
          owner: ownerClusterId ?? ownerName,
          due: dueDate,
          status,
        })),
      ),
      decisions: texts(insights.decisions),
    };
    // A state is left before it is entered again.
    const begun = store
      .sql(
        `UPDATE analytics SET analysis_status = 'processing' WHERE meeting_id = @meetingId
           AND (analysis_status, key_topics, action_items_summary, decisions_made)
             IS NOT ('completed', @topics, @items, @decisions)`,
      )
      .run({ meetingId, ...columns });
    if (begun.changes > 0)
      store
        .sql(
          `UPDATE analytics SET analysis_status = 'completed', key_topics = @topics, action_items_summary = @items,
             decisions_made = @decisions, updated_at = @now WHERE meeting_id = @meetingId`,
        )
        .run({ meetingId, now, ...columns });
    return changes + begun.changes > 0;
  });
}

/** Of a meeting in which nothing is said. */
const noInsights: Pick<Insights, 'summary' | 'keyPoints' | 'decisions' | 'actionItems' | 'topics'> = {
  summary: [],
  keyPoints: [],
  decisions: [],
  actionItems: [],
  topics: [],
};

function turnsById(store: Store, meetingId: string): TurnsById {
  const rows = store
    .sql<Span & { readonly id: string; readonly clusterId: string }>(
      `SELECT g.id, g.speaker AS clusterId, g.start_time AS start, g.end_time AS "end"
       FROM transcript_segments g JOIN transcriptions t ON t.id = g.transcription_id AND t.status = 'completed'
       WHERE t.meeting_id = ? ORDER BY g.position`,
    )
    .all(meetingId);
  return new Map(rows.map(({ id, ...turn }) => [id, turn]));
}

/** @param moment where exactly, in milliseconds; null: where the turns begin. */
function placeOf(ids: readonly string[], turns: TurnsById, moment: number | null): Span {
  const found = ids.flatMap((id) => turns.get(id) ?? []);
  const start = moment === null ? Math.min(...found.map((turn) => turn.start)) : moment / 1000;
  if (!Number.isFinite(start)) return { start: 0, end: 0 };
  return { start, end: Math.max(start, ...found.map(({ end }) => end)) };
}

function onlyCluster(ids: readonly string[], turns: TurnsById): string | null {
  const clusters = new Set(ids.flatMap((id) => turns.get(id)?.clusterId ?? []));
  return clusters.size === 1 ? [...clusters][0] : null;
}
