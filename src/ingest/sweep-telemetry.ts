import { lstatSync, readdirSync, readFileSync, rmdirSync, rmSync, type Stats } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CommandContext } from '../context.js';
import { isAlive } from '../platform/is-alive.js';
import { ranAt } from '../store/migrate.js';
import type { Store } from '../store/store.js';

/** The newest schema of the versions of scribe in which the telemetry of onnxruntime was on. */
const lastLoudSchema = 6;

/** What the models that ship with scribe call their maker, in the events that the client has queued. */
const ourModels = 'scribe';

/**
 * Deletes what the telemetry client of onnxruntime has left under earlier versions of scribe: a device id and a queue of
 * events in the cache of the user, a session and empty logs in the temporary folder.
 *
 * Other programs with the same library share these files, so nothing goes that is not known to be of scribe: the queue
 * names its models, or the device id was made while such a version was at work with this store. The session belongs
 * to it when the queue holds its id, or when it began in such a run. A log is deleted when it is empty and its process
 * is gone. Another program that shared them makes new ones; it needs them for nothing but its own telemetry.
 */
export function sweepTelemetry(store: Store, { environment }: Pick<CommandContext, 'environment'>): void {
  const cache = environment.XDG_CACHE_HOME || join(environment.HOME || homedir(), '.cache');
  const folder = join(cache, 'Microsoft', 'DeveloperTools', '.onnxruntime');
  const deviceId = own(join(folder, 'deviceid'));
  if (!deviceId) return;
  const queueFiles = ['', '-wal', '-shm', '-journal'].map((end) => join(folder, `onnxruntime.db${end}`));
  const queue = queueFiles.map(contentOf).join('');
  const loudAt = (time: Date) => ranAt(store, time.toISOString(), lastLoudSchema);
  if (!queue.includes(ourModels) && !loudAt(deviceId.mtime)) return;

  const session = join(tmpdir(), '.ses');
  const [began, id] = own(session) ? contentOf(session).trim().split('\n') : [];
  const ours: string[] = [];
  if (id && (queue.includes(id) || loudAt(new Date(Number(began) || 0)))) ours.push(session);
  for (const name of listFolder(tmpdir())) {
    const pid = /^mat-debug-(\d+)\.log$/.exec(name)?.[1];
    const log = join(tmpdir(), name);
    if (pid && own(log)?.size === 0 && !isAlive(Number(pid))) ours.push(log);
  }
  try {
    // What shows whose the others are goes last: somebody may end this program in between.
    for (const path of [...ours, join(folder, 'deviceid'), ...queueFiles]) rmSync(path, { force: true });
    for (let empty = folder; empty !== cache; empty = dirname(empty)) rmdirSync(empty);
  } catch {
    // A folder in which something else lies stays, and so does what this user may not delete.
  }
}

/** An ordinary file of this user; null when there is none. */
function own(path: string): Stats | null {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isFile() && found.uid === (process.geteuid?.() ?? found.uid) ? found : null;
}

/** Bytes as text, one character each: ids and names are found in it as they are. */
function contentOf(path: string): string {
  return own(path) ? readFileSync(path, 'latin1') : '';
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
