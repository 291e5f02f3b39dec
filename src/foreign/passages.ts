import { z } from 'zod';
import type { Span } from '../domain/time.js';
import type { Segment, Word } from '../domain/transcript.js';
import { oneLine } from '../domain/visible-text.js';
import { ScribeError } from '../errors.js';
import { shareTime } from '../transcript/share-time.js';

/** A word as another program wrote it. */
export interface ForeignWord {
  readonly text: string;
  /** Seconds; null: the program did not know, as whisperX does not for numerals. */
  readonly start: number | null;
  readonly end: number | null;
  /** 0 to 1; null: it did not say. */
  readonly confidence: number | null;
}

/** A segment, cue or paragraph as another program wrote it. */
export interface ForeignPassage extends Span {
  readonly text: string;
  /** As it stands there: a name, or a label such as SPEAKER_00. */
  readonly speaker: string | null;
  /** In their order; null: only the whole has times. */
  readonly words: readonly ForeignWord[] | null;
  /** Where it stands, for messages: `line 12`, `segments[3]`. */
  readonly place: string;
}

/** What a transcript of another program says. */
export interface ForeignTranscript {
  /** What wrote it, or its format: `whisperX`, `SubRip`. */
  readonly format: string;
  /** ISO 639-1; null: it does not say. */
  readonly language: string | null;
  readonly segments: readonly Segment[];
  /** Its speakers, in the order in which they first speak, each with when. */
  readonly speakers: readonly { readonly name: string; readonly spans: readonly Span[] }[];
  /** What was guessed or left out, in sentences for people. */
  readonly notes: readonly string[];
}

/**
 * Another program does not say how sure it was of a word: then nothing here is in doubt. The value is that of a text
 * that a person wrote.
 */
const certain = 1;

/** @throws ScribeError USAGE that names the file and the place in it. */
export function malformed(file: string, place: string, problem: string): ScribeError {
  return new ScribeError('USAGE', `Reading the transcript ${file} failed: ${place}: ${problem}.`, {
    hint: 'docs/formats.md lists what is read. Export the transcript again, or as SRT, WebVTT or JSON.',
  });
}

/**
 * Passages as segments of a recognizer, by start. Words keep the times that they have; one without gets its share of the
 * time between its neighbours, and a passage without word times shares its time among its words. Pure.
 *
 * @param file for errors.
 * @param language of all of them.
 * @throws ScribeError USAGE when one ends before it begins, or there is no text.
 */
export function toTranscript(
  file: string,
  format: string,
  language: string | null,
  passages: readonly ForeignPassage[],
  notes: readonly string[] = [],
): ForeignTranscript {
  const spoken = passages.filter(({ text }) => oneLine(text) !== '');
  if (spoken.length === 0) throw malformed(file, 'the file', 'it has no text');
  for (const { start, end, place } of spoken)
    if (start < 0 || end < start)
      throw malformed(file, place, `it begins at ${start} s and ends at ${end} s`);
  const inOrder = [...spoken].sort((a, b) => a.start - b.start);
  let untimed = 0;
  const segments = inOrder.map((passage): Segment => {
    const { start, end } = passage;
    const text = oneLine(passage.text);
    if (!passage.words?.some((word) => word.start !== null)) untimed += 1;
    const words = timeWords(passage);
    const confidence = words.reduce((sum, word) => sum + word.confidence, 0) / words.length;
    return { start, end, text, confidence, language: checkedLanguage(language) ?? 'und', words };
  });
  const speakers = new Map<string, Span[]>();
  for (const { speaker, start, end } of inOrder) {
    const name = oneLine(speaker ?? '');
    if (name === '') continue;
    const spans = speakers.get(name);
    if (spans) spans.push({ start, end });
    else speakers.set(name, [{ start, end }]);
  }
  return {
    format,
    language: checkedLanguage(language),
    segments,
    speakers: [...speakers].map(([name, spans]) => ({ name, spans })),
    notes: untimed === 0 ? notes : [...notes, describeUntimed(untimed, segments.length)],
  };
}

function describeUntimed(untimed: number, total: number): string {
  const which = untimed === total ? 'The file has' : `${untimed} of ${total} passages of the file have`;
  return `${which} no times of single words: words share the time of their passage by their letters.`;
}

/** `en`, also of `en-US`, `English` stays out: recognizers and the store know codes. */
function checkedLanguage(language: string | null): string | null {
  const code = language?.trim().toLowerCase().split(/[-_]/)[0] ?? '';
  return /^[a-z]{2,3}$/.test(code) ? code : null;
}

/** The words of a passage, each with times inside of it, in their order. */
function timeWords(passage: ForeignPassage): readonly Word[] {
  const { start, end, text } = passage;
  const given = passage.words
    ?.map((word) => ({ ...word, text: oneLine(word.text) }))
    .filter((word) => word.text);
  if (!given?.some((word) => word.start !== null)) {
    const known = given?.map(({ confidence }) => confidence).filter((value) => value !== null) ?? [];
    const mean = known.length === 0 ? certain : known.reduce((sum, value) => sum + value, 0) / known.length;
    return shareTime(text, passage, mean);
  }
  const glued = findGlued(
    oneLine(text),
    given.map((word) => word.text),
  );
  const words: Word[] = [];
  for (let i = 0; i < given.length; ) {
    const before = words.at(-1)?.end ?? start;
    const { start: from, end: to, text: said, confidence } = given[i];
    if (from !== null) {
      const at = Math.max(from, words.at(-1)?.start ?? 0);
      words.push({ text: said, start: at, end: Math.max(to ?? from, at), confidence: confidence ?? certain });
      i += 1;
      continue;
    }
    let next = i;
    while (next < given.length && given[next].start === null) next += 1;
    const until = Math.max(before, given[next]?.start ?? end);
    const lost = given.slice(i, next).map((word) => word.text);
    words.push(...shareTime(lost.join(' '), { start: before, end: until }, certain));
    i = next;
  }
  return words.map((word, i) => (glued[i] ? { ...word, glued: true as const } : word));
}

/** Which words have no space before them in a text; none, where the text is not that of the words. */
function findGlued(text: string, words: readonly string[]): boolean[] {
  let at = 0;
  const glued: boolean[] = [];
  for (const word of words) {
    const found = text.indexOf(word, at);
    if (found < 0 || text.slice(at, found).trim() !== '') return words.map(() => false);
    glued.push(glued.length > 0 && found === at);
    at = found + word.length;
  }
  return glued;
}

/** A number of seconds in JSON. */
export const jsonTime = z.number().min(0).max(1e6);
