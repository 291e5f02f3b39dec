import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readKeyFile } from '../src/commands/store-key.js';
import { openExisting } from '../src/store/open-store.js';
import type { Store } from '../src/store/store.js';

/** What a run is to leave, in a form that two runs of the same commands share. */
export interface State {
  /** Content of every file, by its name. Several that share one, but for an id, are separated by a zero. */
  readonly files: ReadonlyMap<string, string>;
  /** Rows of every table, sorted. */
  readonly tables: ReadonlyMap<string, readonly string[]>;
}

/** The folders of one round. */
export interface Place {
  readonly folder: string;
  /** SCRIBE_HOME. */
  readonly home: string;
  /** The folder of `--out`. */
  readonly out: string;
  /** File with the key of the store; null: it is not encrypted. */
  readonly keyFile: string | null;
}

/** Opens the store of a round, or another database beside it, as it is. */
export function openIn({ home, keyFile }: Place, path?: string): Store {
  return openExisting({ home, path, key: keyFile === null ? null : readKeyFile(keyFile, home) });
}

/**
 * Tables that say how a meeting came to be and not what it is: a run that was interrupted has more of them. And the
 * insides of the search index, which depend on the order of writes; what can be found is in the other tables.
 */
const passing =
  /^(processing_events|meeting_provenance|written_transcripts|transcription_status_history|revisions|cache|export_\w+|search_\w+_(config|content|data|docsize|idx)|sqlite_\w+)$/;

/** Columns with hashes of files that have an id in them, and numbers in the order of writes. */
const varying: Readonly<Record<string, readonly string[]>> = {
  artifacts: ['sha256', 'id'],
  files: ['companion_files'],
  transcript_copy_files: ['sha256'],
  insight_states: ['transcript'],
  // A run that is killed when the meeting is stored finds it known when it is repeated.
  watched_files: ['outcome'],
  watched_folders: ['pid'],
  search_meetings: ['id'],
  search_turns: ['id'],
  search_waiting: ['id'],
};

const uuids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const moments = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** Every id in a text. */
const idsIn = (text: string): readonly string[] => text.match(uuids) ?? [];

/**
 * Text in which what differs between two runs has one name: ids that are not `known`, folders of the round and, with
 * `clock`, moments.
 */
export function comparable(text: string, place: Place, known: ReadonlySet<string>, clock: boolean): string {
  const named = text
    .replaceAll(place.folder, '<round>')
    .replace(uuids, (id) => (known.has(id) ? id : '<id>'));
  return clock ? named.replace(moments, '<moment>') : named;
}

/** Every row of the store as text, and all ids in them. */
function readTables(place: Place): ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]> {
  const store = openIn(place);
  try {
    const tables = store.db
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*'")
      .pluck()
      .all()
      .filter((name) => !passing.test(name));
    return new Map(
      tables.map((name) => [
        name,
        store.db.prepare<[], Record<string, unknown>>(`SELECT * FROM "${name}"`).all(),
      ]),
    );
  } finally {
    store.close();
  }
}

/** Ids of everything in a store. */
export function idsOf(place: Place): ReadonlySet<string> {
  const texts = [...readTables(place).values()].flat().map((row) => rowText(row, []));
  return new Set(texts.flatMap(idsIn));
}

function rowText(row: Readonly<Record<string, unknown>>, masked: readonly string[]): string {
  return JSON.stringify(row, (key, value: unknown) => {
    if (masked.includes(key)) return value === null ? null : '<varying>';
    // Buffers arrive here as what their toJSON gives.
    if (typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer')
      return createHash('sha256').update(JSON.stringify(value)).digest('hex');
    return value;
  });
}

/** Files below a folder that is to be compared, hidden ones too; folders end in a slash. */
export function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return entry.isDirectory() ? `${path}/` : path;
    });
  } catch {
    return [];
  }
}

/** Files whose bytes are compared elsewhere (the store), or say nothing (times of model files). */
const uncompared = /\/scribe\.db$|-before-restore-[^/]*\.db$|\/verified-models\.json$|\.backup$/;
/**
 * Copies that a restore keeps are for the user to delete; there is one more for every restore. Networks in the form in which
 * they are opened are a hundred megabytes. Those, and what node has compiled of scribe, are made anew when they are missing,
 * and say nothing of meetings.
 */
const extra = /-before-restore-[^/]*\.db$|\/cache\/(graphs|code)\//;

/** @param known ids that were there before: they are told apart. */
export function readState(place: Place, known: ReadonlySet<string>): State {
  const name = (path: string) => comparable(relative(place.folder, path), place, known, false);
  const contents = new Map<string, string[]>();
  for (const path of [...listFiles(place.home), ...listFiles(place.out)]) {
    if (extra.test(path)) continue;
    const plain = !path.endsWith('/') && lstatSync(path).isFile() && !uncompared.test(path);
    const shown = `${name(path)}${path.endsWith('/') ? '/' : ''}`;
    const content = plain ? comparable(readFileSync(path, 'utf8'), place, known, false) : '';
    contents.set(shown, [...(contents.get(shown) ?? []), content]);
  }
  const files = new Map([...contents].map(([shown, each]) => [shown, each.sort().join('\0')]));
  const tables = new Map(
    [...readTables(place)].map(([table, rows]) => [
      table,
      rows.map((row) => comparable(rowText(row, varying[table] ?? []), place, known, true)).sort(),
    ]),
  );
  return { files, tables };
}

/** Where two states differ, in words; empty when they are the same. */
export function differences(found: State, expected: State): string[] {
  const told: string[] = [];
  for (const name of new Set([...found.files.keys(), ...expected.files.keys()])) {
    if (!found.files.has(name)) told.push(`${name} is missing`);
    else if (!expected.files.has(name)) told.push(`${name} is left`);
    else if (found.files.get(name) !== expected.files.get(name)) told.push(`${name} has other bytes`);
  }
  for (const table of new Set([...found.tables.keys(), ...expected.tables.keys()])) {
    const [a, b] = [found.tables.get(table) ?? [], expected.tables.get(table) ?? []];
    const more = without(a, b).map((row) => `${table} has ${row}`);
    const less = without(b, a).map((row) => `${table} lacks ${row}`);
    told.push(...more, ...less);
  }
  return told;
}

/** Rows of `a` that are not in `b`, each as often as it is there more. */
function without(a: readonly string[], b: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const row of b) left.set(row, (left.get(row) ?? 0) + 1);
  return a.filter((row) => {
    const count = left.get(row) ?? 0;
    left.set(row, count - 1);
    return count <= 0;
  });
}
