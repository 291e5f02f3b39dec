import type { Candidate, Embedding } from '../domain/speakers.js';
import { createVectorTable, type VectorTable } from '../domain/vector-table.js';
import { dot, normalize } from '../domain/vectors.js';
import { toFloats } from './columns.js';
import type { Store } from './store.js';

/*
 * SQLite has to walk over every row and page to compare a voice with all centroids. Who compares many voices (a
 * hundred meetings matched again) soon pays less for keeping the centroids in memory. Milliseconds for 100,000 profiles
 * of 192 numbers stand in docs/performance.md; 77 MB, given back when the store is closed.
 */

const indexDefaults = {
  /** Searches by SQL before the centroids are read into memory: reading them takes as long as about so many. */
  patience: 4,
  /** Rows that are compared again in double precision: the table's products are right to some 1e-7. */
  spare: 8,
} as const;

/** The centroids of one model in memory, as they were in one generation of the table. */
interface VoiceIndex {
  readonly key: string;
  /** Searches since this generation was first seen. */
  searches: number;
  kept: { readonly profileIds: readonly string[]; readonly table: VectorTable } | null;
}

const indexes = new WeakMap<Store, VoiceIndex>();

/**
 * The profiles most similar to a voice, from memory; best first, at most `count`, equals by their id. Null when the
 * centroids are not in memory: when this is one of the first searches since they changed, by whichever program.
 */
export function nearestInMemory(
  store: Store,
  { model, vector: given }: Embedding,
  count: number,
  isWanted: (profileId: string) => boolean,
): readonly Candidate[] | null {
  // One transaction: the generation, the centroids and the names are of one moment.
  const mayLoad = !store.db.inTransaction;
  const vector = normalize(given.slice());
  return store.db.transaction(() => {
    const index = indexOf(store, model, vector.length, mayLoad);
    if (!index.kept) return null;
    const { profileIds, table } = index.kept;
    const products = table.dots(vector);
    const rows = bestRows(products, count + indexDefaults.spare, (row) => isWanted(profileIds[row]));
    const name = store.sql<{ name: string }>('SELECT display_name AS name FROM user_profiles WHERE id = ?');
    return rows
      .map((row) => ({ profileId: profileIds[row], similarity: dot(table.get(row), vector) }))
      .sort((a, b) => b.similarity - a.similarity || (a.profileId < b.profileId ? -1 : 1))
      .slice(0, count)
      .map(({ profileId, similarity }) => ({
        profileId,
        displayName: name.get(profileId)?.name ?? profileId,
        similarity,
      }));
  })();
}

/**
 * The index of this moment, with its centroids if it is due. Inside a transaction of the caller nothing is read into
 * memory: what it has written may still be taken back, and then another change could have the same number.
 */
function indexOf(store: Store, model: string, dims: number, mayLoad: boolean): VoiceIndex {
  const key = `${voiceGeneration(store)} ${dims} ${model}`;
  const known = indexes.get(store);
  const index = known?.key === key ? known : { key, searches: 0, kept: null };
  if (index !== known) indexes.set(store, index);
  index.searches++;
  if (!index.kept && mayLoad && index.searches > indexDefaults.patience)
    index.kept = loadCentroids(store, model, dims);
  return index;
}

/** A number that changes whenever a profile gets another voice, or there is one more or less. */
export function voiceGeneration(store: Store): number {
  const row = store.sql<{ generation: number }>('SELECT generation FROM voice_generation').get();
  return row?.generation ?? 0;
}

function loadCentroids(store: Store, model: string, dims: number): NonNullable<VoiceIndex['kept']> {
  const where = 'FROM voice_centroids NOT INDEXED WHERE model = ? AND dims = ?';
  const { rows } = store.sql<{ rows: number }>(`SELECT count(*) AS rows ${where}`).get(model, dims) ?? {
    rows: 0,
  };
  const table = createVectorTable(rows, dims);
  const profileIds: string[] = [];
  const centroids = store.sql<{ id: string; vector: Buffer }>(`SELECT profile_id AS id, vector ${where}`);
  for (const { id, vector } of centroids.iterate(model, dims)) {
    table.set(profileIds.length, toFloats(vector));
    profileIds.push(id);
  }
  return { profileIds, table };
}

/** Places of the greatest products among the wanted rows, best first, at most `count`. */
function bestRows(products: Float32Array, count: number, isWanted: (row: number) => boolean): number[] {
  const best: number[] = [];
  for (let row = 0; row < products.length; row++) {
    if (best.length === count && products[row] <= products[best[count - 1]]) continue;
    if (!isWanted(row)) continue;
    let place = best.length;
    while (place > 0 && products[best[place - 1]] < products[row]) place--;
    best.splice(place, 0, row);
    if (best.length > count) best.pop();
  }
  return best;
}
