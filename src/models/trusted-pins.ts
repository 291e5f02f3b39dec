import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../platform/replace-file.js';

/** Size and hash of a file when it was first trusted. */
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
 * Pins of the files that the catalog does not pin, taken when they arrived: path below the model's folder -> pin.
 * A missing or damaged list counts as empty.
 */
export function readTrustedPins(folder: string): Record<string, TrustedPin> {
  try {
    const parsed = pinsSchema.safeParse(JSON.parse(readFileSync(pinsPath(folder), 'utf8')));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}

/** Replaces the list, completely or not at all. The folder must exist. */
export function writeTrustedPins(folder: string, pins: Readonly<Record<string, TrustedPin>>): void {
  replaceFile(pinsPath(folder), `${JSON.stringify(pins, null, 2)}\n`);
}
