import * as library from 'media-captions';
import { type ForeignPassage, type ForeignTranscript, malformed, toTranscript } from './passages.js';

/** What is used of the library, whose declarations name files in a way that TypeScript does not find. */
interface CaptionLibrary {
  parseText(
    text: string,
    options: { readonly type: 'vtt' | 'srt'; readonly errors: true },
  ): Promise<{
    readonly cues: readonly { readonly startTime: number; readonly endTime: number; readonly text: string }[];
    readonly errors: readonly { readonly message: string; readonly line: number }[];
  }>;
}
const { parseText } = library as unknown as CaptionLibrary;

const formatNames = { vtt: 'WebVTT', srt: 'SubRip' } as const;

/**
 * Subtitles of whisper, whisperX, whisper.cpp, MacWhisper or Otter. The speaker is a voice span of WebVTT, or stands
 * before the words: `Maya: `, `[SPEAKER_00]: `, `(Maya) `. Markup goes.
 *
 * @throws ScribeError USAGE with the line of the first cue that cannot be read.
 */
export async function readCaptions(
  file: string,
  text: string,
  type: 'vtt' | 'srt',
): Promise<ForeignTranscript> {
  const { cues, errors } = await parseText(withoutMark(text), { type, errors: true });
  const [error] = errors;
  if (error) throw malformed(file, `line ${error.line}`, error.message.replace(/ on line \d+$/, ''));
  const plain = cues.map((cue) => {
    const voice = /<v(?:\.[^\s>]*)?\s+([^>]+)>/.exec(cue.text)?.[1];
    const said = decodeEntities(cue.text.replace(/<[^>]*>|\{\\[^}]*\}/g, ''))
      .replace(/\s+/g, ' ')
      .trim();
    return { cue, said, voice: voice === undefined ? null : decodeEntities(voice).trim() };
  });
  const names = speakerLabels(plain.filter(({ voice }) => voice === null).map(({ said }) => said));
  let last: string | null = null;
  const passages = plain.map(({ cue, said, voice }, i): ForeignPassage => {
    const label = voice === null ? splitLabel(said) : null;
    const isSpeaker = label !== null && names.has(label.name);
    // In SubRip the name stands where the speaker changes: what has none is of the speaker before.
    last = voice ?? (isSpeaker ? label.name : type === 'srt' ? last : null);
    const { startTime: start, endTime: end } = cue;
    const text = isSpeaker ? label.rest : said;
    return { start, end, text, speaker: last, words: null, place: `cue ${i + 1}` };
  });
  const taken = [...names].join(', ');
  return toTranscript(
    file,
    formatNames[type],
    null,
    passages,
    names.size === 0 ? [] : [`Names before the words of the file were taken for speakers: ${taken}.`],
  );
}

const withoutMark = (text: string) => text.replace(/^\ufeff/, '');

/** A speaker of a program that has no names, in brackets or not: `[SPEAKER_00]: `, `(speaker 1) `; or any name in them. */
const bracketed =
  /^[[(](?<name>(?:speaker|spk)[ _-]?\w+(?=[\])])|[^\])]{1,60}(?=[\])]:))[\])]:?\s+(?<rest>\S.*)$/iu;
/** `Maya Lind: `: at most five words that begin as names do. */
const named =
  /^(?<name>[\p{Lu}\p{Lo}][\p{L}\p{M}\d.'’_-]*(?: (?:[\p{Lu}\p{Lo}\d][\p{L}\p{M}\d.'’_-]*|d[aei]|del|van|von)){0,4}):\s+(?<rest>\S.*)$/u;

function splitLabel(said: string): { readonly name: string; readonly rest: string } | null {
  const groups = (bracketed.exec(said) ?? named.exec(said))?.groups;
  return groups ? { name: groups.name.trim(), rest: groups.rest } : null;
}

/**
 * What stands before a colon is a speaker if it does so in two cues, or if the first cue begins with a speaker, as where
 * a name stands wherever the speaker changes; else it is what was said.
 */
function speakerLabels(texts: readonly string[]): ReadonlySet<string> {
  const labels = texts.map((said) => splitLabel(said)?.name);
  const found = labels.filter((name) => name !== undefined);
  const isUsual = labels[0] !== undefined;
  return new Set(found.filter((name, i) => isUsual || found.indexOf(name) !== i));
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  lrm: '',
  rlm: '',
};

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));/g, (whole, code: string | undefined, name: string) =>
    code === undefined ? (entities[name] ?? whole) : String.fromCodePoint(Math.min(Number(code), 0x10ffff)),
  );
}
