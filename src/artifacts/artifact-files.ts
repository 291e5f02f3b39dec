import { join } from 'node:path';
import type { Artifact } from '../domain/meeting.js';
import { sha256 } from '../platform/hash-file.js';
import type { RenderedArtifact } from '../render/artifacts.js';
import type { Folders } from '../settings/read.js';

/** The folder that the keys of artifacts are relative to. */
export const artifactRoot = (folders: Folders): string => join(folders.home, 'artifacts');

export const artifactPaths = (folders: Folders, artifacts: readonly Artifact[]): string[] =>
  artifacts.map(({ key }) => join(artifactRoot(folders), ...key.split('/')));

/** What is known of the artifacts of a meeting: keys, sizes, hashes. Pure. */
export function describeArtifacts(rendered: readonly RenderedArtifact[], meetingId: string): Artifact[] {
  return rendered.map(({ type, bytes }) => ({
    type,
    key: `${meetingId}/${type}`,
    size: bytes.length,
    sha256: sha256(bytes),
  }));
}
