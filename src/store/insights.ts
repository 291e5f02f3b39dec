import type { ActionItem, Chapter, Claim, ClaimOrigin, Insights } from '../domain/insights.js';
import type { Span } from '../domain/time.js';
import { isText, storedList } from './columns.js';
import { listMarkers } from './notes.js';
import { read, type Store } from './store.js';
import { listTasks } from './tasks.js';

/*
 * What a meeting comes to. Summary, key points, chapters and topics are rows of `insights`; decisions, questions and
 * risks are markers, and action items are tasks, beside those of people. What a person made, changed or dismissed is
 * never replaced.
 */

/** What is a row of `insights`. */
export type Kind = 'summary' | 'key_point' | 'chapter' | 'topic';

/** One claim, as it is stored. */
export interface Row {
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

export function loadRows(store: Store, meetingId: string, kind: Kind): readonly Row[] {
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
