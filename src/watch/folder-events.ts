import { join } from 'node:path';
import { watch } from 'chokidar';

/** Hears of changes below a folder. */
export interface FolderEvents {
  close(): Promise<void>;
}

/** What to do with what is heard. */
export interface FolderListener {
  /** Something about this path has changed: a file, or a folder that is new or has changed inside. */
  changed(path: string): void;
  /** The system tells no more: too many folders for its limits, or the folder has gone. */
  failed(error: Error): void;
}

/**
 * Listens below a folder. Only folders are watched, which tell of the files in them: one watch a file would use up the
 * system's limit in a large collection. What was there before is not told.
 *
 * @param folder absolute path.
 * @param entersFolder whether to listen in a folder, by its absolute path.
 * @returns when it listens everywhere: whoever looks at the folder from then on misses nothing.
 */
export async function listenBelow(
  folder: string,
  entersFolder: (path: string) => boolean,
  { changed, failed }: FolderListener,
): Promise<FolderEvents> {
  const watcher = watch(folder, {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (path, stats) => (stats?.isFile() ?? false) || (path !== folder && !entersFolder(path)),
  });
  watcher.on('raw', (_event, name, details) => {
    const { watchedPath } = details as { readonly watchedPath: string };
    changed(name ? join(watchedPath, name) : watchedPath);
  });
  // What came into a new folder before anybody listened in it.
  watcher.on('addDir', changed);
  await new Promise<void>((resolve) => {
    watcher.once('ready', resolve);
    watcher.on('error', (error) => {
      resolve();
      failed(error as Error);
    });
  });
  return { close: () => watcher.close() };
}
