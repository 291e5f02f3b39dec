import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type Database from 'better-sqlite3';
import { ScribeError } from '../errors.js';
import { sha256 } from '../platform/hash-file.js';
import { read, type Store } from './store.js';

/** The migrations that ship with the program: the same distance from `src/store` and from `dist/store`. */
export const shippedMigrations = fileURLToPath(new URL('../../migrations/', import.meta.url));

/** `SCRB`: tells `file`, and us, that the database is scribe's. */
const applicationId = 0x53435242;

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

interface AppliedRow {
  readonly version: number;
  readonly name: string;
  readonly sha256: string;
}

/**
 * Reads `0001_name.sql`, `0002_...` from a folder, in order. Hashes are taken with LF line ends, so that a
 * checkout with CRLF has the same ones.
 *
 * @throws ScribeError STORE when the folder is missing or the numbers have a gap: the installation is damaged.
 */
export function readMigrations(folder: string): readonly Migration[] {
  const damaged = (reason: string, cause?: unknown) =>
    new ScribeError('STORE', `Reading the schema of the store from ${folder} failed: ${reason}.`, {
      hint: 'Install scribe again.',
      cause,
    });
  let names: string[];
  try {
    names = readdirSync(folder)
      .filter((name) => /^\d{4}_\w+\.sql$/.test(name))
      .sort();
  } catch (cause) {
    throw damaged('the folder cannot be read', cause);
  }
  if (names.length === 0) throw damaged('it holds no migrations');
  return names.map((file, index) => {
    const version = Number(file.slice(0, 4));
    if (version !== index + 1) throw damaged(`${file} should be number ${index + 1}`);
    const sql = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n');
    return { version, name: file.slice(5, -4), sql, sha256: sha256(sql) };
  });
}

/**
 * The migrations that a store does not have yet, oldest first. Changes nothing.
 *
 * @throws ScribeError STORE as `migrate` does.
 */
export function pendingMigrations(
  db: Database.Database,
  { migrations, path }: { readonly migrations: readonly Migration[]; readonly path: string },
): readonly Migration[] {
  // One transaction: another program may just be making the store.
  const look = db.transaction(() => {
    const applied = appliedMigrations(db);
    if (applied.length === 0) refuseForeign(db, path);
    checkApplied(applied, migrations, path);
    return migrations.slice(applied.length);
  });
  return look();
}

/** Version of the newest migration that the database has; 0 when it has none. */
export function schemaVersion(db: Database.Database): number {
  return appliedMigrations(db).at(-1)?.version ?? 0;
}

/**
 * Brings the database to the newest schema: every migration in its own transaction, together with its row in
 * `schema_migrations`. Programs that open a new store at the same moment take turns (BEGIN IMMEDIATE), and each
 * looks again, under the lock, at what is left to do.
 *
 * @param now UTC ISO-8601, kept as `applied_at`.
 * @returns the version of the schema.
 * @throws ScribeError STORE when the database is newer than this program, when an applied migration is not the one
 * that ships, or when the file is a database of another program.
 */
export function migrate(
  db: Database.Database,
  options: { readonly migrations: readonly Migration[]; readonly now: string; readonly path: string },
): number {
  const { migrations, now, path } = options;
  const applyNext = db.transaction((): boolean => {
    const applied = appliedMigrations(db);
    checkApplied(applied, migrations, path);
    const next = migrations.at(applied.length);
    if (!next) return false;
    if (applied.length === 0) claim(db, path);
    try {
      db.exec(next.sql);
    } catch (cause) {
      // Rows that scribe wrote fit: something else has changed them.
      if (!(cause instanceof Error) || !/constraint failed/i.test(cause.message)) throw cause;
      throw new ScribeError(
        'STORE',
        `Bringing the store ${path} to version ${next.version} failed: its rows are not what scribe writes there (${cause.message}).`,
        { hint: 'Restore the file from a backup, or move it away and ingest the recordings again.', cause },
      );
    }
    db.prepare('INSERT INTO schema_migrations (version, name, sha256, applied_at) VALUES (?, ?, ?, ?)').run(
      next.version,
      next.name,
      next.sha256,
      now,
    );
    return true;
  });
  // Most runs find nothing to do, and should not wait for a writer.
  const applied = appliedMigrations(db);
  checkApplied(applied, migrations, path);
  if (applied.length < migrations.length) while (applyNext.immediate());
  return migrations.length;
}

function appliedMigrations(db: Database.Database): AppliedRow[] {
  const table = db
    .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'")
    .get();
  if (!table) return [];
  return db
    .prepare<[], AppliedRow>('SELECT version, name, sha256 FROM schema_migrations ORDER BY version')
    .all();
}

function checkApplied(applied: readonly AppliedRow[], migrations: readonly Migration[], path: string): void {
  const newest = applied.at(-1);
  if (newest && newest.version > migrations.length)
    throw new ScribeError(
      'STORE',
      `Opening the store ${path} failed: its schema is version ${newest.version}, this program knows ${migrations.length}.`,
      { hint: 'Install the newer scribe that wrote it, or point SCRIBE_HOME at another folder.' },
    );
  for (const [index, row] of applied.entries()) {
    const ours = migrations[index];
    if (row.version === ours.version && row.sha256 === ours.sha256) continue;
    throw new ScribeError(
      'STORE',
      `Opening the store ${path} failed: migration ${row.version} (${row.name}) is not the one that was applied.`,
      {
        hint: 'Install the release of scribe that made this store; an applied migration must never be edited.',
      },
    );
  }
}

function claim(db: Database.Database, path: string): void {
  refuseForeign(db, path);
  db.pragma(`application_id = ${applicationId}`);
  db.exec(
    `CREATE TABLE schema_migrations (
       version INTEGER PRIMARY KEY NOT NULL,
       name TEXT NOT NULL,
       sha256 TEXT NOT NULL,
       applied_at TEXT NOT NULL
     ) STRICT`,
  );
}

function refuseForeign(db: Database.Database, path: string): void {
  const foreign = db
    .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' LIMIT 1")
    .get();
  if (foreign)
    throw new ScribeError(
      'STORE',
      `Opening the store ${path} failed: it is the database of another program (it has a table ${foreign.name}).`,
      { hint: 'Point SCRIBE_HOME at another folder.' },
    );
}

/**
 * Whether a version of scribe with this schema was at work in this store at a moment: it processed a recording then, or
 * stored a voice within the minute after it.
 *
 * @param moment UTC ISO-8601
 */
export function ranAt(store: Store, moment: string, schema: number): boolean {
  return read(store, 'looking for earlier runs', () =>
    Boolean(
      store
        .sql(
          `SELECT 1 FROM schema_migrations newer
           WHERE newer.version = @schema + 1 AND @moment < newer.applied_at
             AND (EXISTS (SELECT 1 FROM meetings WHERE started_at <= @moment AND @moment <= coalesce(finished_at, updated_at))
               OR EXISTS (SELECT 1 FROM voice_samples
                          WHERE @moment <= created_at AND unixepoch(created_at) - unixepoch(@moment) <= 60))`,
        )
        .get({ moment, schema }),
    ),
  );
}
