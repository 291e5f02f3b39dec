import { codeOf, wordsOfCode } from '../domain/code-distances.js';
import { read, type Store, write } from './store.js';

/*
 * Vectors of what turns say, by the keys of `search-index.ts`. Triggers take a vector away when the turn goes or says
 * something else; then the turn waits for another.
 */

/** A turn that has no vector. */
export interface WaitingTurn {
  readonly key: number;
  readonly text: string;
}

/** How many turns have no vector of a model: none yet, or one of another model. */
export function countWaiting(store: Store): number {
  return read(
    store,
    'counting turns',
    () => store.sql<{ n: number }>('SELECT count(*) AS n FROM search_waiting').get()?.n ?? 0,
  );
}

/** The newest turns that have no vector, at most so many; of one meeting, or of all. */
export function waitingTurns(store: Store, most: number, meetingId: string | null = null): WaitingTurn[] {
  return read(store, 'looking for turns', () => {
    const meeting =
      meetingId === null
        ? undefined
        : store.sql<{ id: number }>('SELECT id FROM search_meetings WHERE meeting_id = ?').get(meetingId);
    if (meetingId !== null && !meeting) return [];
    return store
      .sql<WaitingTurn>(
        `SELECT w.id AS key, t.text FROM search_waiting w JOIN search_text t ON t.id = w.id
         WHERE w.id BETWEEN @first AND @last ORDER BY w.id DESC LIMIT @most`,
      )
      .all({
        first: (meeting?.id ?? 0) * 2 ** 20,
        last: meeting ? (meeting.id + 1) * 2 ** 20 - 1 : Number.MAX_SAFE_INTEGER,
        most,
      });
  });
}

/** Lets the turns wait again whose vectors are of other models: they cannot be compared. @returns how many. */
export function dropOtherVectors(store: Store, model: string): number {
  return write(
    store,
    'removing vectors of another model',
    () => store.sql('DELETE FROM search_vectors WHERE model <> ?').run(model).changes,
  );
}

/** Keeps the vectors of turns. A turn that has changed or gone meanwhile gets none. */
export function saveTextVectors(
  store: Store,
  model: string,
  embedded: readonly (WaitingTurn & { readonly vector: Float32Array })[],
): void {
  write(store, 'saving the vectors of turns', () => {
    const save = store.sql(
      `INSERT INTO search_vectors (id, model, dims, vector)
       SELECT @key, @model, @dims, @vector FROM search_text WHERE id = @key AND text = @text
       ON CONFLICT (id) DO NOTHING`,
    );
    for (const { key, text, vector } of embedded)
      save.run({ key, text, model, dims: vector.length, vector: quantized(vector) });
  });
}

/** Turns of which the vectors of one model are compared at once. */
export interface CodeBlock {
  /** Of the turns. */
  readonly keys: Float64Array;
  /** The signs of their vectors, [turns, words] (`codeOf`). */
  readonly codes: Int32Array;
}

/** The codes of all vectors of a model, in blocks. Those that are missing are made, and kept if the store can be written. */
export function* codeBlocks(store: Store, model: string, dims: number): Generator<CodeBlock> {
  const { last } = store.sql<{ last: number | null }>('SELECT max(id) AS last FROM search_vectors').get()!;
  const kept = store.sql<{ keys: Buffer; codes: Buffer }>(
    'SELECT keys, codes FROM search_codes WHERE id = ? AND model = ?',
  );
  if (last === null) return;
  for (let id = 0; id <= Math.floor(last / 2 ** 26); id++) {
    const row = kept.get(id, model);
    yield row
      ? { keys: numbersOf(row.keys, Float64Array), codes: numbersOf(row.codes, Int32Array) }
      : makeBlock(store, id, model, dims);
  }
}

function makeBlock(store: Store, id: number, model: string, dims: number): CodeBlock {
  const rows = store
    .sql<{ key: number; vector: Buffer }>(
      `SELECT id AS key, vector FROM search_vectors
       WHERE id BETWEEN @first AND @last AND model = @model AND dims = @dims ORDER BY id`,
    )
    .all({ first: id * 2 ** 26, last: (id + 1) * 2 ** 26 - 1, model, dims });
  const words = wordsOfCode(dims);
  const codes = new Int32Array(rows.length * words);
  for (const [i, { vector }] of rows.entries())
    codes.set(codeOf(new Int8Array(vector.buffer, vector.byteOffset, vector.byteLength)), i * words);
  const keys = Float64Array.from(rows, ({ key }) => key);
  store
    .sql('INSERT OR REPLACE INTO search_codes (id, model, keys, codes) VALUES (?, ?, ?, ?)')
    .run(id, model, bytesOf(keys), bytesOf(codes));
  return { keys, codes };
}

/** The cosine similarity of some turns to a vector, by key. To be called inside `read`. */
export function similarities(
  store: Store,
  keys: readonly number[],
  vector: Float32Array,
): Map<number, number> {
  const rows = store
    .sql<{ key: number; distance: number }>(
      `SELECT id AS key, vec_distance_cosine(vec_int8(vector), vec_int8(@vector)) AS distance FROM search_vectors
       WHERE id IN (SELECT value FROM json_each(@keys)) AND dims = @dims`,
    )
    .all({ keys: JSON.stringify(keys), vector: quantized(vector), dims: vector.length });
  return new Map(rows.map(({ key, distance }) => [key, 1 - distance]));
}

/** Whole numbers from -127 to 127 in the direction of a vector. */
function quantized(vector: Float32Array): Buffer {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  return Buffer.from(Int8Array.from(vector, (value) => Math.round((127 * value) / largest)).buffer);
}

/** The numbers that a column holds; copied only where they do not lie as numbers must. */
function numbersOf<T>(
  { buffer, byteOffset, byteLength }: Buffer,
  Numbers: {
    readonly BYTES_PER_ELEMENT: number;
    new (buffer: ArrayBufferLike, at: number, length: number): T;
  },
): T {
  const length = byteLength / Numbers.BYTES_PER_ELEMENT;
  return byteOffset % Numbers.BYTES_PER_ELEMENT === 0
    ? new Numbers(buffer, byteOffset, length)
    : new Numbers(buffer.slice(byteOffset, byteOffset + byteLength), 0, length);
}

const bytesOf = ({ buffer }: Float64Array | Int32Array): Buffer => Buffer.from(buffer);

/** The model of the newest vector; null: there is none. */
export function modelOfVectors(store: Store): string | null {
  const newest = 'SELECT model FROM search_vectors ORDER BY id DESC LIMIT 1';
  return read(store, 'looking for vectors', () => store.sql<{ model: string }>(newest).get()?.model ?? null);
}
