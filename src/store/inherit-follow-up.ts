import { overlap, type Span } from '../domain/time.js';
import { isText, storedList } from './columns.js';
import { heirFinder } from './inherit-labels.js';
import type { Store } from './store.js';
import { speakerRow } from './tasks.js';

/**
 * What people wrote about a meeting goes over to the one that takes its place: notes, conversations, tasks, markers, also
 * those that they dismissed, and sentences of its insights. Sources become the turns that are at the same time. What was
 * extracted is extracted again. To be called inside `write`, before the meeting is removed.
 */
export function inheritFollowUp(
  store: Store,
  { from, to }: { readonly from: string; readonly to: string },
): void {
  store
    .sql("UPDATE notes SET subject_id = ? WHERE subject_type = 'MEETING' AND subject_id = ?")
    .run(to, from);
  store
    .sql("UPDATE ai_threads SET context_id = ? WHERE context_type = 'MEETING' AND context_id = ?")
    .run(to, from);
  const turnOf = turnFinder(store, from, to);
  for (const [table, origins] of [
    ['tasks', "('person')"],
    ['markers', "('person', 'dismissed')"],
    ['insights', "('person')"],
  ] as const) {
    const rows = store
      .sql<{ id: string; sources: string }>(
        `SELECT id, source_segment_ids AS sources FROM ${table} WHERE meeting_id = ? AND origin IN ${origins}`,
      )
      .all(from);
    const move = store.sql(`UPDATE ${table} SET meeting_id = ?, source_segment_ids = ? WHERE id = ?`);
    for (const { id, sources } of rows) {
      const ids = storedList<string>(sources, `${table}.source_segment_ids`, isText);
      move.run(to, JSON.stringify([...new Set(ids.flatMap(turnOf))]), id);
    }
  }
  moveOwners(store, from, to);
  // Who speaks is told by the new voices.
  const markers = store.sql('UPDATE markers SET speaker = ? WHERE meeting_id = ? AND speaker = ?');
  const heirs = heirFinder(store, from, to);
  const said = store.sql<string>(
    'SELECT DISTINCT speaker FROM markers WHERE meeting_id = ? AND speaker IS NOT NULL',
  );
  // A name stands in for the new one while others are exchanged.
  const clusters = said.pluck().all(to);
  for (const cluster of clusters) markers.run(`old ${cluster}`, to, cluster);
  for (const cluster of clusters) markers.run(heirs(cluster) ?? null, to, `old ${cluster}`);
}

/** Owners of tasks are the clusters that are most of the same speech, else the names that they had. */
function moveOwners(store: Store, from: string, to: string): void {
  const heir = heirFinder(store, from, to);
  const owned = store
    .sql<{ id: string; clusterId: string; name: string | null }>(
      `SELECT t.id, s.cluster_id AS clusterId, coalesce(p.display_name, s.display_name) AS name
       FROM tasks t JOIN speakers s ON s.id = t.owner_speaker_id LEFT JOIN user_profiles p ON p.id = s.user_profile_id
       WHERE t.meeting_id = ?`,
    )
    .all(to);
  const update = store.sql('UPDATE tasks SET owner_speaker_id = ?, owner_name = ? WHERE id = ?');
  for (const { id, clusterId, name } of owned) {
    const next = heir(clusterId);
    const row = next === undefined ? null : speakerRow(store, to, next);
    update.run(row, row === null ? name : null, id);
  }
}

/** @returns the turn of the new meeting that has most of the time of one of the old; none: nobody speaks then. */
function turnFinder(store: Store, from: string, to: string): (id: string) => string[] {
  type Turn = Span & { readonly id: string };
  const load = (meetingId: string) =>
    store
      .sql<Turn>(
        `SELECT g.id, g.start_time AS start, g.end_time AS "end" FROM transcript_segments g
         JOIN transcriptions t ON t.id = g.transcription_id WHERE t.meeting_id = ? ORDER BY g.position`,
      )
      .all(meetingId);
  const [before, after] = [new Map(load(from).map((turn) => [turn.id, turn])), load(to)];
  return (id) => {
    const old = before.get(id);
    if (!old) return [];
    const best = after.reduce<{ shared: number; id: string | null }>(
      (found, turn) => {
        const shared = overlap(turn, old);
        return shared > found.shared ? { shared, id: turn.id } : found;
      },
      { shared: 0, id: null },
    );
    return best.id === null ? [] : [best.id];
  };
}
