import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { isMainThread } from 'node:worker_threads';
import { type CodeCache, openCodeCache } from '../platform/code-cache.js';
import { readFolders } from '../settings/folders.js';

/*
 * The build joins the modules of the program into scripts, and this runs them (scripts/bundle.js). Modules could be run by
 * node itself, but node 20 compiles every module in every process anew; what is compiled of a script can be kept.
 */

type Exports = Readonly<Record<string, unknown>>;

/** The function that a script is: the text of a CommonJS module in its wrapper. */
type Wrapper = (
  module: { exports: Exports },
  exports: Exports,
  require: (name: string) => unknown,
  load: typeof loadScript,
  take: (name: string) => Promise<unknown>,
  url: string,
) => void;

/** Of all scripts: the build writes it down beside them. */
declare const __BUILD__: string;

const folder = fileURLToPath(new URL('.', import.meta.url));
const requirePackage = createRequire(import.meta.url);
const cache = openCache();
const modules = new Map<string, { exports: Exports }>();
/** Packages that are ES modules: a script cannot require those. */
const esModules = new Map<string, unknown>();
/** Scripts that were compiled in this process. */
const compiled = new Map<string, Script>();

/**
 * Runs a script of the build, and those that it needs, unless they have run.
 *
 * @param needs ES modules that it or they require: they are loaded before.
 * @returns what the script exports.
 */
export async function loadScript(name: string, needs: readonly string[] = []): Promise<Exports> {
  for (const each of needs) if (!esModules.has(each)) esModules.set(each, await import(each));
  return runScript(name);
}

function runScript(name: string): Exports {
  const known = modules.get(name);
  if (known) return known.exports;
  const module = { exports: {} };
  modules.set(name, module);
  const filename = join(folder, name);
  const cachedData = cache?.find(name);
  const script = new Script(readFileSync(filename, 'utf8'), { filename, cachedData });
  if (!cachedData || script.cachedDataRejected) compiled.set(name, script);
  const run: Wrapper = script.runInThisContext();
  try {
    run(module, module.exports, requireFrom, loadScript, importPackage, import.meta.url);
  } catch (error) {
    // Whoever asks again is told the same.
    modules.delete(name);
    throw error;
  }
  return module.exports;
}

function requireFrom(name: string): unknown {
  if (name.startsWith('./')) return runScript(name.slice(2));
  return esModules.get(name) ?? requirePackage(name);
}

/** A script whose compiled code was kept cannot import by itself: node does not know it. */
function importPackage(name: string): Promise<unknown> {
  return import(name);
}

/** Null: this user has no folder for it. */
function openCache(): CodeCache | null {
  try {
    const { cache: parent } = readFolders(process.env);
    return openCodeCache(join(parent, 'code'), `${process.version}-${process.arch}-${__BUILD__}`);
  } catch {
    return null;
  }
}

// Then it is known which functions of them are needed. Threads run what their process has compiled.
if (isMainThread && cache)
  process.once('exit', () => {
    if (compiled.size > 0)
      cache.keep(new Map([...compiled].map(([name, script]) => [name, script.createCachedData()])));
  });
