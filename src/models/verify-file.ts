import { statSync } from 'node:fs';
import { join } from 'node:path';
import { sha256OfFile } from '../platform/hash-file.js';
import type { CatalogFile } from './catalog.js';
import type { TrustedPin } from './trusted-pins.js';
import type { VerificationCache } from './verification-cache.js';

/** The outcome of checking one file of a model. */
export interface FileVerdict {
  /** Absolute. */
  readonly path: string;
  /** Null when the file is the right one. */
  readonly problem: { readonly kind: 'missing' | 'wrong'; readonly text: string } | null;
  /** Size and hash of the file; null when it is missing or was not read. */
  readonly pin: TrustedPin | null;
  /** Nothing pins the file: it is trusted for the first time. */
  readonly trusted: boolean;
}

/** How a file is checked. */
export interface Verification {
  readonly signal?: AbortSignal;
  /** Files that were verified before; this one is added. Null: every byte is read again. */
  readonly cache: VerificationCache | null;
}

/**
 * Compares a file with its pin: the catalog's, else the one remembered from when the file arrived.
 * A verified file is not hashed again until its size, modification time or inode changes.
 */
export async function verifyFile(
  file: CatalogFile,
  folder: string,
  remembered: TrustedPin | undefined,
  { cache, signal }: Verification,
): Promise<FileVerdict> {
  const path = join(folder, file.path);
  const verdict = (kind: 'missing' | 'wrong', text: string): FileVerdict => ({
    path,
    problem: { kind, text },
    pin: null,
    trusted: false,
  });
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  if (!stat?.isFile()) return verdict('missing', `${path} is missing`);
  const size = Number(stat.size);
  const expectedSize = file.size ?? remembered?.size ?? size;
  if (size !== expectedSize) return verdict('wrong', `${path} has ${size} bytes instead of ${expectedSize}`);
  const expected = file.sha256 ?? remembered?.sha256 ?? null;
  const stampOf = (sha256: string) => `${sha256} ${size} ${stat.mtimeNs} ${stat.ino}`;
  if (expected && cache?.[path] === stampOf(expected))
    return { path, problem: null, pin: { size, sha256: expected }, trusted: false };
  const sha256 = await sha256OfFile(path, { signal });
  if (expected && sha256 !== expected) {
    const by = file.sha256 ? 'that the catalog pins' : 'that was downloaded first';
    return verdict('wrong', `${path} is not the file ${by} (its SHA-256 is ${sha256})`);
  }
  if (cache) cache[path] = stampOf(sha256);
  return { path, problem: null, pin: { size, sha256 }, trusted: expected === null };
}
