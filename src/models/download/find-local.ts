import { stat } from 'node:fs/promises';
import { gitSha1OfFile, sha256OfFile } from '../../platform/hash-file.js';
import type { DownloadEvent } from './events.js';
import type { Pin } from './file.js';
import { reuseFromHubCache } from './hub-cache.js';
import { discardPart } from './part-file.js';
import { pinOf, type Wanted } from './plan-downloads.js';
import type { Expected } from './receive.js';

type From = Extract<DownloadEvent, { kind: 'file-finished' }>['from'];

/**
 * A file that needs no network: it is in the folder, or in the cache of Hugging Face.
 * @returns null when its source must be asked.
 */
export async function findLocal(
  wanted: Wanted,
  hubCache: string,
): Promise<{ readonly from: From; readonly pin: Pin } | null> {
  const { file, target } = wanted;
  const pin = pinOf(wanted);
  const here = pin.sha256 === null ? null : await hashedIfSize(target, pin.size);
  if (here && here.sha256 === pin.sha256) {
    await discardPart(target);
    return { from: 'folder', pin: here };
  }
  const reused = await reuseFromHubCache(file, target, hubCache, pin);
  if (!reused) return null;
  await discardPart(target);
  return { from: 'hub-cache', pin: reused };
}

/** The unpinned file that is in the folder already, if it is the one that its source describes. */
export async function describedBySource(
  target: string,
  { size, sha256, gitSha1 }: Expected,
): Promise<Pin | null> {
  if (sha256 === null && gitSha1 === null) return null;
  const here = await hashedIfSize(target, size);
  if (!here) return null;
  const same = sha256 ? here.sha256 === sha256 : (await gitSha1OfFile(target)) === gitSha1;
  return same ? here : null;
}

async function hashedIfSize(path: string, size: number | null): Promise<Pin | null> {
  const there = await stat(path).catch(() => null);
  if (!there?.isFile() || (size !== null && there.size !== size)) return null;
  return { size: there.size, sha256: await sha256OfFile(path) };
}

export function finished({ file, trusted }: Wanted, from: From, pin: Pin): DownloadEvent {
  const { path, sha256 } = file;
  return { kind: 'file-finished', path, from, ...pin, trusted: sha256 === null && trusted === null };
}
