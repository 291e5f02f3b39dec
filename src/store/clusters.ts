import { joinSpans, type Span, totalSeconds, withoutHoles } from '../domain/time.js';
import { meanDirection } from '../domain/vectors.js';
import type { MovedSpeech } from '../edits/edit-turns.js';
import { toBlob, toFloats } from './columns.js';
import { spansToJson, storedSpans } from './speakers.js';
import { read, type Store, write } from './store.js';

/*
 * What the clusters of a stored meeting consist of. The callers make it an operation (`recordOperation`), and replace
 * the turns in the same transaction (`replaceTurns`).
 */

interface ClusterRow {
  readonly id: string;
  readonly centroid: Buffer | null;
  readonly model: string;
  readonly seconds: number;
  readonly source: string;
}

function clusterRow(store: Store, meetingId: string, clusterId: string): ClusterRow {
  const row = store
    .sql<ClusterRow>(
      `SELECT id, centroid, centroid_model AS model, seconds_spoken AS seconds,
              label_source AS source
       FROM speakers WHERE meeting_id = ? AND cluster_id = ?`,
    )
    .get(meetingId, clusterId);
  if (!row) throw new Error(`the meeting ${meetingId} has no cluster ${clusterId}`);
  return row;
}

/**
 * Makes two clusters of a meeting one: what refers to `from` refers to `into` from now on, and the voice is the mean of
 * both, weighted by how long each spoke; a voice that was erased counts nothing. The label of `into` stays, unless only
 * that of `from` was given by a person.
 *
 * @param merged.spans those of both.
 */
export function mergeClusters(
  store: Store,
  merged: {
    readonly meetingId: string;
    readonly from: string;
    readonly into: string;
    readonly spans: readonly Span[];
  },
): void {
  const { meetingId, from, into, spans } = merged;
  write(store, 'merging the speakers', () => {
    const [source, target] = [from, into].map((id) => clusterRow(store, meetingId, id));
    const voices = [target, source].filter(({ centroid, model }) => centroid && model === target.model);
    const centroid = meanDirection(
      voices.map((voice) => toFloats(voice.centroid!)),
      voices.map(({ seconds }) => Math.max(seconds, 0.001)),
    );
    const ids = { from: source.id, into: target.id };
    store
      .sql('UPDATE speakers SET spans = ?, seconds_spoken = ?, centroid = ? WHERE id = ?')
      .run(spansToJson(spans), totalSeconds(spans), centroid && toBlob(centroid.vector), target.id);
    if (target.source === 'automatic' && source.source !== 'automatic')
      store
        .sql(
          `UPDATE speakers SET (user_profile_id, display_name, label_source, confidence) =
             (SELECT user_profile_id, display_name, label_source, confidence FROM speakers WHERE id = @from)
           WHERE id = @into`,
        )
        .run(ids);
    store
      .sql(
        `INSERT INTO speaker_rejections (speaker_id, profile_id, meeting_id, created_at)
         SELECT @into, r.profile_id, r.meeting_id, r.created_at FROM speaker_rejections r
         WHERE r.speaker_id = @from ON CONFLICT DO NOTHING`,
      )
      .run(ids);
    // Who is confirmed to be somebody is not somebody else's guess any longer.
    store
      .sql(
        `DELETE FROM speaker_rejections WHERE speaker_id = @into AND profile_id =
           (SELECT user_profile_id FROM speakers WHERE id = @into AND label_source = 'confirmed')`,
      )
      .run({ into: target.id });
    store.sql('UPDATE tasks SET owner_speaker_id = @into WHERE owner_speaker_id = @from').run(ids);
    for (const table of ['transcript_segments', 'suppressed_segments'])
      store
        .sql(`UPDATE ${table} SET speaker_id = @into, speaker = @cluster WHERE speaker_id = @from`)
        .run({ ...ids, cluster: into });
    store
      .sql(
        'UPDATE voice_samples SET source_cluster_id = ? WHERE source_meeting_id = ? AND source_cluster_id = ?',
      )
      .run(into, meetingId, from);
    store.sql('DELETE FROM speakers WHERE id = ?').run(source.id);
  });
}

/**
 * Makes two clusters of one. The new one has no label. Passages that were suppressed go with it as `goes` says.
 *
 * @param split.voice of the new cluster; null: none is known, and it is never matched.
 * @param split.restVoice what is left of the old one; null: it keeps the voice that it has.
 */
