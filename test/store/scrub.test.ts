import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { oweScrub, scrub } from '../../src/store/scrub.js';
import { randomNumbers, tempFolder } from './fixture.js';

/** How many of the blobs have a piece of 40 bytes in the file. */
function countTraces(path: string, blobs: readonly Buffer[]): number {
  const bytes = readFileSync(path);
  const traced = (blob: Buffer) => {
    for (let from = 0; from + 40 <= blob.length; from += 40)
      if (bytes.includes(blob.subarray(from, from + 40))) return true;
    return false;
  };
  return blobs.filter(traced).length;
}

/** Rows come, grow and go in random order, so that SQLite moves them between pages. @returns what was deleted. */
function churn(db: Database.Database, seed: number): { gone: Buffer[]; kept: Buffer[] } {
  const random = randomNumbers(seed);
  const blob = () =>
    Buffer.from(Array.from({ length: 60 + Math.floor(random() * 900) }, () => Math.floor(random() * 256)));
  db.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, first BLOB, second BLOB)');
  const insert = db.prepare('INSERT OR IGNORE INTO t VALUES (?, ?, NULL)');
  const grow = db.prepare('UPDATE t SET second = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM t WHERE id = ?');
  const rows = new Map<number, Buffer[]>();
  const gone: Buffer[] = [];
  for (let step = 0; step < 1500; step++) {
    const what = random();
    const ids = [...rows.keys()];
    const id = ids[Math.floor(random() * ids.length)];
    if (what < 0.45 || ids.length < 5) {
      const fresh = Math.floor(random() * 1e6);
      const first = blob();
      if (insert.run(fresh, first).changes > 0) rows.set(fresh, [first]);
    } else if (what < 0.7) {
      const [first, old] = rows.get(id)!;
      const second = blob();
      grow.run(second, id);
      if (old) gone.push(old);
      rows.set(id, [first, second]);
    } else {
      remove.run(id);
      gone.push(...rows.get(id)!);
      rows.delete(id);
    }
  }
  return { gone, kept: [...rows.values()].flat() };
}

describe('scrubbing', () => {
  it('erases the copies that secure_delete leaves behind when rows were moved', () => {
    const path = join(tempFolder(), 'x.db');
    const db = new Database(path);
    onTestFinished(() => {
      db.close();
    });
    db.pragma('journal_mode = WAL');
    db.pragma('secure_delete = ON');
    const { gone, kept } = churn(db, 2);
    db.pragma('wal_checkpoint(TRUNCATE)');
    // Should this become 0, SQLite has mended it, and VACUUM is no longer needed.
    expect(countTraces(path, gone)).toBeGreaterThan(0);
    oweScrub(db);
    expect(scrub(db)).toBe(true);
    expect(countTraces(path, gone)).toBe(0);
    expect(countTraces(path, kept)).toBe(kept.length);
    expect(db.pragma('user_version', { simple: true })).toBe(0);
  });

  it('does nothing where nothing is owed', () => {
    const db = new Database(join(tempFolder(), 'x.db'));
    onTestFinished(() => {
      db.close();
    });
    // VACUUM would throw inside a transaction.
    db.exec('BEGIN');
    expect(scrub(db)).toBe(true);
    oweScrub(db);
    expect(() => scrub(db)).toThrow(/VACUUM/);
    db.exec('ROLLBACK');
  });
});
