import type Database from 'better-sqlite3';
import { canonicalJson } from '../domain/canonical-json.js';

const known = new WeakSet<Database.Database>();

/** Makes `scribe_same_json(a, b)` known to a connection: whether two texts are the same JSON, however they are written. */
export function knowSameJson(db: Database.Database): void {
  if (known.has(db)) return;
  db.function('scribe_same_json', { deterministic: true }, (a: unknown, b: unknown) =>
    isSame(a, b) ? 1 : 0,
  );
  known.add(db);
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'string' || typeof b !== 'string') return false;
  try {
    return canonicalJson(a) === canonicalJson(b);
  } catch {
    return false; // Text that only looks like JSON.
  }
}
