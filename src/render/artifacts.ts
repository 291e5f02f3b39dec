import type { Meeting, TranscriptStyle } from '../domain/meeting.js';
import { visibleLines } from '../domain/visible-text.js';
import { cleanMeeting } from '../transcript/clean-speech.js';
import { renderJson } from './json.js';
import { renderMarkdown } from './markdown.js';
import { renderSrt } from './srt.js';
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

/**
 * Renders a meeting in one format and style; the JSON is the record and always verbatim. No control character but the
 * line end is left in it. Pure.
 */
export function renderArtifact(meeting: Meeting, type: ArtifactType, style: TranscriptStyle): string {
  const record = type === 'transcript.json';
  return visibleLines(renderers[type](style === 'clean' && !record ? cleanMeeting(meeting) : meeting));
}

/** Renders a meeting in every format. Pure. */
export function renderArtifacts(meeting: Meeting, style: TranscriptStyle = 'verbatim'): RenderedArtifact[] {
  const encoder = new TextEncoder();
  return (Object.keys(renderers) as ArtifactType[]).map((type) => ({
    type,
    bytes: encoder.encode(renderArtifact(meeting, type, style)),
  }));
}
