import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What a file was when it was first trusted. */
export interface TrustedPin {
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

const pinsSchema = z.record(
  z.string(),
  z.object({ size: z.int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
);

const pinsPath = (folder: string) => join(folder, '.pins.json');

/**
 * The files of a model's folder that the catalog does not pin, as they were when they came: path below the folder ->
 * pin. A list that is missing or damaged is empty.
 */
export function readTrustedPins(folder: string): Record<string, TrustedPin> {
  try {
    const parsed = pinsSchema.safeParse(JSON.parse(readFileSync(pinsPath(folder), 'utf8')));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}

/** Replaces the list, whole or not at all. The folder must be there. */
export function writeTrustedPins(folder: string, pins: Readonly<Record<string, TrustedPin>>): void {
  const path = pinsPath(folder);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = openSync(temporary, 'w', 0o644);
    try {
      writeSync(file, `${JSON.stringify(pins, null, 2)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
