import { type FormatName, formatNames } from '../domain/format-names.js';
import type { Meeting, TranscriptStyle } from '../domain/meeting.js';
import { visibleLines } from '../domain/visible-text.js';
import { cleanMeeting } from '../transcript/clean-speech.js';
import { renderCtm } from './ctm.js';
import type { SubtitleShape } from './cue-length.js';
import { renderEaf } from './eaf.js';
import { renderJson } from './json.js';
import { renderMarkdown } from './markdown.js';
import { renderOtr } from './otr.js';
import { renderRttm } from './rttm.js';
import { renderSrt } from './srt.js';
import { renderStm } from './stm.js';
import { renderSummary, renderSummaryJson } from './summary.js';
import { renderCsv, renderTsv } from './tables.js';
import { renderText } from './text.js';
import { renderTextGrid } from './textgrid.js';
import { renderVtt } from './vtt.js';
import { renderWhisperJson, renderWhisperxJson } from './whisper-json.js';

/** How a meeting is written in one format. */
export interface Format {
  /** The name of the stored file, which is also the type of the artifact. */
  readonly fileName: string;
  /** Media type, with the encoding of a text. */
  readonly mime: string;
  /** It is a record of what was said: always verbatim, whatever style is asked for. */
  readonly isRecord?: true;
  /** Pure: the same meeting gives the same text or bytes. A text has no mark of its encoding, which is UTF-8. */
  readonly render: (
    meeting: Meeting,
    /** Undefined: the usual one. Only subtitles have one. */
    shape?: SubtitleShape,
  ) => string | Uint8Array | Promise<string | Uint8Array>;
}

/** A format for programs and annotation tools, in which every word counts. */
function record(fileName: string, mime: string, render: Format['render']): Format {
  return { fileName, mime, isRecord: true, render };
}

/** Every format. Whatever writes, stores, copies or sends transcripts goes by this table. */
export const formats: Readonly<Record<FormatName, Format>> = {
  md: { fileName: 'transcript.md', mime: 'text/markdown; charset=utf-8', render: renderMarkdown },
  vtt: { fileName: 'transcript.vtt', mime: 'text/vtt; charset=utf-8', render: renderVtt },
  srt: { fileName: 'transcript.srt', mime: 'application/x-subrip; charset=utf-8', render: renderSrt },
  json: record('transcript.json', 'application/json', renderJson),
  txt: { fileName: 'transcript.txt', mime: 'text/plain; charset=utf-8', render: renderText },
  html: {
    fileName: 'transcript.html',
    mime: 'text/html; charset=utf-8',
    render: async (meeting) => (await import('./html.js')).renderHtml(meeting),
  },
  docx: {
    fileName: 'transcript.docx',
    mime: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    // What packs it is loaded by whoever wants it.
    render: async (meeting) => (await import('./docx.js')).renderDocx(meeting),
  },
  csv: { fileName: 'transcript.csv', mime: 'text/csv; charset=utf-8', render: renderCsv },
  tsv: { fileName: 'transcript.tsv', mime: 'text/tab-separated-values; charset=utf-8', render: renderTsv },
  'whisper-json': record('transcript.whisper.json', 'application/json', renderWhisperJson),
  'whisperx-json': record('transcript.whisperx.json', 'application/json', renderWhisperxJson),
  rttm: record('transcript.rttm', 'text/plain; charset=utf-8', renderRttm),
  ctm: record('transcript.ctm', 'text/plain; charset=utf-8', renderCtm),
  stm: record('transcript.stm', 'text/plain; charset=utf-8', renderStm),
  textgrid: record('transcript.TextGrid', 'text/plain; charset=utf-8', renderTextGrid),
  eaf: record('transcript.eaf', 'application/xml', renderEaf),
  otr: { fileName: 'transcript.otr', mime: 'application/json', render: renderOtr },
  summary: record('summary.md', 'text/markdown; charset=utf-8', renderSummary),
  'summary-json': record('summary.json', 'application/json', renderSummaryJson),
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
  shape?: SubtitleShape,
): Promise<RenderedArtifact> {
  const { fileName, isRecord, render } = formats[name];
  const rendered = await render(style === 'clean' && !isRecord ? cleanMeeting(meeting) : meeting, shape);
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
