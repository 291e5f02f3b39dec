import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { parse } from 'yaml';
import { ScribeError } from '../errors.js';
import { type ResolvedSettings, resolveSettings } from './resolve-settings.js';

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

export function readFolders(environment: Environment): Folders {
  const configured = environment.SCRIBE_HOME?.trim();
  const platform = envPaths('scribe', { suffix: '' });
  const home = configured ? resolve(expandHome(configured)) : platform.data;
  const configFile = environment.SCRIBE_CONFIG?.trim();
  return {
    home,
    cache: configured ? join(home, 'cache') : platform.cache,
    models: join(home, 'models'),
    configFile: configFile
      ? resolve(expandHome(configFile))
      : join(configured ? home : platform.config, 'config.yaml'),
  };
}

/** Settings from flags, the environment and the config file (YAML or JSON), each with its source. */
export function readSettings(
  flags: Readonly<Record<string, unknown>>,
  environment: Environment,
): ResolvedSettings {
  const { configFile } = readFolders(environment);
  const values = readConfigFile(configFile, Boolean(environment.SCRIBE_CONFIG?.trim()));
  return resolveSettings({ flags, environment, file: values && { path: configFile, values } });
}

function readConfigFile(path: string, required: boolean): Record<string, unknown> | null {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (cause) {
    if (!required && (cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new ScribeError('USAGE', `Reading the settings from ${path} failed: ${(cause as Error).message}`, {
      hint: 'Check the path and its permissions, or unset SCRIBE_CONFIG.',
      cause,
    });
  }
  let parsed: unknown;
  try {
    parsed = parse(content);
  } catch (cause) {
    throw new ScribeError(
      'USAGE',
      `Reading the settings: ${path} is not valid YAML: ${(cause as Error).message}`,
      {
        hint: 'One `name: value` a line, for instance `language: en`.',
        cause,
      },
    );
  }
  if (parsed === null || parsed === undefined) return null;
  if (typeof parsed !== 'object' || Array.isArray(parsed))
    throw new ScribeError('USAGE', `Reading the settings: ${path} does not hold \`name: value\` lines.`, {
      hint: 'One setting a line, for instance `language: en`.',
    });
  return parsed as Record<string, unknown>;
}

function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(2)) : path;
}
