import { joinSpans, type Span } from '../domain/time.js';
import { malformed } from './passages.js';

/** Who speaks when, as another program heard it: labels in the order in which they first speak. */
export type ForeignSpeakers = readonly { readonly name: string; readonly spans: readonly Span[] }[];

/** Whether a text is RTTM: a line has its first field and as many more as a line needs. */
export function isRttm(text: string): boolean {
  return /^SPEAKER(?:[ \t]+\S+){7}/m.test(text);
}

/**
 * NIST's RTTM: its lines of the type SPEAKER. Other types and comments are passed over.
 *
 * @throws ScribeError USAGE with the line that cannot be read, or when several recordings are in one file.
 */
export function readRttm(file: string, text: string): ForeignSpeakers {
  const bySpeaker = new Map<string, Span[]>();
  let recording: string | null = null;
  for (const [i, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const fields = line.trim().split(/\s+/);
    if (fields[0] === '' || fields[0].startsWith(';') || fields[0] !== 'SPEAKER') continue;
    const [, id, , onset, duration, , , name] = fields;
    const [start, length] = [Number(onset), Number(duration)];
    if (name === undefined || !(start >= 0) || !(length >= 0))
      throw malformed(
        file,
        `line ${i + 1}`,
        `"${line.trim()}" is no line of RTTM with onset, duration and name`,
      );
    recording ??= id;
    if (id !== recording)
      throw malformed(file, `line ${i + 1}`, `it is about ${id}, and the lines before about ${recording}`);
    const spans = bySpeaker.get(name);
    const span = { start, end: start + length };
    if (spans) spans.push(span);
    else bySpeaker.set(name, [span]);
  }
  if (bySpeaker.size === 0) throw malformed(file, 'the file', 'it has no line that begins with SPEAKER');
  return [...bySpeaker]
    .map(([name, spans]) => ({ name, spans: joinSpans(spans) }))
    .sort((a, b) => a.spans[0].start - b.spans[0].start);
}
