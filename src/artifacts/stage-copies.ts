import { dirname } from 'node:path';
import { asUser } from '../platform/permissions.js';
import type { RenderedArtifact } from '../render/formats.js';
import { noteLeft } from '../store/export-log.js';
import type { Store } from '../store/store.js';
import type { WrittenCopy } from './plan-copy.js';
import { type StagedFile, writeFiles } from './staging.js';

/** In a folder of the user. */
export const replaceFiles = (folder: string, files: readonly StagedFile[], meetingId: string) =>
  writeFiles(folder, files, meetingId, asUser);

/** Notes what is about to leave the store, if anything. The folder of a copy has the name of the recording: it is left out. */
export function logCopies(
  store: Store,
  folder: string,
  meetingId: string,
  files: readonly StagedFile[],
  now: string,
): void {
  if (files.length === 0) return;
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
  const destination = dirname(folder);
  noteLeft(store, {
    command: '--out',
    destination,
    voiceprints: false,
    now,
    meetingIds: [meetingId],
    items: files.length,
    bytes,
  });
}

/** Files with the bytes of their artifacts, under the names that they get. */
export function staging(files: readonly WrittenCopy[], rendered: readonly RenderedArtifact[]): StagedFile[] {
  return files.map(({ name, type }) => {
    const artifact = rendered.find((each) => each.type === type);
    if (!artifact) throw new Error(`${type} was planned and not rendered`);
    return { type: name, bytes: artifact.bytes };
  });
}
