import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Random } from '../test/fixtures/random.js';

/** One thing that was done to files, as `fault.c` notes it. */
export interface Deed {
  /** W: bytes written, T: cut to `offset`, C: file made, D: folder, L: link, U: removed, R: renamed, S: synced. */
  readonly kind: string;
  readonly path: string;
  /** Where it was renamed or linked to. */
  readonly other: string;
  readonly offset: number;
  readonly bytes: Buffer;
}

const headSize = 24;

/** Reads what `fault.c` has noted; a record that a kill cut short is left out. */
export function readDeeds(log: Buffer): Deed[] {
  const deeds: Deed[] = [];
  for (let at = 0; at + headSize <= log.length; ) {
    const [kind, pathLength, otherLength, size] = [0, 4, 8, 12].map((field) => log.readUInt32LE(at + field));
    const offset = Number(log.readBigInt64LE(at + 16));
    const path = at + headSize;
    const other = path + pathLength;
    const bytes = other + otherLength;
    at = bytes + size;
    if (at > log.length) break;
    deeds.push({
      kind: String.fromCharCode(kind),
      path: log.toString('utf8', path, other),
      other: log.toString('utf8', other, bytes),
      offset,
      bytes: log.subarray(bytes, at),
    });
  }
  return deeds;
}

/**
 * Which deeds are on the disk when the power goes after the first `until` of them. Names are written in the order in
 * which they changed, and any sync writes all those before it, as the journals of ext4 and XFS do. Bytes that were not
 * synced are there or not, each write for itself.
 */
export function surviving(deeds: readonly Deed[], until: number, random: Random): Deed[] {
  const done = deeds.slice(0, until);
  const lastSync = done.findLastIndex(({ kind }) => kind === 'S');
  const named = lastSync + 1 + random.below(until - lastSync);
  /** By the name of a file: when it was synced last. */
  const synced = new Map(done.flatMap(({ kind, path }, i) => (kind === 'S' ? [[path, i] as const] : [])));
  return done.filter(({ kind, path }, i) => {
    if (kind === 'S') return false;
    if (kind === 'W' || kind === 'T') return i < (synced.get(path) ?? -1) || random.uniform() < 0.5;
    return i < named;
  });
}

/** Does deeds again. What needs a file or folder whose making did not survive is left out. */
export function redo(deeds: readonly Deed[]): void {
  for (const { kind, path: here, other, offset, bytes } of deeds) {
    if (!existsSync(dirname(here))) continue;
    if (kind === 'D') mkdirSync(here, { recursive: true });
    else if (kind === 'C') {
      if (!existsSync(here)) writeFileSync(here, '');
    } else if (!existsSync(here)) continue;
    else if (kind === 'U') rmSync(here, { recursive: true });
    else if (kind === 'R') renameSync(here, other);
    else if (kind === 'L') linkSync(here, other);
    else if (kind === 'T') truncateSync(here, offset);
    else if (kind === 'W') writeAt(here, bytes, offset);
  }
}

function writeAt(path: string, bytes: Buffer, offset: number): void {
  const file = openSync(path, 'r+');
  try {
    writeSync(file, bytes, 0, bytes.length, offset);
  } finally {
    closeSync(file);
  }
}
