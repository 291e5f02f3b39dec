import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { artifactPaths } from '../../artifacts/artifact-files.js';
import type { CommandContext } from '../../context.js';
import { toJson } from '../../domain/visible-text.js';
import { exitStatus, ScribeError } from '../../errors.js';
import { readStoreTables } from '../../export/store-tables.js';
import { sha256OfFile } from '../../platform/hash-file.js';
import { counted } from '../../report/describe.js';
import { printTable, writeLine } from '../../report/output.js';
import { artifactKeys } from '../../store/artifacts.js';
import { type Cell, compareRows, type RowDifference } from '../../store/compare-rows.js';
import { schemaVersion } from '../../store/migrate.js';
import { openExisting } from '../../store/open-store.js';
import type { Store } from '../../store/store.js';
import { storeKey } from '../store-key.js';

interface Counts {
  same: number;
  onlyInA: number;
  onlyInB: number;
  differ: number;
}

/** One thing that differs, as it is found: a line for people, an object for scripts. */
type Difference =
  | (RowDifference & { readonly table: string })
  | { readonly kind: 'only-in-a' | 'only-in-b' | 'differs'; readonly file: string };

/**
 * `scribe store diff A [B]`: every row of the tables that stores can share, and the bytes of the transcripts. Nothing is changed,
 * and each store is seen as it was at one moment.
 *
 * @returns 0: they are equal; 8: they differ.
 */
export async function diffStores(context: CommandContext, given: string, other?: string): Promise<number> {
  const [first, second] = other === undefined ? [context.folders.home, given] : [given, other];
  const a = await openCompared(context, first);
  try {
    const b = await openCompared(context, second);
    try {
      return await compare(context, a, b);
    } finally {
      b.close();
    }
  } finally {
    a.close();
  }
}

async function compare(context: CommandContext, a: Store, b: Store): Promise<number> {
  const [versionA, versionB] = [schemaVersion(a.db), schemaVersion(b.db)];
  if (versionA !== versionB)
    throw new ScribeError(
      'STORE',
      `Comparing ${a.path} with ${b.path} failed: their schemas are versions ${versionA} and ${versionB}.`,
      { hint: 'Bring the older one up to date: SCRIBE_HOME=ITS_FOLDER scribe store migrate' },
    );
  const report = (difference: Difference, counts: Counts) => {
    counts[counters[difference.kind]] += 1;
    if (context.json) context.out.write(`${toJson(forJson(difference))}\n`);
    else writeLine(context.out, describe(difference));
  };
  const found: [name: string, counts: Counts][] = [];
  const begin = (name: string): Counts => {
    context.signal.throwIfAborted();
    const counts = { same: 0, onlyInA: 0, onlyInB: 0, differ: 0 };
    found.push([name, counts]);
    return counts;
  };
  for (const table of readStoreTables(a)) {
    const counts = begin(table.name);
    for (const row of compareRows({ a, b }, table, counts)) report({ ...row, table: table.name }, counts);
  }
  const files = begin('(files)');
  for (const key of artifactKeys(a)) {
    context.signal.throwIfAborted();
    const kind = await compareFiles(a, b, key);
    if (kind === 'same') files.same += 1;
    else if (kind) report({ kind, file: key }, files);
  }
  return summarize(context, Object.fromEntries(found));
}

const counters = { 'only-in-a': 'onlyInA', 'only-in-b': 'onlyInB', differs: 'differ' } as const;

/** A folder of a store, or its database file. One read transaction shows the store as it was when reading began. */
async function openCompared(context: CommandContext, given: string): Promise<Store> {
  const isFolder = statSync(given, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const path = isFolder ? join(resolve(given), 'scribe.db') : resolve(given);
  const store = openExisting({ home: dirname(path), path, key: await storeKey(context, path) });
  store.db.pragma('query_only = ON');
  store.db.exec('BEGIN');
  return store;
}

/** Null: neither store has the file, whose row was compared already. */
async function compareFiles(a: Store, b: Store, key: string): Promise<Difference['kind'] | 'same' | null> {
  // An encrypted store keeps no files.
  if (a.key || b.key) return null;
  const [inA, inB] = await Promise.all([a, b].map((store) => hashOf(store, key)));
  if (inA === null && inB === null) return null;
  if (inA === null) return 'only-in-b';
  if (inB === null) return 'only-in-a';
  return inA === inB ? 'same' : 'differs';
}

async function hashOf(store: Store, key: string): Promise<string | null> {
  const [path] = artifactPaths(store, [{ key }]);
  return existsSync(path) ? sha256OfFile(path) : null;
}

function summarize(context: CommandContext, tables: Readonly<Record<string, Counts>>): number {
  const differences = Object.values(tables).reduce(
    (sum, { onlyInA, onlyInB, differ }) => sum + onlyInA + onlyInB + differ,
    0,
  );
  if (context.json) context.out.write(`${toJson({ kind: 'summary', equal: differences === 0, tables })}\n`);
  else {
    if (differences > 0) context.out.write('\n');
    printTable(
      context,
      ['TABLE', 'SAME', 'ONLY IN A', 'ONLY IN B', 'DIFFERENT'],
      Object.entries(tables)
        .map(([name, { same, onlyInA, onlyInB, differ }]) => [name, same, onlyInA, onlyInB, differ] as const)
        .filter(([, ...counts]) => counts.some((count) => count > 0))
        .map((row) => row.map(String)),
    );
    writeLine(
      context.out,
      differences === 0 ? 'The stores are equal.' : `${counted(differences, 'difference')}.`,
    );
  }
  return differences === 0 ? 0 : exitStatus.DIFFERENT;
}

const words = { 'only-in-a': 'only in A', 'only-in-b': 'only in B', differs: 'differs' } as const;

function describe(difference: Difference): string {
  const what =
    'file' in difference ? `file ${difference.file}` : `${difference.table} ${difference.key.join(' ')}`;
  const columns = 'columns' in difference ? difference.columns : [];
  const cells = columns.map(({ column, a, b }) => `${column} ${short(a)} | ${short(b)}`).join(', ');
  return `${words[difference.kind].padEnd(9)}  ${what}${cells && `: ${cells}`}`;
}

const longestCell = 40;

/** A cell in so few characters that a line stays readable; of a blob only its length, because it may be a voice. */
function short(cell: Cell): string {
  if (cell === null) return 'NULL';
  if (Buffer.isBuffer(cell)) return `${cell.length} bytes`;
  const text = typeof cell === 'string' ? toJson(cell) : String(cell);
  return text.length > longestCell ? `${text.slice(0, longestCell)}...` : text;
}

/** Blobs by their length alone. */
function forJson(difference: Difference): object {
  if (!('columns' in difference)) return difference;
  const plain = (cell: Cell) => (Buffer.isBuffer(cell) ? { bytes: cell.length } : cell);
  return {
    ...difference,
    columns: difference.columns.map(({ column, a, b }) => ({ column, a: plain(a), b: plain(b) })),
  };
}
