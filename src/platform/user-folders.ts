import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where this system keeps what programs of a user have written. */
export interface UserFolders {
  readonly data: string;
  readonly config: string;
  readonly cache: string;
}

/**
 * The folders of one program of this user: of the XDG base directory specification, but for macOS and Windows, which have
 * their own.
 *
 * @throws when the user has no home folder and the environment does not say where the folders are.
 */
export function userFolders(
  program: string,
  environment: Environment,
  platform: NodeJS.Platform = process.platform,
): UserFolders {
  const inHome = (...names: string[]) => join(homedir(), ...names);
  if (platform === 'darwin') {
    const inLibrary = (name: string) => inHome('Library', name, program);
    return {
      data: inLibrary('Application Support'),
      config: inLibrary('Preferences'),
      cache: inLibrary('Caches'),
    };
  }
  if (platform === 'win32') {
    const roaming = environment.APPDATA || inHome('AppData', 'Roaming');
    const local = environment.LOCALAPPDATA || inHome('AppData', 'Local');
    return {
      data: join(local, program, 'Data'),
      config: join(roaming, program, 'Config'),
      cache: join(local, program, 'Cache'),
    };
  }
  return {
    data: join(environment.XDG_DATA_HOME || inHome('.local', 'share'), program),
    config: join(environment.XDG_CONFIG_HOME || inHome('.config'), program),
    cache: join(environment.XDG_CACHE_HOME || inHome('.cache'), program),
  };
}
