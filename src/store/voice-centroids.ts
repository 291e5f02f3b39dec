import type { Candidate, Embedding } from '../domain/speakers.js';
import { meanDirection } from '../domain/vectors.js';
import { toBlob, toFloats } from './columns.js';
import { read, type Store } from './store.js';
import { nearestInMemory } from './voice-index.js';

const profileDefaults = {
  /** Seconds of voice from which a profile counts as ready: shorter ones scatter widely around their speaker. */
  readySeconds: 10,
} as const;

interface Centroid {
  /** Of length 1. */
  readonly vector: Float32Array;
  readonly confidence: number;
  readonly seconds: number;
}

/**
 * For each network: the mean of the unit vectors of the samples that count, weighted by their seconds, brought to
 * length 1. The length of the mean before that is the mean cosine similarity of the samples to it. The
 * profile itself shows the network of its newest sample. To be called inside `write`.
 */
export function computeCentroids(store: Store, profileId: string, now: string): void {
  const rows = store
    .sql<{ model: string; vector: Buffer; seconds: number }>(
      `SELECT model, vector, seconds FROM voice_samples WHERE profile_id = ? AND revoked_at IS NULL
       ORDER BY created_at, id`,
    )
    .all(profileId);
  store.sql('DELETE FROM voice_centroids WHERE profile_id = ?').run(profileId);
  const insert = store.sql(
    'INSERT INTO voice_centroids (profile_id, model, dims, vector) VALUES (?, ?, ?, ?)',
  );
  const newest = rows.at(-1)?.model;
  let current: Centroid | null = null;
  for (const model of new Set(rows.map((row) => row.model))) {
    const centroid = weightedCentroid(rows.filter((row) => row.model === model));
    if (!centroid) continue;
    insert.run(profileId, model, centroid.vector.length, toBlob(centroid.vector));
    if (model === newest) current = centroid;
  }
  const seconds = current?.seconds ?? 0;
  const status = !current ? 'untrained' : seconds < profileDefaults.readySeconds ? 'training' : 'ready';
  store
    .sql(
      `UPDATE user_profiles SET embeddings = ?, voice_vector = ?, voice_model = ?, voice_dims = ?,
         voice_confidence = ?, voice_model_status = ?, sample_duration_seconds = ?, updated_at = ?
       WHERE id = ?`,
    )
    .run(
      current ? JSON.stringify(Array.from(current.vector)) : null,
      current ? toBlob(current.vector) : null,
      current ? newest : null,
      current ? current.vector.length : null,
      current ? current.confidence : null,
      status,
      seconds,
      now,
      profileId,
    );
}

/** Null when the samples cancel each other out. @throws Error when their widths differ. */
function weightedCentroid(
  samples: readonly { readonly model: string; readonly vector: Buffer; readonly seconds: number }[],
): Centroid | null {
  const vectors = samples.map((sample) => toFloats(sample.vector));
  const other = vectors.find(({ length }) => length !== vectors[0].length);
  if (other)
    throw new Error(`${samples[0].model} gave embeddings of ${vectors[0].length} and ${other.length}`);
  const seconds = samples.map((sample) => sample.seconds);
  const mean = meanDirection(vectors, seconds);
  return (
    mean && { vector: mean.vector, confidence: mean.length, seconds: seconds.reduce((sum, s) => sum + s, 0) }
  );
}

/*
 * The search runs `vec_distance_cosine` of sqlite-vec over the ordinary table of centroids, and not over a `vec0`
 * table. Both are exact, and up to a thousand profiles they take under a millisecond. The ordinary table has foreign
 * keys and cascades, takes any width, and its deleted rows are overwritten (`secure_delete`); vec0 merely marks a vector
 * in its chunk as gone, which would leave a forgotten voice in the file. Whoever searches often is answered from memory.
 */

/** Which profiles a voice is compared with. */
export interface Compared {
  /** Ids; null or undefined: all of them. */
  readonly only?: readonly string[] | null;
  /** Ids of those that it is not. */
  readonly except?: readonly string[];
}

/** The profiles most similar to a voice, of those with the same network; best first, at most `count`. */
export function nearestProfiles(
  store: Store,
  voice: Embedding,
  count: number,
  { only, except = [] }: Compared = {},
): readonly Candidate[] {
  return read(store, 'comparing the voice', () => {
    const isWanted = (profileId: string) =>
      (!only || only.includes(profileId)) && !except.includes(profileId);
    return (
      nearestInMemory(store, voice, count, isWanted) ?? nearestInFile(store, voice, count, { only, except })
    );
  });
}

/** Distances first, for all; names only for those that are shown. */
function nearestInFile(
  store: Store,
  { model, vector }: Embedding,
  count: number,
  { only, except }: Compared,
): readonly Candidate[] {
  return store
    .sql<Candidate>(
      `SELECT n.profileId, p.display_name AS displayName, n.similarity
       FROM (SELECT profile_id AS profileId, 1 - vec_distance_cosine(vector, @vector) AS similarity
             FROM voice_centroids NOT INDEXED
             WHERE model = @model AND dims = @dims
               AND (@only IS NULL OR profile_id IN (SELECT value FROM json_each(@only)))
               AND profile_id NOT IN (SELECT value FROM json_each(@except))
             ORDER BY similarity DESC, profile_id LIMIT @count) n
         JOIN user_profiles p ON p.id = n.profileId
       ORDER BY n.similarity DESC, n.profileId`,
    )
    .all({
      vector: toBlob(vector),
      model,
      dims: vector.length,
      only: only ? JSON.stringify(only) : null,
      except: JSON.stringify(except),
      count,
    });
}
