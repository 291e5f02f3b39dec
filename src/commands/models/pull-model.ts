import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CommandContext } from '../../context.js';
import { downloadFiles } from '../../models/download/download-files.js';
import type { DownloadEvent, EmitPull, PullResult } from '../../models/download/events.js';
import { readNetworkSettings } from '../../models/download/network-settings.js';
import { readTrustedPins, writeTrustedPins } from '../../models/trusted-pins.js';
import { lockModel } from '../../store/locks.js';
import { filesToPull, type PullableModel } from './pullable-model.js';

type Place = Pick<CommandContext, 'folders' | 'environment' | 'signal' | 'clock'>;
type Finished = Extract<DownloadEvent, { kind: 'file-finished' }>;

/** Milliseconds between two looks at whether another process is done with the model. */
const lockInterval = 500;

/**
 * Brings what is missing of a model to the user's own folder of it. One process at a time does so; the others wait
 * and then find it there.
 * @throws ScribeError MODEL; the reason of the signal, in which case the next call goes on from there.
 */
export async function pullModel(
  { folders, environment, signal, clock }: Place,
  model: PullableModel,
  emit: EmitPull,
  { offline }: { readonly offline?: boolean } = {},
): Promise<PullResult> {
  const files = filesToPull(model);
  const folder = join(folders.models, model.name);
  const settings = readNetworkSettings(environment);
  const lock = await waitForLock(folders.home, model.name, signal, emit);
  try {
    const pins = readTrustedPins(folder);
    const done: Finished[] = [];
    await downloadFiles(files, folder, {
      settings: offline ? { ...settings, offline: '--offline' } : settings,
      trusted: { ...pins },
      signal,
      clock,
      emit: (event) => {
        if (event.kind === 'file-finished') {
          done.push(event);
          // At once: what another file does to this run must not make us forget.
          if (event.trusted) {
            pins[event.path] = { size: event.size, sha256: event.sha256 };
            writeTrustedPins(folder, pins);
          }
        }
        emit(event);
      },
    });
    return resultOf(model, folder, done);
  } finally {
    lock.release();
  }
}

async function waitForLock(home: string, name: string, signal: AbortSignal, emit: EmitPull) {
  for (let told = false; ; told = true) {
    const lock = lockModel(home, name);
    if (lock) return lock;
    if (!told) emit({ kind: 'model-waiting', name });
    await delay(lockInterval, undefined, { signal });
  }
}

function resultOf({ name, licence }: PullableModel, folder: string, done: readonly Finished[]): PullResult {
  const bytes = (from?: Finished['from']) =>
    done.reduce((sum, file) => sum + (from === undefined || file.from === from ? file.size : 0), 0);
  return {
    name,
    licence,
    folder,
    outcome: done.every(({ from }) => from === 'folder') ? 'complete' : 'pulled',
    files: done.length,
    size: bytes(),
    downloaded: bytes('network'),
    reused: bytes('hub-cache'),
    trusted: done.filter((file) => file.trusted).map(({ path, size, sha256 }) => ({ path, size, sha256 })),
  };
}
