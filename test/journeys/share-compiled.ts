import { existsSync, linkSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { variable } from '../keep-compiled.js';

/*
 * Every test has a store of its own, and with it an empty cache. Optimizing the networks again takes a third of what
 * processing a short recording takes, so what one run has kept is linked into the caches of the runs after it. Files have
 * names by their content, and are never written twice.
 */

/** Of the cache: what does not depend on any recording. */
const compiled = ['code', 'graphs'];

/** Adds it to the cache of a store, before a run. A home that is missing, or a cache that is no folder, stays so. */
export function takeCompiled(home: string): void {
  const folder = process.env[variable];
  const cache = join(home, 'cache');
  if (folder && existsSync(home) && isFolderOrMissing(cache)) link(folder, cache);
}

/** Takes from the cache of a store, after a run, what others have not got. */
export function giveCompiled(home: string): void {
  const folder = process.env[variable];
  if (folder) link(join(home, 'cache'), folder);
}

const isFolderOrMissing = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() !== false;

function link(from: string, to: string): void {
  for (const part of compiled) {
    if (!existsSync(join(from, part))) continue;
    for (const name of readdirSync(join(from, part), { recursive: true, encoding: 'utf8' })) {
      if (!/\.(cjs|ort)$/.test(name)) continue;
      const target = join(to, part, name);
      mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
      try {
        linkSync(join(from, part, name), target);
      } catch {
        // It is there already, or gone since.
      }
    }
  }
}
