import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { CommandContext } from '../../context.js';
import { ScribeError } from '../../errors.js';
import type { ForeignTranscript } from '../../foreign/passages.js';
import { readForeign } from '../../foreign/read-foreign.js';
import { type ForeignSpeakers, isRttm, readRttm } from '../../foreign/rttm.js';
import type { ImportedTranscript } from '../../ingest/imported-transcript.js';
import { errorCode, whyNotWritten } from '../../platform/disk-errors.js';
import { spokenIn } from '../../settings/spoken-in.js';
import { type IngestFlags, ingest } from '../ingest/ingest.js';

interface ImportFlags extends IngestFlags {
  readonly audio: string;
}

/** Bytes: hours of speech with words are a few megabytes. */
const largest = 200e6;

/**
 * `scribe import FILE... --audio RECORDING`: a transcript that another program made, with the voices of the recording. One
 * file has the words, or who speaks (RTTM), or two have both. @returns the exit status of an ingest.
 */
export async function importTranscript(
  context: CommandContext,
  paths: readonly string[],
  { audio, ...flags }: ImportFlags,
): Promise<number> {
  let words: { file: string; read: ForeignTranscript } | null = null;
  let speakers: { file: string; read: ForeignSpeakers } | null = null;
  for (const path of paths) {
    const file = basename(path);
    const text = await readText(path);
    if (isRttm(text) ? speakers : words)
      throw new ScribeError('USAGE', `Importing ${file}: two files say the same of one recording.`, {
        hint: 'Give one transcript, one RTTM file, or one of each.',
      });
    if (isRttm(text)) speakers = { file, read: readRttm(file, text) };
    else words = { file, read: await readForeign(file, text) };
  }
  const imported = toImported(words, speakers, spokenLanguage(context));
  // Another program heard the recording as a whole, and what it wrote needs no recognizer of its language.
  const { settings } = context;
  const heard = words ? { language: 'auto', languages: [], model: 'auto' } : {};
  const values = { ...settings.values, channels: 'mix' as const, ...heard };
  return ingest({ ...context, settings: { ...settings, values } }, [audio], { ...flags, imported });
}

function spokenLanguage({ settings }: CommandContext): string | null {
  const { language } = spokenIn(settings.values);
  return language === 'auto' ? null : language;
}

function toImported(
  words: { readonly file: string; readonly read: ForeignTranscript } | null,
  speakers: { readonly file: string; readonly read: ForeignSpeakers } | null,
  asked: string | null,
): ImportedTranscript {
  const heard = speakers?.read ?? words?.read.speakers ?? [];
  const ends = [
    ...(words?.read.segments ?? []).map(({ end }) => end),
    ...(speakers?.read ?? []).flatMap(({ spans }) => spans.map(({ end }) => end)),
  ];
  return {
    given: {
      words: words && {
        source: `imported from ${words.file} (${words.read.format})`,
        language: asked ?? words.read.language,
        segments: words.read.segments,
      },
      speakers: speakers && {
        source: `imported from ${speakers.file} (RTTM)`,
        spans: speakers.read.map(({ spans }) => spans),
      },
    },
    files: [words, speakers].flatMap((each) => (each ? [each.file] : [])).join(' and '),
    end: ends.reduce((last, end) => Math.max(last, end), 0),
    speakers: { file: (speakers ?? words)?.file ?? '', heard },
    notes: words?.read.notes ?? [],
  };
}

/** @throws ScribeError USAGE when it cannot be read, or is no text in UTF-8 or UTF-16. */
async function readText(path: string): Promise<string> {
  const refuse = (why: string, cause?: unknown) =>
    new ScribeError('USAGE', `Reading the transcript ${path} failed: ${why}.`, {
      hint: 'Give the file that the other program has written, and the recording with --audio.',
      cause,
    });
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw refuse(errorCode(cause) === 'ENOENT' ? 'there is no such file' : whyNotWritten(cause), cause);
  });
  if (bytes.length > largest) throw refuse('it is larger than any transcript');
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (!text.includes('\u0000')) return text;
  } catch (cause) {
    throw refuse('it is no text in UTF-8', cause);
  }
  throw refuse('it is no text');
}
