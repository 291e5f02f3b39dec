import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { readMigrations, shippedMigrations } from '../../src/store/migrate.js';
import { openStore } from '../../src/store/open-store.js';
import { at, tempFolder } from './fixture.js';

/** A store and a copy of the migrations that may be spoiled. */
function setUp() {
  const folder = tempFolder();
  const migrations = join(folder, 'migrations');
  cpSync(shippedMigrations, migrations, { recursive: true });
  const home = join(folder, 'home');
  const open = (minute = 0) => openStore({ home, migrations, now: at(minute) });
  const rows = () => {
    const store = open(9);
    const applied = store
      .sql<{ version: number; name: string; sha256: string; at: string }>(
        'SELECT version, name, sha256, applied_at AS at FROM schema_migrations ORDER BY version',
      )
      .all();
    store.close();
    return applied;
  };
  const add = (name: string, sql: string) => writeFileSync(join(migrations, name), sql);
  return { home, migrations, open, rows, add };
}

const shipped = readMigrations(shippedMigrations);
const next = String(shipped.length + 1).padStart(4, '0');
const refusal = (words: RegExp) =>
  expect.objectContaining({
    code: 'STORE',
    message: expect.stringMatching(words),
    hint: expect.stringMatching(/\w/),
  });

describe('migrations', () => {
  it('each open with their reason', () => {
    for (const { name, sql } of shipped) expect(sql, name).toMatch(/^-- Why: \S/);
  });

  it('are applied once, each with its row', () => {
    const { open, rows } = setUp();
    open(1).close();
    open(2).close();
    expect(rows()).toEqual(
      shipped.map(({ version, name, sha256 }) => ({ version, name, sha256, at: at(1) })),
    );
  });

  it('bring an older store up to date, and keep what it holds', () => {
    const { open, rows, add } = setUp();
    const old = open(1);
    old.db.exec("INSERT INTO cache (key, value) VALUES ('k', 'kept')");
    old.close();
    add(
      `${next}_more.sql`,
      '-- Why: a test.\nCREATE TABLE more (id TEXT) STRICT; INSERT INTO more VALUES (1);',
    );
    const store = open(2);
    expect(store.db.prepare('SELECT value FROM cache').pluck().get()).toBe('kept');
    expect(store.db.prepare('SELECT count(*) FROM more').pluck().get()).toBe(1);
    store.close();
    expect(rows().map((row) => row.at)).toEqual([...shipped.map(() => at(1)), at(2)]);
  });

  it('leave nothing of one that fails', () => {
    const { home, open, rows, add, migrations } = setUp();
    open(1).close();
    add(
      `${next}_broken.sql`,
      '-- Why: a test.\nCREATE TABLE half (id TEXT) STRICT;\nCREATE TABLE files (id TEXT);',
    );
    expect(() => open(2)).toThrow(/files already exists/);
    const db = new Database(join(home, 'scribe.db'));
    expect(db.prepare("SELECT name FROM sqlite_schema WHERE name = 'half'").get()).toBeUndefined();
    db.close();
    rmSync(join(migrations, `${next}_broken.sql`));
    expect(rows()).toHaveLength(shipped.length);
  });

  it('are refused when one that was applied has been edited; line ends are no edit', () => {
    const { open, migrations } = setUp();
    open().close();
    const file = join(migrations, '0002_transcripts.sql');
    const sql = readFileSync(file, 'utf8');
    writeFileSync(file, sql.replaceAll('\n', '\r\n'));
    open().close();
    writeFileSync(file, `${sql}\n-- one word more`);
    expect(() => open()).toThrow(refusal(/migration 2 \(transcripts\)/));
  });

  it('refuse a store that is newer than the program', () => {
    const { open, add, migrations } = setUp();
    add(`${next}_more.sql`, '-- Why: a test.\nCREATE TABLE more (id TEXT) STRICT;');
    open().close();
    rmSync(join(migrations, `${next}_more.sql`));
    expect(() => open()).toThrow(
      refusal(new RegExp(`version ${shipped.length + 1}, this program knows ${shipped.length}`)),
    );
  });

  it("refuse another program's database, and leave it as it is", () => {
    const { home, open } = setUp();
    open().close();
    rmSync(join(home, 'scribe.db'));
    const db = new Database(join(home, 'scribe.db'));
    db.exec('CREATE TABLE bookmarks (url TEXT)');
    db.close();
    expect(() => open()).toThrow(refusal(/another program.*bookmarks/));
    const after = new Database(join(home, 'scribe.db'));
    expect(after.prepare('SELECT name FROM sqlite_schema').pluck().all()).toEqual(['bookmarks']);
    after.close();
  });

  it('are refused with a gap in their numbers, or when they are missing', () => {
    const { open, migrations } = setUp();
    rmSync(join(migrations, '0002_transcripts.sql'));
    expect(() => open()).toThrow(refusal(/0003_voices.sql should be number 2/));
    rmSync(migrations, { recursive: true });
    expect(() => open()).toThrow(refusal(/cannot be read/));
  });
});
