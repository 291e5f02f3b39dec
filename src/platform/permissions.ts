import { chmodSync, lstatSync, readdirSync, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Runs a function that makes a file or a folder, so that it gets its permissions. */
export type MakeFile = <T>(make: () => T) => T;

let umaskOfUser: number | null = null;

/**
 * From here on everything that this program and its children make is for this user alone (0600, 0700), whatever the
 * umask that it was started with. What the user asked for is made with `asUser`.
 */
export function keepToOurselves(): void {
  umaskOfUser ??= process.umask(0o077);
}

/** With the umask that the program was started with. `make` is synchronous: the umask is that of the whole process. */
export const asUser: MakeFile = (make) => {
  if (umaskOfUser === null) return make();
  const ours = process.umask(umaskOfUser);
  try {
    return make();
  } finally {
    process.umask(ours);
  }
};

/** As everything else of this program. */
export const asScribe: MakeFile = (make) => make();

/** Absolute paths of what belongs to scribe. */
interface OwnPlaces {
  readonly home: string;
  readonly cache: string;
  readonly models: string;
  readonly configFile: string;
}

/** What scribe keeps in its home. */
const ours = [
  ...['scribe.db', 'scribe.db-wal', 'scribe.db-shm'],
  ...['artifacts', 'cache', 'edits', 'locks', 'models'],
];

/** What a restore keeps beside the store. */
const isKeptStore = (name: string): boolean => /^scribe-before-restore-.*\.db(-wal)?$/.test(name);

/**
 * Takes from everybody else the rights to what scribe keeps, whatever made it: an earlier version, `mkdir` or a backup.
 * The home itself is closed when nothing else is in it: somebody may have pointed SCRIBE_HOME at a folder that is used
 * for other things too. Links are not followed, and a file with a second name (a model that is shared with another
 * cache) is left alone: it is behind a closed folder.
 *
 * @param thoroughly look into folders that are closed already, too: a file in them may have come from anywhere.
 */
export function keepPrivate({ home, cache, models, configFile }: OwnPlaces, thoroughly: boolean): void {
  if (process.platform === 'win32') return;
  const names = list(home);
  const kept = names.filter(isKeptStore);
  const known = [...ours, ...kept, ...[cache, models].filter(isIn(home)).map(nameIn)];
  // A config file that could not be read is kept as `config.yaml.broken`.
  const configs = isIn(home)(configFile) ? names.filter((name) => name.startsWith(nameIn(configFile))) : [];
  if (names.length > 0 && names.every((name) => known.includes(name) || configs.includes(name)))
    close(home, false);
  for (const path of new Set([...[...ours, ...kept].map((name) => join(home, name)), cache, models]))
    close(path, true, thoroughly);
  for (const name of configs) close(join(home, name), false);
}

const isIn = (folder: string) => (path: string) => dirname(path) === folder;
const nameIn = (path: string) => basename(path);

/** Closes a file or a folder; what is below it, when it was open. What cannot be changed stays as it is. */
function close(path: string, below: boolean, thoroughly = false): void {
  const found = look(path);
  if (!found) return;
  const open = (found.mode & 0o077) !== 0;
  if (open)
    try {
      chmodSync(path, found.mode & 0o700);
    } catch {
      // Of another user, or on a read-only disk: then it is not ours to close.
      return;
    }
  if (below && found.isDirectory() && (open || thoroughly))
    for (const name of list(path)) close(join(path, name), true, true);
}

/** Null: not to be seen, a link, somebody else's, or a file that has another name elsewhere. */
function look(path: string): Stats | null {
  let found: Stats;
  try {
    found = lstatSync(path);
  } catch {
    return null;
  }
  if (found.uid !== process.geteuid?.()) return null;
  if (found.isDirectory()) return (found.mode & 0o1000) === 0 ? found : null;
  return found.isFile() && found.nlink === 1 ? found : null;
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
