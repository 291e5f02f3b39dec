import type { Embedding } from '../domain/speakers.js';
import { dot } from '../domain/vectors.js';
import { toBlob, toFloats } from './columns.js';
import { read, type Store, write } from './store.js';
import { computeCentroids } from './voice-centroids.js';

/** Where a sample of a voice comes from: a file, or a cluster of a stored meeting. */
export type SampleSource =
  | { readonly path: string }
  | { readonly meetingId: string; readonly clusterId: string };

export interface NewVoiceSample {
  readonly id: string;
  readonly source: SampleSource;
  /** Of any length but 0; it is kept as it is. */
  readonly embedding: Embedding;
  /** Seconds of voice in it: its weight in the centroid. */
  readonly seconds: number;
  /** 0 to 1, however the caller measures it. */
  readonly quality?: number;
}

export interface VoiceSample {
  readonly id: string;
  readonly profileId: string;
  readonly source: SampleSource;
  readonly model: string;
  readonly dims: number;
  readonly seconds: number;
  readonly quality: number | null;
  readonly createdAt: string;
  /** Null: it counts. */
  readonly revokedAt: string | null;
}

/**
 * Adds samples to a profile and computes its centroids anew. An embedding that the profile already has is not added
 * again, so enrolling one file twice does not double its weight.
 *
 * @returns how many were added.
 */
export function addVoiceSamples(
  store: Store,
  added: { readonly profileId: string; readonly samples: readonly NewVoiceSample[]; readonly now: string },
): number {
  const { profileId, samples, now } = added;
  return write(store, 'saving the voice', () => {
    const same = store.sql(
      'SELECT 1 FROM voice_samples WHERE profile_id = ? AND model = ? AND vector = ? AND revoked_at IS NULL',
    );
    const insert = store.sql(
      `INSERT INTO voice_samples (id, profile_id, source_path, source_meeting_id, source_cluster_id, model, dims,
         vector, seconds, quality, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    let count = 0;
    for (const { id, source, embedding, seconds, quality = null } of samples) {
      const { model, vector } = embedding;
      const square = dot(vector, vector);
      if (!(square > 0 && Number.isFinite(square)))
        throw new Error(`an embedding of ${model} has no direction`);
      const blob = toBlob(vector);
      if (same.get(profileId, model, blob)) continue;
      const [path, meetingId, clusterId] =
        'path' in source ? [source.path, null, null] : [null, source.meetingId, source.clusterId];
      insert.run(
        id,
        profileId,
        path,
        meetingId,
        clusterId,
        model,
        vector.length,
        blob,
        seconds,
        quality,
        now,
      );
      count++;
    }
    if (count > 0) computeCentroids(store, profileId, now);
    return count;
  });
}

/** Takes a sample out of its profile's centroids; its row stays, as evidence. @returns whether it counted until now. */
export function revokeVoiceSample(
  store: Store,
  revoked: { readonly sampleId: string; readonly now: string },
): boolean {
  return write(store, 'revoking the voice sample', () => {
    const row = store
      .sql<{ profileId: string }>(
        `UPDATE voice_samples SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL RETURNING profile_id AS profileId`,
      )
      .get(revoked.now, revoked.sampleId);
    if (row) computeCentroids(store, row.profileId, revoked.now);
    return row !== undefined;
  });
}

/** The samples of a profile, revoked ones too, oldest first. */
export function listVoiceSamples(store: Store, profileId: string): readonly VoiceSample[] {
  type Row = Omit<VoiceSample, 'source'> & {
    readonly path: string | null;
    readonly meetingId: string;
    readonly clusterId: string;
  };
  return read(store, 'listing the voice samples', () =>
    store
      .sql<Row>(
        `SELECT id, profile_id AS profileId, source_path AS path, source_meeting_id AS meetingId,
                source_cluster_id AS clusterId, model, dims, seconds, quality, created_at AS createdAt,
                revoked_at AS revokedAt
         FROM voice_samples WHERE profile_id = ? ORDER BY created_at, id`,
      )
      .all(profileId)
      .map(({ path, meetingId, clusterId, ...sample }) => ({
        ...sample,
        source: path === null ? { meetingId, clusterId } : { path },
      })),
  );
}

/** The embeddings of one model that count, oldest first: of one profile, or of everybody. */
export function listVoiceVectors(
  store: Store,
  chosen: { readonly model: string; readonly profileId?: string },
): readonly { readonly profileId: string; readonly embedding: Embedding; readonly seconds: number }[] {
  const { model, profileId = null } = chosen;
  return read(store, 'reading the voice samples', () =>
    store
      .sql<{ profileId: string; vector: Buffer; seconds: number }>(
        `SELECT profile_id AS profileId, vector, seconds FROM voice_samples
         WHERE model = @model AND revoked_at IS NULL AND (@profileId IS NULL OR profile_id = @profileId)
         ORDER BY created_at, rowid`,
      )
      .all({ model, profileId })
      .map(({ vector, ...sample }) => ({ ...sample, embedding: { model, vector: toFloats(vector) } })),
  );
}
