import { shortId } from '../domain/meeting.js';
import type { Embedding } from '../domain/speakers.js';
import { dot } from '../domain/vectors.js';
import { ScribeError } from '../errors.js';
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

/**
 * Makes a revoked sample count again. @returns whether it did not until now.
 * @throws ScribeError USAGE when its profile has the same sample once more, which counts.
 */
export function restoreVoiceSample(
  store: Store,
  restored: { readonly sampleId: string; readonly now: string },
): boolean {
  const { sampleId, now } = restored;
  return write(store, 'restoring the voice sample', () => {
    const same = store
      .sql<{ id: string }>(
        `SELECT same.id FROM voice_samples same JOIN voice_samples own ON same.profile_id = own.profile_id
           AND same.model = own.model AND same.vector = own.vector AND same.id <> own.id
         WHERE own.id = ? AND same.revoked_at IS NULL`,
      )
      .get(sampleId);
    if (same)
      throw new ScribeError(
        'USAGE',
        `Restoring the sample ${shortId(sampleId)} failed: the same voice counts already as ${shortId(same.id)}.`,
        { hint: 'Nothing needs to be restored.' },
      );
    const row = store
      .sql<{ profileId: string }>(
        `UPDATE voice_samples SET revoked_at = NULL WHERE id = ? AND revoked_at IS NOT NULL
         RETURNING profile_id AS profileId`,
      )
      .get(sampleId);
    if (row) computeCentroids(store, row.profileId, now);
    return row !== undefined;
  });
}

/**
 * The sample that somebody means by its short id, or the beginning of that or of the whole id.
 * @throws ScribeError USAGE when there is none, or when several could be meant (they are named).
 */
export function requireVoiceSample(
  store: Store,
  given: string,
): VoiceSample & { readonly displayName: string } {
  const plain = given.trim().replaceAll('-', '').toLowerCase();
  const found = read(store, 'looking for the voice sample', () =>
    store
      .sql<{ id: string; profileId: string; displayName: string }>(
        `SELECT v.id, v.profile_id AS profileId, p.display_name AS displayName
         FROM (SELECT *, replace(id, '-', '') AS plain FROM voice_samples) v JOIN user_profiles p ON p.id = v.profile_id
         WHERE length(@plain) > 0
           AND (substr(plain, 1, length(@plain)) = @plain OR substr(substr(plain, -8), 1, length(@plain)) = @plain)
         ORDER BY v.created_at, v.id LIMIT 6`,
      )
      .all({ plain }),
  );
  if (found.length === 1) {
    const [{ id, profileId, displayName }] = found;
    return { ...listVoiceSamples(store, profileId).find((sample) => sample.id === id)!, displayName };
  }
  const problem =
    found.length === 0
      ? 'no sample has such an id'
      : `several samples match: ${found.map(({ id, displayName }) => `${shortId(id)} (${displayName})`).join(', ')}`;
  throw new ScribeError('USAGE', `Looking for the sample "${given}" failed: ${problem}.`, {
    hint: 'Run `scribe speakers samples list NAME` to see the ids.',
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

/** A sample as numbers. */
export interface VoiceVector {
  readonly id: string;
  readonly profileId: string;
  readonly embedding: Embedding;
  readonly seconds: number;
}

/** The embeddings of one model that count, oldest first: of one profile, or of everybody. */
export function listVoiceVectors(
  store: Store,
  chosen: { readonly model: string; readonly profileId?: string },
): readonly VoiceVector[] {
  const { model, profileId = null } = chosen;
  return read(store, 'reading the voice samples', () =>
    store
      .sql<{ id: string; profileId: string; vector: Buffer; seconds: number }>(
        `SELECT id, profile_id AS profileId, vector, seconds FROM voice_samples
         WHERE model = @model AND revoked_at IS NULL AND (@profileId IS NULL OR profile_id = @profileId)
         ORDER BY created_at, id`,
      )
      .all({ model, profileId })
      .map(({ vector, ...sample }) => ({ ...sample, embedding: { model, vector: toFloats(vector) } })),
  );
}