export function splitCluster(
  store: Store,
  split: {
    readonly meetingId: string;
    readonly clusterId: string;
    readonly added: { readonly rowId: string; readonly clusterId: string };
    readonly spans: { readonly stays: readonly Span[]; readonly goes: readonly Span[] };
    readonly voice: Float32Array | null;
    readonly restVoice: Float32Array | null;
    readonly goes: (passage: Span) => boolean;
  },
): void {
  const { meetingId, clusterId, added, spans, voice, restVoice, goes } = split;
  write(store, 'splitting the speaker', () => {
    const row = clusterRow(store, meetingId, clusterId);
    store
      .sql(`UPDATE speakers SET spans = ?, seconds_spoken = ?, centroid = coalesce(?, centroid) WHERE id = ?`)
      .run(spansToJson(spans.stays), totalSeconds(spans.stays), restVoice && toBlob(restVoice), row.id);
    store
      .sql(
        `INSERT INTO speakers (id, meeting_id, cluster_id, position, spans, seconds_spoken, centroid, centroid_model,
           centroid_dims)
         SELECT ?, meeting_id, ?, (SELECT max(position) + 1 FROM speakers WHERE meeting_id = ?), ?, ?, ?,
           centroid_model, centroid_dims
         FROM speakers WHERE id = ?`,
      )
      .run(
        added.rowId,
        added.clusterId,
        meetingId,
        spansToJson(spans.goes),
        totalSeconds(spans.goes),
        voice && toBlob(voice),
        row.id,
      );
    const passages = store
      .sql<Span & { id: string }>(
        'SELECT id, start_time AS start, end_time AS "end" FROM suppressed_segments WHERE speaker_id = ?',
      )
      .all(row.id);
    const move = store.sql('UPDATE suppressed_segments SET speaker_id = ?, speaker = ? WHERE id = ?');
    for (const passage of passages) if (goes(passage)) move.run(added.rowId, added.clusterId, passage.id);
  });
}

/**
 * Speech that was said by one cluster of a meeting is said by another: its spans go over, and all of it where none of them
 * is. The voices stay as they are, and so may have been measured on it. To be called inside `write`.
 */
export function moveSpeech(store: Store, meetingId: string, { from, to, span }: MovedSpeech): void {
  const spansOf = (clusterId: string): readonly Span[] | null => {
    const row = store
      .sql<{ spans: string }>('SELECT spans FROM speakers WHERE meeting_id = ? AND cluster_id = ?')
      .get(meetingId, clusterId);
    return row ? storedSpans(row.spans) : null;
  };
  const save = (clusterId: string, spans: readonly Span[]) =>
    store
      .sql('UPDATE speakers SET spans = ?, seconds_spoken = ? WHERE meeting_id = ? AND cluster_id = ?')
      .run(spansToJson(spans), totalSeconds(spans), meetingId, clusterId);
  const own = spansOf(from) ?? [];
  const stays = withoutHoles(own, [span]);
  const goes = withoutHoles(own, stays);
  if (goes.length > 0) save(from, stays);
  const others = spansOf(to);
  if (others) save(to, joinSpans([...others, ...(goes.length > 0 ? goes : [span])]));
}

/** An id that no cluster of the meeting has or had: one that was merged away does not come back as somebody else. */
export function newClusterId(store: Store, meetingId: string): string {
  return read(store, 'numbering the speaker', () => {
    const used = store
      .sql<{ id: string }>(
        `SELECT cluster_id AS id FROM speakers WHERE meeting_id = @meetingId
         UNION SELECT before ->> '$.cluster_id' FROM operation_changes
         WHERE meeting_id = @meetingId AND table_name = 'speakers' AND before ->> '$.cluster_id' IS NOT NULL`,
      )
      .all({ meetingId });
    return `S${Math.max(0, ...used.map(({ id }) => Number(/^S(\d+)$/.exec(id)?.[1] ?? 0))) + 1}`;
  });
}

/** The voice of a turn. */
export interface TurnVoice extends Span {
  readonly vector: Float32Array;
}

/** The turns of a cluster whose voices were kept one by one, by the network of the cluster; often none. */
export function turnVoices(store: Store, meetingId: string, clusterId: string): readonly TurnVoice[] {
  return read(store, 'reading the voices of turns', () =>
    store
      .sql<Span & { vector: Buffer }>(
        `SELECT g.start_time AS start, g.end_time AS "end", g.feature_vector AS vector
         FROM transcript_segments g JOIN speakers s ON s.id = g.speaker_id
         WHERE s.meeting_id = ? AND s.cluster_id = ? AND g.feature_vector IS NOT NULL
           AND g.feature_model = s.centroid_model AND g.feature_dims = s.centroid_dims
         ORDER BY g.position`,
      )
      .all(meetingId, clusterId)
      .map(({ vector, ...span }) => ({ ...span, vector: toFloats(vector) })),
  );
}
