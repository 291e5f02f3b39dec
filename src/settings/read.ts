import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { ScribeError } from '../errors.js';
import { type ResolvedSettings, resolveSettings } from './resolve.js';

/** Where scribe keeps things. Everything is below `$SCRIBE_HOME` when that is set. */
export interface Folders {
  /** The store and the artifacts. */
  readonly home: string;
  /** Working files and what can be made again. */
  readonly cache: string;
  readonly models: string;
  readonly configFile: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** It asks for the home folder of the user when it is loaded, and throws where there is none. */
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
  if (!envPaths) throw homeless('Looking for the folders of scribe');
  const { data, cache, config } = envPaths('scribe', { suffix: '' });
  return { home: data, cache, models: join(data, 'models'), configFile: join(config, 'config.yaml') };
}

function homeless(operation: string): ScribeError {
  return new ScribeError('USAGE', `${operation}: this user has no home folder.`, {
    hint: 'Set SCRIBE_HOME to a folder that you may write, or HOME.',
  });
}

/** Settings from flags, the environment and the config file (YAML or JSON), each with its source. */
export function readSettings(
  flags: Readonly<Record<string, unknown>>,
  environment: Environment,
): ResolvedSettings {
  const { configFile } = readFolders(environment);
  const values = readConfigFile(configFile, Boolean(environment.SCRIBE_CONFIG?.trim()));
  return withHome(resolveSettings({ flags, environment, file: values && { path: configFile, values } }));
}

/**
 * The settings for a command that has to work when they cannot be read, because it is what mends them: as much of them
 * as there is, and what is wrong. Flags that are wrong are thrown, as ever.
 */
export function readUsableSettings(
  flags: Readonly<Record<string, unknown>>,
  environment: Environment,
): { readonly settings: ResolvedSettings; readonly problem: ScribeError | null } {
  try {
    return { settings: readSettings(flags, environment), problem: null };
  } catch (problem) {
    if (!(problem instanceof ScribeError)) throw problem;
    for (const usable of [environment, {}])
      try {
        return { settings: withHome(resolveSettings({ flags, environment: usable, file: null })), problem };
      } catch {
        // The next one has less in it.
      }
    throw problem;
  }
}

/** Settings that are paths may begin with `~`, which no shell has seen in a file. */
function withHome(resolved: ResolvedSettings): ResolvedSettings {
  const { out, ffmpeg } = resolved.values;
  const expanded = { out: out && expandHome(out), ffmpeg: ffmpeg && expandHome(ffmpeg) };
  return { ...resolved, values: { ...resolved.values, ...expanded } };
}

function readConfigFile(path: string, required: boolean): Record<string, unknown> | null {
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
  let parsed: unknown;
  try {
    parsed = parse(content);
  } catch (cause) {
    throw new ScribeError('USAGE', `Reading the settings: ${path} is not valid YAML${placeInYaml(cause)}.`, {
      hint: 'One `name: value` a line, for instance `language: en`.',
      cause,
    });
  }
  if (parsed === null || parsed === undefined) return null;
  if (typeof parsed !== 'object' || Array.isArray(parsed))
    throw new ScribeError('USAGE', `Reading the settings: ${path} does not hold \`name: value\` lines.`, {
      hint: 'One setting a line, for instance `language: en`.',
    });
  return parsed as Record<string, unknown>;
}

/** ` (line 3, column 5)`; nothing where the parser does not say it. */
function placeInYaml(problem: unknown): string {
  const place = problem instanceof YAMLParseError ? problem.linePos?.[0] : undefined;
  return place ? ` (line ${place.line}, column ${place.col})` : '';
}

/** A pipe that a shell has made (`<(...)`) has a writer; for that of any other one could wait for ever. */
function refusePipe(path: string): void {
  if (path.startsWith('/dev/fd/') || !statSync(path).isFIFO()) return;
  throw new ScribeError('USAGE', `Reading the settings from ${path} failed: it is a pipe, not a file.`, {
    hint: 'Name a file, or unset SCRIBE_CONFIG.',
  });
}

function expandHome(path: string): string {
  if (path !== '~' && !path.startsWith('~/')) return path;
  try {
    return join(homedir(), path.slice(2));
  } catch {
    throw homeless(`Looking for ${path}`);
  }
}
