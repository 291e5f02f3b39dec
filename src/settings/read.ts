import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { YAMLParseError } from 'yaml';
import { ScribeError } from '../errors.js';
import { type ResolvedSettings, resolveSettings } from './resolve.js';

/** Where scribe keeps things. Everything is below `$SCRIBE_HOME` when that is set. */
export interface Folders {
  /** The store and the artifacts. */
  readonly home: string;
  /** Working files, and what can be computed again. */
  readonly cache: string;
  readonly models: string;
  readonly configFile: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** env-paths asks for the user's home folder when it is loaded, and throws if there is none. */
const envPaths = await import('env-paths').then(
  (module) => module.default,
  () => null,
);

/** @throws ScribeError USAGE when the user has no home folder and SCRIBE_HOME names none. */
export function readFolders(environment: Environment): Folders {
  const configured = environment.SCRIBE_HOME?.trim();
  const configFile = environment.SCRIBE_CONFIG?.trim();
  const folders = configured ? foldersBelow(resolve(expandHome(configured))) : platformFolders();
  return configFile ? { ...folders, configFile: resolve(expandHome(configFile)) } : folders;
}

function foldersBelow(home: string): Folders {
  const configFile = join(home, 'config.yaml');
  return { home, cache: join(home, 'cache'), models: join(home, 'models'), configFile };
}

function platformFolders(): Folders {
  if (!envPaths) throw homeless("Finding scribe's folders");
  const { data, cache, config } = envPaths('scribe', { suffix: '' });
  return { home: data, cache, models: join(data, 'models'), configFile: join(config, 'config.yaml') };
}

function homeless(operation: string): ScribeError {
  return new ScribeError('USAGE', `${operation}: this user has no home folder.`, {
    hint: 'Set SCRIBE_HOME to a folder that you can write to, or set HOME.',
  });
}

/** Settings from flags, the environment and the config file (YAML or JSON), each with its source. */
export async function readSettings(
  flags: Readonly<Record<string, unknown>>,
  environment: Environment,
): Promise<ResolvedSettings> {
  const { configFile } = readFolders(environment);
  const values = await readConfigFile(configFile, Boolean(environment.SCRIBE_CONFIG?.trim()));
  return withHome(resolveSettings({ flags, environment, file: values && { path: configFile, values } }));
}

/**
 * Settings for a command that must run even when they cannot be read, because it repairs them: as many as can be read,
 * and what is wrong with the others. A wrong flag still throws.
 */
export async function readUsableSettings(
  flags: Readonly<Record<string, unknown>>,
  environment: Environment,
): Promise<{ readonly settings: ResolvedSettings; readonly problem: ScribeError | null }> {
  try {
    return { settings: await readSettings(flags, environment), problem: null };
  } catch (problem) {
    if (!(problem instanceof ScribeError)) throw problem;
    for (const usable of [environment, {}])
      try {
        return { settings: withHome(resolveSettings({ flags, environment: usable, file: null })), problem };
      } catch {
        // Try with less.
      }
    throw problem;
  }
}

/** A path may begin with `~`: in a file, no shell has expanded it. */
function withHome(resolved: ResolvedSettings): ResolvedSettings {
  const { out, ffmpeg, calendar, keyFile } = resolved.values;
  const expanded = {
    out: out && expandHome(out),
    ffmpeg: ffmpeg && expandHome(ffmpeg),
    calendar: calendar && expandHome(calendar),
    keyFile: keyFile && expandHome(keyFile),
  };
  return { ...resolved, values: { ...resolved.values, ...expanded } };
}

async function readConfigFile(path: string, required: boolean): Promise<Record<string, unknown> | null> {
  let content: string;
  try {
    refusePipe(path);
    content = readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof ScribeError) throw cause;
    if (!required && ['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '')) return null;
    throw new ScribeError('USAGE', `Reading the settings from ${path} failed: ${(cause as Error).message}`, {
      hint: 'Check the path and its permissions, or unset SCRIBE_CONFIG.',
      cause,
    });
  }
  const { parseYaml } = await import('./parse-yaml.js');
  let parsed: unknown;
  try {
    parsed = parseYaml(content);
  } catch (cause) {
    throw new ScribeError('USAGE', `Reading the settings: ${path} is not valid YAML${placeInYaml(cause)}.`, {
      hint: 'Write one `name: value` per line, for instance `language: en`.',
      cause,
    });
  }
  if (parsed === null || parsed === undefined) return null;
  if (typeof parsed !== 'object' || Array.isArray(parsed))
    throw new ScribeError('USAGE', `Reading the settings: ${path} has no \`name: value\` lines.`, {
      hint: 'Write one setting per line, for instance `language: en`.',
    });
  return parsed as Record<string, unknown>;
}

/** ` (line 3, column 5)`; empty if the parser does not say. */
export function placeInYaml(problem: unknown): string {
  const isOfYaml = problem instanceof Error && problem.name === 'YAMLParseError';
  const place = isOfYaml ? (problem as YAMLParseError).linePos?.[0] : undefined;
  return place ? ` (line ${place.line}, column ${place.col})` : '';
}

/** A pipe that a shell made (`<(...)`) has a writer. Any other may never get one, and reading it would hang. */
function refusePipe(path: string): void {
  if (path.startsWith('/dev/fd/') || !statSync(path).isFIFO()) return;
  throw new ScribeError('USAGE', `Reading the settings from ${path} failed: it is a pipe, not a file.`, {
    hint: 'Name a file, or unset SCRIBE_CONFIG.',
  });
}

/** A path that may begin with `~`, where no shell has expanded it. @throws ScribeError USAGE without a home folder. */
export function expandHome(path: string): string {
  if (path !== '~' && !path.startsWith('~/')) return path;
  try {
    return join(homedir(), path.slice(2));
  } catch {
    throw homeless(`Finding ${path}`);
  }
}
