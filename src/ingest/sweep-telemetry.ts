import { lstatSync, readdirSync, readFileSync, rmdirSync, rmSync, type Stats } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CommandContext } from '../context.js';
import { isAlive } from '../platform/is-alive.js';
import { ranAt } from '../store/migrate.js';
import type { Store } from '../store/store.js';

/** The newest schema of the versions in which the telemetry of onnxruntime was on. */
const lastLoudSchema = 6;

/** The producer that the shipped models name, in the events that the client has queued. */
const ourModels = 'scribe';

/**
 * Deletes what the telemetry client of onnxruntime left behind under earlier versions of scribe: a device id and a queue
 * of events in the user's cache, a session and empty logs in the temporary folder.
 *
 * Other programs with the same library share these files, so only what is known to be scribe's is deleted: the queue
 * names its models, or the device id was made while such a version worked on this store. The session is scribe's if the
 * queue holds its id, or if it began in such a run. A log is deleted if it is empty and its process has ended. Another
 * program that shared these files makes new ones; it needs them for nothing but its own telemetry.
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
    // What proves whose the other files are is deleted last: the process may be killed in between.
    for (const path of [...ours, join(folder, 'deviceid'), ...queueFiles]) rmSync(path, { force: true });
    for (let empty = folder; empty !== cache; empty = dirname(empty)) rmdirSync(empty);
  } catch {
    // A folder with something else in it stays, and so does what this user may not delete.
  }
}

/** An ordinary file of this user; null when there is none. */
function own(path: string): Stats | null {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isFile() && found.uid === (process.geteuid?.() ?? found.uid) ? found : null;
}

/** Bytes as text, one character each, so that ids and names can be searched for. */
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
