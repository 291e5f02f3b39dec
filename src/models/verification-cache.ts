import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../platform/replace-file.js';

/** Files that were verified before: absolute path -> hash, size, modification time and inode at that moment. */
export type VerificationCache = Record<string, string>;

const cachePath = (cache: string) => join(cache, 'verified-models.json');

/** A cache that cannot be read costs only time: the files are hashed again. */
export function readVerificationCache(cache: string): VerificationCache {
  try {
    const parsed: unknown = JSON.parse(readFileSync(cachePath(cache), 'utf8'));
    return typeof parsed === 'object' && parsed !== null ? (parsed as VerificationCache) : {};
  } catch {
    return {};
  }
}

/** A cache that cannot be written (a full or read-only disk) costs only time, too. */
export function writeVerificationCache(cache: string, verified: VerificationCache): void {
  try {
    mkdirSync(cache, { recursive: true, mode: 0o700 });
    replaceFile(cachePath(cache), JSON.stringify(verified, null, 1), 0o600);
  } catch {
    // The files are hashed again next time.
  }
}
