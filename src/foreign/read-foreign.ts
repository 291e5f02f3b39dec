import { z } from 'zod';
import { readCaptions } from './captions.js';
import { dialects } from './json-dialects.js';
import { readParagraphs } from './paragraphs.js';
import { type ForeignTranscript, malformed } from './passages.js';

/**
 * Reads a transcript that another program wrote: by what is in it, and not by its name, since programs agree on neither.
 *
 * @param file its name, for errors.
 * @throws ScribeError USAGE with the line or the key that cannot be read.
 */
export async function readForeign(file: string, text: string): Promise<ForeignTranscript> {
  const start = text.replace(/^\ufeff/, '').trimStart();
  if (start === '') throw malformed(file, 'the file', 'it is empty');
  if (start.startsWith('WEBVTT')) return readCaptions(file, start, 'vtt');
  if (/^[[{]\s*(?:["{}\]]|$)/.test(start)) return readJson(file, text.replace(/^\ufeff/, ''));
  if (/^.*-->/m.test(start)) return readCaptions(file, text, 'srt');
  return readParagraphs(file, text);
}

function readJson(file: string, text: string): ForeignTranscript {
  const value = parseJson(file, text);
  const dialect = dialects.find(({ isIt }) => isIt(value));
  if (!dialect)
    throw malformed(file, 'the file', 'its JSON is none of Whisper, whisperX, whisper.cpp, Otter or scribe');
  try {
    return dialect.read(value, file);
  } catch (cause) {
    if (!(cause instanceof z.ZodError)) throw cause;
    const [issue] = cause.issues;
    throw malformed(file, issue.path.length > 0 ? issue.path.join('.') : dialect.name, issue.message);
  }
}

/** @throws ScribeError USAGE with the line at which the text is no JSON. */
function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const at = /position (\d+)/.exec(message)?.[1];
    const line = at === undefined ? text.split('\n').length : text.slice(0, Number(at)).split('\n').length;
    throw malformed(
      file,
      `line ${line}`,
      `it is no JSON (${message.replace(/ in JSON at position.*| \(line.*/, '')})`,
    );
  }
}
