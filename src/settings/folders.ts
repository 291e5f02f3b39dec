import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { ScribeError } from '../errors.js';
import { type UserFolders, userFolders } from '../platform/user-folders.js';

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

/** @throws ScribeError USAGE when the user has no home folder and SCRIBE_HOME names none. */
export function readFolders(environment: Environment): Folders {
  const configured = environment.SCRIBE_HOME?.trim();
  const configFile = environment.SCRIBE_CONFIG?.trim();
  const folders = configured ? foldersBelow(resolve(expandHome(configured))) : platformFolders(environment);
  return configFile ? { ...folders, configFile: resolve(expandHome(configFile)) } : folders;
}

function foldersBelow(home: string): Folders {
  const configFile = join(home, 'config.yaml');
  return { home, cache: join(home, 'cache'), models: join(home, 'models'), configFile };
}

function platformFolders(environment: Environment): Folders {
  let folders: UserFolders;
  try {
    folders = userFolders('scribe', environment);
  } catch {
    // The system knows no home folder of this user.
    throw homeless("Finding scribe's folders");
  }
  const { data, cache, config } = folders;
  return { home: data, cache, models: join(data, 'models'), configFile: join(config, 'config.yaml') };
}

function homeless(operation: string): ScribeError {
  return new ScribeError('USAGE', `${operation}: this user has no home folder.`, {
    hint: 'Set SCRIBE_HOME to a folder that you can write to, or set HOME.',
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
