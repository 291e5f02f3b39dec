import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';

/** What V8 made of scripts, kept in a folder so that the next process need not compile them again. */
export interface CodeCache {
  /** Undefined: nothing is kept, or nothing that is whole. */
  readonly find: (script: string) => Buffer | undefined;
  readonly keep: (scripts: ReadonlyMap<string, Buffer>) => void;
}

/** Days after which what another build has kept is deleted. */
const days = 30;
const dayMs = 86_400_000;
const sumBytes = 4;
const partSuffix = '.part';

/**
 * @param folder is made on the first `keep`, and so is the one above it, no further. What is in it runs, so it is used only
 *   while nobody else can write into it.
 * @param build names the scripts, and whatever else decides what V8 makes of them: each build has a folder of its own.
 */
export function openCodeCache(folder: string, build: string): CodeCache {
  const place = join(folder, build);
  const fileOf = (script: string) => join(place, script);
  const isOurs = isOnlyOurs(place);
  return {
    find(script) {
      if (!isOurs) return undefined;
      try {
        return unsealed(readFileSync(fileOf(script)));
      } catch {
        return undefined;
      }
    },
    keep(scripts) {
      try {
        if (!isOurs) begin(folder, place);
        if (!isOnlyOurs(place)) return;
        sweepParts(place);
        for (const [script, code] of scripts) replace(fileOf(script), sealed(code));
      } catch {
        // A folder that takes nothing, or a full disk: the next process compiles, as this one did.
      }
    },
  };
}

/** Makes the folder of a build, and deletes those that were made long ago. */
function begin(folder: string, place: string): void {
  for (const path of [dirname(folder), folder, place])
    try {
      mkdirSync(path, { mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  removeOlder(folder, days, () => true);
}

/** Removes what processes have left that were killed while they wrote. */
const sweepParts = (place: string): void => removeOlder(place, 1, (name) => name.endsWith(partSuffix));

function removeOlder(folder: string, age: number, isMeant: (name: string) => boolean): void {
  for (const name of readdirSync(folder).filter(isMeant)) {
    const path = join(folder, name);
    if (Date.now() - statSync(path).mtimeMs > age * dayMs) rmSync(path, { recursive: true, force: true });
  }
}

function isOnlyOurs(place: string): boolean {
  if (process.platform === 'win32') return true;
  try {
    const { uid, mode } = statSync(place);
    return uid === process.geteuid?.() && (mode & 0o022) === 0;
  } catch {
    return false;
  }
}

/** Nobody sees a file before it is complete. */
function replace(file: string, bytes: Uint8Array): void {
  const part = `${file}.${process.pid}${partSuffix}`;
  try {
    writeFileSync(part, bytes, { mode: 0o600 });
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/** V8 does not look whether what it is given is damaged, and runs it. So a checksum stands behind it. */
function sealed(code: Buffer): Buffer {
  const sum = Buffer.alloc(sumBytes);
  sum.writeUInt32LE(crc32(code));
  return Buffer.concat([code, sum]);
}

function unsealed(bytes: Buffer): Buffer | undefined {
  if (bytes.length <= sumBytes) return undefined;
  const code = bytes.subarray(0, -sumBytes);
  return crc32(code) === bytes.readUInt32LE(code.length) ? code : undefined;
}
