import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Folders } from '../config/read-settings.js';
import type { Artifact } from '../domain/meeting.js';

/** The folder that the keys of artifacts are relative to. */
export const artifactRoot = (folders: Folders): string => join(folders.home, 'artifacts');

export const artifactPaths = (folders: Folders, artifacts: readonly Artifact[]): string[] =>
  artifacts.map(({ key }) => join(artifactRoot(folders), ...key.split('/')));

/** Deletes the folders of artifacts that no meeting has any longer. */
export function removeArtifactFiles(folders: Folders, keys: readonly string[]): void {
  for (const folder of new Set(keys.map((key) => dirname(join(artifactRoot(folders), ...key.split('/'))))))
    rmSync(folder, { recursive: true, force: true });
}
