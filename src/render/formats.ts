import { type FormatName, formatNames } from '../domain/format-names.js';
import type { Meeting, TranscriptStyle } from '../domain/meeting.js';
import { visibleLines } from '../domain/visible-text.js';
import { cleanMeeting } from '../transcript/clean-speech.js';
import { renderHtml } from './html.js';
import { renderJson } from './json.js';
import { renderMarkdown } from './markdown.js';
import { renderSrt } from './srt.js';
import { renderText } from './text.js';
import { renderVtt } from './vtt.js';

/** How a meeting is written in one format. */
export interface Format {
  /** The name of the stored file, which is also the type of the artifact. */
  readonly fileName: string;
  /** Media type, with the encoding of a text. */
  readonly mime: string;
  /** It is a record of what was said: always verbatim, whatever style is asked for. */
  readonly isRecord?: true;
  /** Pure: the same meeting gives the same text or bytes. A text has no mark of its encoding, which is UTF-8. */
  readonly render: (meeting: Meeting) => string | Uint8Array | Promise<string | Uint8Array>;
}

/** Every format. Whatever writes, stores, copies or sends transcripts goes by this table. */
export const formats: Readonly<Record<FormatName, Format>> = {
  md: { fileName: 'transcript.md', mime: 'text/markdown; charset=utf-8', render: renderMarkdown },
  vtt: { fileName: 'transcript.vtt', mime: 'text/vtt; charset=utf-8', render: renderVtt },
  srt: { fileName: 'transcript.srt', mime: 'application/x-subrip; charset=utf-8', render: renderSrt },
  json: { fileName: 'transcript.json', mime: 'application/json', isRecord: true, render: renderJson },
  txt: { fileName: 'transcript.txt', mime: 'text/plain; charset=utf-8', render: renderText },
  html: {
    fileName: 'transcript.html',
    mime: 'text/html; charset=utf-8',
    render: (meeting) => renderHtml(meeting),
  },
};

/** A file of a meeting, before it is anywhere. */
export interface RenderedArtifact {
  /** For instance `transcript.md`. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

const encoder = new TextEncoder();

/** Renders a meeting in one format and style. In a text, no control character but tabs and line ends is left. */
export async function renderArtifact(
  meeting: Meeting,
  name: FormatName,
  style: TranscriptStyle,
): Promise<RenderedArtifact> {
  const { fileName, isRecord, render } = formats[name];
  const rendered = await render(style === 'clean' && !isRecord ? cleanMeeting(meeting) : meeting);
  const bytes = typeof rendered === 'string' ? encoder.encode(visibleLines(rendered)) : rendered;
  return { type: fileName, bytes };
}

/** Which formats files of these types have, in the order of the table; types that are none of them are passed over. */
export function formatsOf(types: readonly string[]): FormatName[] {
  return formatNames.filter((name) => types.includes(formats[name].fileName));
}

/** The media type of a stored file by its name, which may have a part more: `transcript.new.md`. */
export function mediaTypeOf(fileName: string): string {
  const plain = fileName.replace(/\.new(-\d+)?(?=\.[^.]*$)/, '');
  const name = formatNames.find((each) => formats[each].fileName === plain);
  return name === undefined ? 'application/octet-stream' : formats[name].mime;
}
