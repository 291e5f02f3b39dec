import { createHash } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Artifact, Meeting, TranscriptStyle } from '../domain/meeting.js';
import { cleanMeeting } from './clean-speech.js';
import { renderJson } from './json.js';
import { renderMarkdown } from './markdown.js';
import { renderSrt } from './srt.js';
import { outputError, stageFiles, syncFolder } from './staging.js';
import { renderText } from './text.js';
import { renderVtt } from './vtt.js';

/** Every kind of artifact and what makes it. A renderer is pure: the same meeting gives the same bytes. */
export const renderers = {
  'transcript.md': renderMarkdown,
  'transcript.vtt': renderVtt,
  'transcript.srt': renderSrt,
  'transcript.json': renderJson,
  'transcript.txt': renderText,
} as const satisfies Record<string, (meeting: Meeting) => string>;

export type ArtifactType = keyof typeof renderers;

export interface RenderedArtifact {
  readonly type: ArtifactType;
  /** UTF-8. */
  readonly bytes: Uint8Array;
}

/** Renders a meeting in one format and style; the JSON is the record and always verbatim. Pure. */
export function renderArtifact(meeting: Meeting, type: ArtifactType, style: TranscriptStyle): string {
  return renderers[type](style === 'clean' && type !== 'transcript.json' ? cleanMeeting(meeting) : meeting);
}

/** Renders a meeting in every format. Pure. */
export function renderArtifacts(meeting: Meeting, style: TranscriptStyle = 'verbatim'): RenderedArtifact[] {
  const encoder = new TextEncoder();
  return (Object.keys(renderers) as ArtifactType[]).map((type) => ({
    type,
    bytes: encoder.encode(renderArtifact(meeting, type, style)),
  }));
}

/**
 * Writes artifacts into a folder, which is made when it is missing. All of them are complete and on the disk
 * under other names before the first takes its place, so a full disk leaves the old ones as they were.
 * What an earlier run left behind when it was killed is swept up.
 * @param root what the returned keys are relative to
 * @throws ScribeError OUTPUT naming the folder and what to do.
 */
export async function writeArtifacts(
  folder: string,
  rendered: readonly RenderedArtifact[],
  root: string = folder,
): Promise<Artifact[]> {
  try {
    await mkdir(folder, { recursive: true });
    const staged = await stageFiles(folder, rendered);
    try {
      for (const { type } of rendered) await rename(join(staged, type), join(folder, type));
    } finally {
      await rm(staged, { recursive: true, force: true });
    }
    await syncFolder(folder);
  } catch (cause) {
    throw outputError(folder, cause);
  }
  return describeArtifacts(folder, rendered, root);
}

/** What is known of written artifacts: keys relative to `root`, sizes, hashes. Pure. */
export function describeArtifacts(
  folder: string,
  rendered: readonly RenderedArtifact[],
  root: string,
): Artifact[] {
  return rendered.map(({ type, bytes }) => ({
    type,
    key: relative(root, join(folder, type)).split(sep).join('/'),
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }));
}
