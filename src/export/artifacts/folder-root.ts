import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lookInFolder } from '../../artifacts/plan-copy.js';
import { outputError, putFiles } from '../../artifacts/staging.js';
import { asUser } from '../../platform/permissions.js';
import type { ArtifactRoot } from './root.js';

/**
 * A folder as a root. What is written there has the permissions that the user's umask gives it.
 *
 * @param folder absolute.
 * @param wasWritten whether scribe once wrote these bytes anywhere.
 * Every function throws ScribeError OUTPUT naming the folder.
 */
export function openFolderRoot(folder: string, wasWritten: (sha256: string) => boolean): ArtifactRoot {
  const attempt = async <T>(meetingId: string, work: (path: string) => Promise<T>): Promise<T> => {
    const path = join(folder, meetingId);
    try {
      return await work(path);
    } catch (cause) {
      throw outputError(path, cause, '--to DIR');
    }
  };
  return {
    endpoint: '',
    place: folder,
    survey: async () => {},
    look: (meetingId, name) => attempt(meetingId, (path) => lookInFolder(path)(name)),
    isOurs: wasWritten,
    put: (meetingId, files) =>
      attempt(meetingId, (path) =>
        putFiles(
          path,
          files.map(({ name, bytes }) => ({ type: name, bytes })),
          meetingId,
          asUser,
        ),
      ),
    versionOf: () => null,
    remove: (meetingId, name) =>
      attempt(meetingId, async (path) => {
        await rm(join(path, name), { force: true });
        // The folder of a meeting goes with the last file in it; what a person has put there stays.
        await rmdir(path).catch(() => {});
      }),
    close: () => {},
  };
}
