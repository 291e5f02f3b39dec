import { oneLine } from '../domain/visible-text.js';
import { type ForeignPassage, type ForeignTranscript, malformed, toTranscript } from './passages.js';

/** Name and time at the head of a paragraph of Otter: `Maya Lind  0:04`, `Maya Lind 1:02:03`. */
const head = /^(?<name>\S.{0,80}?)\s+\(?(?<clock>(?:\d+:)?\d{1,2}:\d{2})\)?\s*$/u;
/** A line with its time and name before the text: `[00:01:02] Maya: text`, as MacWhisper and scribe's Markdown have it. */
const timed =
  /^\[?(?<clock>(?:\d+:)?\d{1,2}:\d{2})(?:[.,]\d+)?\]?(?:\s*-->?\s*[\d:.,]+\]?)?\s*(?:\*\*)?(?:(?<name>[^:*]{1,80}):)?(?:\*\*)?\s*(?<text>\S.*)$/u;
const advertisement = /^Transcribed by https?:\/\//i;

/** A speaker says this many letters a second, as a guess for the last paragraph, which nothing ends. */
const lettersPerSecond = 15;

const secondsOf = (clock: string) => clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);

interface Paragraph {
  readonly start: number;
  readonly speaker: string | null;
  readonly lines: string[];
  readonly place: string;
}

/**
 * A text in paragraphs, each with the time at which it begins: what Otter exports as TXT, and lines that begin with a time.
 * A paragraph ends where the next one begins. Text before the first time is passed over.
 *
 * @throws ScribeError USAGE when there is no time, or one is earlier than the one before it.
 */
export function readParagraphs(file: string, text: string): ForeignTranscript {
  const paragraphs: Paragraph[] = [];
  let passedOver = 0;
  for (const [i, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const place = `line ${i + 1}`;
    const opens = timed.exec(line) ?? head.exec(line);
    if (opens?.groups) {
      const { clock, name, text: said } = opens.groups;
      const start = secondsOf(clock);
      const before = paragraphs.at(-1);
      if (before && start < before.start)
        throw malformed(file, place, `${clock} is earlier than the time before it`);
      const speaker = oneLine(name ?? '') || null;
      paragraphs.push({ start, speaker, lines: said === undefined ? [] : [said], place });
    } else if (oneLine(line) !== '' && !advertisement.test(line)) {
      if (paragraphs.length > 0) paragraphs[paragraphs.length - 1].lines.push(line);
      else passedOver += 1;
    }
  }
  if (paragraphs.length === 0)
    throw malformed(file, 'the file', 'no line has a time, such as "Maya 0:04" or "[00:00:04] Maya: ..."');
  const passages = paragraphs.map(({ start, speaker, lines, place }, i): ForeignPassage => {
    const said = oneLine(lines.join(' '));
    const guess = start + Math.max(1, said.length / lettersPerSecond);
    const next = paragraphs[i + 1]?.start ?? guess;
    // A clock of whole seconds gives two in one second the same time.
    return {
      start,
      end: next > start ? Math.min(next, guess + 5) : start,
      text: said,
      speaker,
      words: null,
      place,
    };
  });
  const notes = [
    'Times of the file are whole seconds at the beginning of paragraphs; where one ends is guessed.',
    ...(passedOver > 0 ? ['What stands before the first time in the file was left out.'] : []),
  ];
  return toTranscript(file, 'text', null, passages, notes);
}
