import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../platform/replace-file.js';

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
    mkdirSync(cache, { recursive: true, mode: 0o700 });
    replaceFile(ledgerPath(cache), JSON.stringify(ledger, null, 1), 0o600);
  } catch {
    // Next time they are hashed again.
  }
}
