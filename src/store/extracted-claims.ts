import { isSameClaim } from '../domain/claims.js';
import type { ActionItem, Claim, Insights } from '../domain/insights.js';
import type { WordOf } from '../domain/state-machines.js';
import { addMarker, dismissed, listMarkers } from './notes.js';
import type { Store } from './store.js';
import { addTask, listTasks } from './tasks.js';

/*
 * Markers and tasks that insights become. A row that a person made, changed or dismissed is as good as a claim that says
 * the same, which is not added beside it; other rows are what the newest insights say, and keep their ids where they can.
 */

interface Saved {
  readonly meetingId: string;
  readonly insights: Insights;
  readonly newId: () => string;
  /** UTC ISO-8601. */
  readonly now: string;
}

/** What is there of one kind, as claims. */
interface Present {
  readonly id: string;
  /** It is to stay as it is. */
  readonly kept: boolean;
  /** Texts that it is known by. */
  readonly texts: readonly string[];
  readonly turnIds: readonly string[];
}

/** Decisions, questions and risks. To be called inside `write`. @returns whether anything changed. */
export function saveExtractedMarkers(store: Store, saved: Saved): boolean {
  const { meetingId, insights, newId, now } = saved;
  const lists: Readonly<Partial<Record<WordOf<'markers.type'>, readonly Claim[]>>> = {
    decision: insights.decisions,
    question: insights.questions,
    risk: insights.risks,
  };
  const rows = [...listMarkers(store, meetingId), ...listMarkers(store, meetingId, { origin: dismissed })];
  const update = store.sql(
    `UPDATE markers SET content = @text, timestamp = @timestamp, speaker = @clusterId, origin = @origin,
       source_segment_ids = @sources
     WHERE id = @id AND (content, timestamp, speaker, origin, source_segment_ids)
       IS NOT (@text, @timestamp, @clusterId, @origin, @sources)`,
  );
  const changes = Object.entries(lists).map(([type, claims]) => {
    const present = rows
      .filter((row) => row.type === type)
      .map(
        ({ id, origin, content, sourceSegmentIds }): Present => ({
          id,
          kept: origin === 'person' || origin === dismissed,
          texts: [content],
          turnIds: sourceSegmentIds,
        }),
      );
    return reconcile(store, 'markers', claims, present, ({ text, start, clusterId, turnIds }, id) => {
      const origin = insights.origin;
      const timestamp = Math.round(start * 1000);
      if (id !== null)
        return update.run({ id, text, timestamp, clusterId, origin, sources: JSON.stringify(turnIds) })
          .changes;
      addMarker(store, {
        id: newId(),
        meetingId,
        type: type as WordOf<'markers.type'>,
        content: text,
        timestamp,
        speaker: clusterId,
        origin,
        sourceSegmentIds: turnIds,
        now,
      });
      return 1;
    });
  });
  return changes.includes(true);
}

/** Action items. To be called inside `write`. @returns whether anything changed. */
export function saveExtractedTasks(store: Store, saved: Saved): boolean {
  const { meetingId, insights, newId, now } = saved;
  const { origin } = insights;
  const present = listTasks(store, { meetingId }).map(
    (task): Present => ({
      id: task.id,
      kept: task.origin === 'person',
      texts: [task.title, ...(task.sourceText === null ? [] : [task.sourceText])],
      turnIds: task.sourceSegmentIds,
    }),
  );
  const speakerIds = new Map(
    store
      .sql<{ clusterId: string; id: string }>(
        'SELECT cluster_id AS clusterId, id FROM speakers WHERE meeting_id = ?',
      )
      .all(meetingId)
      .map(({ clusterId, id }) => [clusterId, id]),
  );
  const update = store.sql(
    `UPDATE tasks SET title = @title, due_date = @dueDate, owner_speaker_id = @ownerSpeakerId, owner_name = @ownerName,
       origin = @origin, source_segment_ids = @sources, source_text = @sourceText, updated_at = @now
     WHERE id = @id AND (title, due_date, owner_speaker_id, owner_name, origin, source_segment_ids, source_text)
       IS NOT (@title, @dueDate, @ownerSpeakerId, @ownerName, @origin, @sources, @sourceText)`,
  );
  return reconcile(store, 'tasks', insights.actionItems, present, (item: ActionItem, id) => {
    const { text: title, dueDate, ownerName, ownerClusterId, turnIds, quote } = item;
    const ownerSpeakerId = (ownerClusterId !== null && speakerIds.get(ownerClusterId)) || null;
    const sourceText = quote ?? textOf(store, turnIds);
    const columns = { title, dueDate, ownerSpeakerId, ownerName, origin, sourceText };
    if (id !== null) return update.run({ id, now, ...columns, sources: JSON.stringify(turnIds) }).changes;
    addTask(store, { id: newId(), meetingId, now, ...columns, sourceSegmentIds: turnIds });
    return 1;
  });
}

function reconcile<T extends Claim>(
  store: Store,
  table: 'markers' | 'tasks',
  claims: readonly T[],
  present: readonly Present[],
  save: (claim: T, id: string | null) => number,
): boolean {
  const left = new Set(present);
  let changes = 0;
  for (const claim of claims) {
    const same = (row: Present) =>
      row.texts.some((text) => isSameClaim(claim, { text, turnIds: row.turnIds }));
    if (present.some((row) => row.kept && same(row))) continue;
    const row = [...left].find((candidate) => !candidate.kept && same(candidate));
    if (row) left.delete(row);
    changes += save(claim, row?.id ?? null);
  }
  const remove = store.sql(`DELETE FROM ${table} WHERE id = ?`);
  for (const { id, kept } of left) if (!kept) changes += remove.run(id).changes;
  return changes > 0;
}

/** All that the turns say. */
function textOf(store: Store, turnIds: readonly string[]): string {
  const text = store.sql<string>('SELECT text FROM transcript_segments WHERE id = ?').pluck();
  return turnIds.map((id) => text.get(id) ?? '').join(' ');
}
