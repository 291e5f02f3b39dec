import { join } from 'node:path';
import type { Artifact } from '../domain/meeting.js';
import type { Folders } from '../settings/read.js';

/** The folder that the keys of artifacts are relative to. */
export const artifactRoot = (folders: Folders): string => join(folders.home, 'artifacts');

export const artifactPaths = (folders: Folders, artifacts: readonly Artifact[]): string[] =>
  artifacts.map(({ key }) => join(artifactRoot(folders), ...key.split('/')));
