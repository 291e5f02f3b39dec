import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Deletes working files that a killed run left behind before a moment (milliseconds since 1970). */
export function sweepSpool(cacheFolder: string, before: number): void {
  const folder = join(cacheFolder, 'spool');
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names) {
    const path = join(folder, name);
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? before;
    if (changed < before) rmSync(path, { recursive: true, force: true });
  }
}
