import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { startSha256 } from '../../platform/hash-file.js';
import { syncFolder } from '../../platform/sync-folder.js';
import { onDisk } from './disk.js';

/** A partial download: its bytes are in `<target>.part`, and which file they begin is noted in `<target>.part.json`. */
export interface Part {
  readonly target: string;
  readonly path: string;
  readonly handle: FileHandle;
  /** Bytes received, all of them hashed. */
  received: number;
  /** The most bytes ever received: a download that keeps starting again makes no progress. */
  furthest: number;
  hash: Hash;
  note: PartNote;
}

const noteSchema = z.object({
  /** Identifies the file: a hash, a tag, or at least an address. */
  version: z.string(),
  /** The strong ETag of the host that sent the bytes, for `If-Range`. */
  validator: z.string().nullable(),
});
type PartNote = z.infer<typeof noteSchema>;

const partPath = (target: string) => `${target}.part`;
const notePath = (target: string) => `${target}.part.json`;

/** Opens the part of an earlier run if it belongs to this version, else an empty one. */
export function openPart(target: string, version: string): Promise<Part> {
  const path = partPath(target);
  return onDisk(path, async () => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const earlier = await readNote(target);
    const note = earlier?.version === version ? earlier : { version, validator: null };
    // In append mode the next byte is the first one again after a truncation.
    const handle = await open(path, 'a+');
    try {
      if (note !== earlier) await handle.truncate(0);
      const { size: received } = await handle.stat();
      const hash = await startSha256(path, received);
      return { target, path, handle, received, furthest: received, hash, note };
    } catch (cause) {
      await handle.close();
      throw cause;
    }
  });
}

/** Bytes of this version that an earlier run has received. */
export async function partSize(target: string, version: string): Promise<number> {
  if ((await readNote(target))?.version !== version) return 0;
  return (await stat(partPath(target)).catch(() => null))?.size ?? 0;
}

/** Discards what was received. */
export async function restartPart(part: Part): Promise<void> {
  await onDisk(part.path, () => part.handle.truncate(0));
  part.received = 0;
  part.hash = createHash('sha256');
}

/** Notes where the next bytes come from. It is written before they are: a killed process leaves no unknown bytes. */
export async function notePart(part: Part, validator: string | null): Promise<void> {
  if (part.received > 0 && part.note.validator === validator) return;
  part.note = { ...part.note, validator };
  await onDisk(part.path, () => writeFile(notePath(part.target), JSON.stringify(part.note)));
}

export async function appendToPart(part: Part, bytes: Uint8Array): Promise<void> {
  await onDisk(part.path, () => part.handle.appendFile(bytes));
  part.hash.update(bytes);
  part.received += bytes.length;
  part.furthest = Math.max(part.furthest, part.received);
}

/** Syncs the file, then renames it into place: a power cut leaves the part or the file, never a torn file. */
export function finishPart(part: Part): Promise<void> {
  return onDisk(part.target, async () => {
    await part.handle.sync();
    await part.handle.close();
    await rename(part.path, part.target);
    await syncFolder(dirname(part.target));
    await rm(notePath(part.target), { force: true });
  });
}

export async function discardPart(target: string): Promise<void> {
  await rm(partPath(target), { force: true });
  await rm(notePath(target), { force: true });
}

/** A torn or missing note costs only bytes: the download starts again. */
async function readNote(target: string): Promise<PartNote | null> {
  try {
    return noteSchema.parse(JSON.parse(await readFile(notePath(target), 'utf8')));
  } catch {
    return null;
  }
}
