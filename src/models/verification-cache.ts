import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What was verified before: absolute path -> hash, size, time of change and inode of that moment. */
export type VerificationCache = Record<string, string>;

const ledgerPath = (cache: string) => join(cache, 'verified-models.json');

/** A ledger that cannot be read costs only time: the files are hashed again. */
export function readVerificationCache(cache: string): VerificationCache {
  try {
    const parsed: unknown = JSON.parse(readFileSync(ledgerPath(cache), 'utf8'));
    return typeof parsed === 'object' && parsed !== null ? (parsed as VerificationCache) : {};
  } catch {
    return {};
  }
}

/** One that cannot be written, because the disk is full or not ours to write on, costs the same. */
export function writeVerificationCache(cache: string, ledger: VerificationCache): void {
  try {
    const temporary = `${ledgerPath(cache)}.${process.pid}.tmp`;
    mkdirSync(cache, { recursive: true, mode: 0o700 });
    writeFileSync(temporary, JSON.stringify(ledger, null, 1), { mode: 0o600 });
    renameSync(temporary, ledgerPath(cache));
  } catch {
    // Next time they are hashed again.
  }
}
