import { join } from 'node:path';
import type { CommandContext } from '../../context.js';
import type { CatalogModel } from '../../models/catalog.js';
import type { DownloadEvent, EmitPull, PullResult } from '../../models/download/events.js';
import type { DownloadFile, RemoteSource } from '../../models/download/file.js';
import { readNetworkSettings } from '../../models/download/network-settings.js';
import { readTrustedPins, writeTrustedPins } from '../../models/trusted-pins.js';
import { waitForModel } from './lock.js';

/** What a download needs of a catalog entry. */
export interface PullableModel {
  readonly name: string;
  readonly task: CatalogModel['task'];
  readonly architecture: string;
  readonly licence: string;
  readonly source: RemoteSource | { readonly kind: 'repository' | 'package' };
  readonly files: readonly {
    readonly path: string;
    /** Its path in the source, if it differs. */
    readonly remote?: string;
    /** Its source, if it is not the model's. */
    readonly source?: RemoteSource;
    readonly size: number | null;
    readonly sha256: string | null;
  }[];
}

/** Empty for a model that ships with scribe. */
export function filesToPull({ source, files }: PullableModel): DownloadFile[] {
  return files.flatMap((file) => {
    const from = file.source ?? source;
    if (!isRemote(from)) return [];
    const { path, size, sha256, remote = path } = file;
    return [{ path, remote, source: from, size, sha256 }];
  });
}

function isRemote(source: PullableModel['source']): source is RemoteSource {
  return source.kind !== 'repository' && source.kind !== 'package';
}

type Place = Pick<CommandContext, 'folders' | 'environment' | 'signal' | 'clock'>;
type Finished = Extract<DownloadEvent, { kind: 'file-finished' }>;

/**
 * Downloads what is missing of a model into its folder among the user's models. One process at a time does so; others
 * wait, and then find it there.
 * @throws ScribeError MODEL; the reason of the signal, in which case the next call resumes the download.
 */
export async function pullModel(
  { folders, environment, signal, clock }: Place,
  model: PullableModel,
  emit: EmitPull,
  { offline }: { readonly offline?: boolean } = {},
): Promise<PullResult> {
  // Whoever may offer a download loads this file, and what speaks HTTP takes a tenth of a second.
  const { downloadFiles } = await import('../../models/download/download-files.js');
  const files = filesToPull(model);
  const folder = join(folders.models, model.name);
  const settings = readNetworkSettings(environment);
  const onWait = () => emit({ kind: 'model-waiting', name: model.name });
  const lock = await waitForModel(folders, model.name, { signal, onWait });
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
          // At once: if another file ends this run, the hash must not be lost.
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
