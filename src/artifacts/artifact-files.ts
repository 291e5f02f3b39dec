import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FormatName } from '../domain/format-names.js';
import type { Artifact, Meeting, TranscriptStyle } from '../domain/meeting.js';
import { ScribeError } from '../errors.js';
import { sha256 } from '../platform/hash-file.js';
import { type RenderedArtifact, renderArtifact } from '../render/formats.js';
import type { Folders } from '../settings/folders.js';
import { completedAmong } from '../store/meetings.js';
import type { Store } from '../store/store.js';

/** The folder that the keys of artifacts are relative to. */
export const artifactRoot = (folders: Pick<Folders, 'home'>): string => join(folders.home, 'artifacts');

/**
 * Where artifacts are, or are to be.
 * @throws ScribeError STORE when the key of one leads out of the root: scribe wrote no such key.
 */
export const artifactPaths = (
  folders: Pick<Folders, 'home'>,
  artifacts: readonly Pick<Artifact, 'key'>[],
): string[] => artifacts.map(({ key }) => join(artifactRoot(folders), ...partsOfKey(key)));

/** Where the files of a meeting are. An encrypted store has none: they would say in plain text what it hides. */
export const storedFiles = (store: Store, artifacts: readonly Pick<Artifact, 'key'>[]): string[] =>
  store.key ? [] : artifactPaths(store, artifacts);

function partsOfKey(key: string): readonly string[] {
  const parts = key.split('/');
  if (parts.every((part) => /^[\w.-]+$/.test(part) && !/^\.+$/.test(part))) return parts;
  throw new ScribeError(
    'STORE',
    `Finding a transcript failed: its key "${key}" is not what scribe writes there.`,
    {
      hint: 'Restore the store from a backup, or ingest the recording again with --force.',
    },
  );
}

/** The artifacts of a meeting in a style, one for each of these formats. */
export type Rendering = (
  style: TranscriptStyle,
  names: readonly FormatName[],
) => Promise<readonly RenderedArtifact[]>;

/** Renders each format of a meeting when it is first asked for: the store and all copies share the bytes. */
export function renderOnce(meeting: Meeting): Rendering {
  const made = new Map<string, RenderedArtifact>();
  return async (style, names) => {
    const artifacts: RenderedArtifact[] = [];
    for (const name of names) {
      const key = `${name} ${style}`;
      const artifact = made.get(key) ?? (await renderArtifact(meeting, name, style));
      made.set(key, artifact);
      artifacts.push(artifact);
    }
    return artifacts;
  };
}

/** What the store keeps about rendered artifacts: keys, sizes, hashes. Pure. */
export function describeArtifacts(rendered: readonly RenderedArtifact[], meetingId: string): Artifact[] {
  return rendered.map(({ type, bytes }) => ({
    type,
    key: `${meetingId}/${type}`,
    size: bytes.length,
    sha256: sha256(bytes),
  }));
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Ids of the meetings that have a folder of artifacts. */
export function renderedMeetings(folders: Folders): string[] {
  try {
    return readdirSync(artifactRoot(folders)).filter((name) => uuid.test(name));
  } catch {
    return [];
  }
}

/**
 * Removes the folders of artifacts that belong to no completed meeting: earlier versions wrote them before the
 * meeting was stored. Files appear only after their meeting is completed, so nobody is writing these.
 */
export function sweepArtifacts(store: Store, folders: Folders): void {
  const rendered = renderedMeetings(folders);
  const completed = new Set(completedAmong(store, rendered));
  for (const id of rendered)
    if (!completed.has(id)) rmSync(join(artifactRoot(folders), id), { recursive: true, force: true });
}
