import type { Meeting } from '../domain/meeting.js';
import { formatClock, milliseconds } from '../domain/time.js';
import { oneLine } from '../domain/visible-text.js';
import { speakerNames } from './speaker-names.js';

/**
 * A text as it may stand in a cell: spreadsheets take one that begins with `=`, `+`, `-` or `@` for a formula, which could
 * read other files or open a connection. An apostrophe before it says that it is text (OWASP, "CSV Injection"). Where a
 * comma stands in numbers, cells end at semicolons, so what follows one begins a cell there; a dash between words does not.
 */
const harmless = (text: string): string =>
  text.replace(/^(?=[=+\-@＝＋－＠])/, "'").replace(/(;["'\s]*)(?=[=+@＝＋＠]|[-－][-+]*[\w(])/g, "$1'");

/** RFC 4180: quoted where needed, quotes doubled. */
const quoted = (field: string): string =>
  /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;

const columns = [
  'start_ms',
  'end_ms',
  'start',
  'end',
  'speaker',
  'cluster',
  'language',
  'confidence',
  'text',
] as const;

/** RFC 4180: a turn a line under the names of the columns, CRLF, UTF-8 without a mark. */
export function renderCsv(meeting: Meeting): string {
  const nameOf = speakerNames(meeting);
  const rows = meeting.turns.map((turn) => [
    String(milliseconds(turn.start)),
    String(milliseconds(turn.end)),
    formatClock(turn.start, 'vtt'),
    formatClock(turn.end, 'vtt'),
    harmless(nameOf(turn.clusterId)),
    turn.clusterId,
    turn.language,
    turn.confidence.toFixed(3),
    harmless(oneLine(turn.text)),
  ]);
  return [columns, ...rows].map((fields) => `${fields.map(quoted).join(',')}\r\n`).join('');
}

/**
 * The columns of openai/whisper's TSV, and the speaker: whole milliseconds, no quoting. Spreadsheets read a quote at the
 * beginning of a field as the beginning of a quoted text, so it gets an apostrophe as well.
 */
export function renderTsv(meeting: Meeting): string {
  const nameOf = speakerNames(meeting);
  const plain = (text: string) => harmless(oneLine(text)).replace(/^"/, '\'"');
  const rows = meeting.turns.map((turn) => [
    String(milliseconds(turn.start)),
    String(milliseconds(turn.end)),
    plain(nameOf(turn.clusterId)),
    plain(turn.text),
  ]);
  return [['start', 'end', 'speaker', 'text'], ...rows].map((fields) => `${fields.join('\t')}\n`).join('');
}
