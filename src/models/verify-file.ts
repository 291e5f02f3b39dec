import { statSync } from 'node:fs';
import { join } from 'node:path';
import { sha256OfFile } from '../platform/hash-file.js';
import type { CatalogFile } from './catalog.js';
import type { TrustedPin } from './trusted-pins.js';
import type { VerificationCache } from './verification-cache.js';

/** What became of looking at one file of a model. */
export interface FileVerdict {
  /** Absolute. */
  readonly path: string;
  /** Null: the file is what it should be. */
  readonly problem: { readonly kind: 'missing' | 'wrong'; readonly text: string } | null;
  /** What the file is; null when it is missing or was not read. */
  readonly pin: TrustedPin | null;
  /** Nothing said what the file should be: it is trusted for the first time. */
  readonly trusted: boolean;
}

/** How one file is judged. */
export interface Verification {
  readonly signal?: AbortSignal;
  /** What was verified before; the verdict is added. Null: every byte is read again. */
  readonly ledger: VerificationCache | null;
}

/**
 * Compares a file with its pin: the catalog's, or where that has none the one remembered from when the file came.
 * A file that was verified once is not hashed again until its size or its time of change differs.
 */
export async function verifyFile(
  file: CatalogFile,
  folder: string,
  remembered: TrustedPin | undefined,
  { ledger, signal }: Verification,
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
  if (expected && ledger?.[path] === stampOf(expected))
    return { path, problem: null, pin: { size, sha256: expected }, trusted: false };
  const sha256 = await sha256OfFile(path, { signal });
  if (expected && sha256 !== expected) {
    const by = file.sha256 ? 'that the catalog pins' : 'that came at first';
    return verdict('wrong', `${path} is not the file ${by} (its SHA-256 is ${sha256})`);
  }
  if (ledger) ledger[path] = stampOf(sha256);
  return { path, problem: null, pin: { size, sha256 }, trusted: expected === null };
}
