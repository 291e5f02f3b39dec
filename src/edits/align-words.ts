import { diffArrays } from 'diff';
import type { Seconds, Span } from '../domain/time.js';
import { joinWords, type Word } from '../domain/transcript.js';

/** A run of words that another text replaces; without words on one side it is an insertion or a deletion. */
export interface WordChange extends Span {
  readonly before: string;
  readonly after: string;
  /** The unchanged word before it; undefined: the text begins here. */
  readonly left: string | undefined;
  readonly right: string | undefined;
}

interface AlignOptions {
  /** Of the new words, 0 to 1. */
  readonly confidence: number;
  /** For dividing a script without spaces. */
  readonly language: string;
  /** What new words share when there were none. */
  readonly within: Span;
}

export const alignDefaults = {
  /** An inserted word takes at most this much of the pause that it stands in. */
  inserted: 0.4 as Seconds,
} as const;

/**
 * The words of a text that was written over that of some words. Unchanged words stay as they are, to the last digit of
 * their times. Changed ones share the time of those that they replace: one for one when there are as many, else by
 * their letters. Inserted ones take of the pause between their neighbours. Pure.
 *
 * @param text is read as `joinWords` writes it: white space divides words, and Chinese or Thai is divided inside.
 */
export function alignWords(
  words: readonly Word[],
  text: string,
  { confidence, language, within }: AlignOptions,
): { readonly words: readonly Word[]; readonly changes: readonly WordChange[] } {
  const chunks = chunksOf(withFirstApart(words));
  const wanted = text.split(/\s+/u).filter((chunk) => chunk !== '');
  const runs: Run[] = [];
  let at = 0;
  for (const part of diffArrays(chunks.map(joinWords), wanted)) {
    const last = runs.at(-1);
    const own = part.added ? [] : chunks.slice(at, at + part.value.length).flat();
    if (!part.added) at += part.value.length;
    if (!part.added && !part.removed) runs.push({ words: own, text: null });
    else if (last && last.text !== null)
      runs[runs.length - 1] = {
        words: [...last.words, ...own],
        text: part.added ? part.value.join(' ') : last.text,
      };
    else runs.push({ words: own, text: part.added ? part.value.join(' ') : '' });
  }
  return rewrite(
    runs.flatMap((run) => (run.text === null ? [run] : refine(run.words, run.text))),
    { confidence, language, within },
  );
}

/** Words, and the text that replaces them; null: they stay. */
interface Run {
  readonly words: readonly Word[];
  readonly text: string | null;
  /** No space stands before the text. */
  readonly glued?: boolean;
}

/** Words that stand together without a space. */
function chunksOf(words: readonly Word[]): Word[][] {
  const chunks: Word[][] = [];
  for (const word of words) {
    if (word.glued && chunks.length > 0) chunks[chunks.length - 1].push(word);
    else chunks.push([word]);
  }
  return chunks;
}

/** A letter or a mark of a script that is written without spaces. */
export const spaceless =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Myanmar}\p{Script=Khmer}\u3000-\u303f\uff00-\uffef]/u;

/** In a script without spaces a chunk is a sentence: there letters are compared, and whole words that stand stay. */
function refine(words: readonly Word[], text: string): Run[] {
  const old = joinWords(words);
  if (words.length === 0 || text === '' || !spaceless.test(old + text)) return [{ words, text }];
  const kept = keptWords(words, old, text);
  const runs: Run[] = [];
  let from = 0;
  let open: Word[] = [];
  const close = (to: number) => {
    const between = text.slice(from, to);
    if (between.trim() !== '' || open.length > 0)
      runs.push({
        words: open,
        text: between.trim(),
        glued: from > 0 && !/^\s/u.test(between),
      });
    open = [];
  };
  for (const word of words) {
    const place = kept.get(word);
    if (place === undefined) {
      open.push(word);
      continue;
    }
    close(place);
    const glued = place > 0 && !/\s/u.test(text[place - 1]);
    const { glued: _, ...plain } = word;
    runs.push({ words: [glued ? { ...plain, glued } : plain], text: null });
    from = place + word.text.length;
  }
  close(text.length);
  return runs;
}

/** The words all of whose letters stand together in the new text, and where they begin there. */
function keptWords(words: readonly Word[], old: string, text: string): ReadonlyMap<Word, number> {
  const places = new Map<number, number>();
  let [from, to] = [0, 0];
  for (const part of diffArrays(old.split(''), text.split(''))) {
    const size = part.value.length;
    if (!part.added && !part.removed) for (let i = 0; i < size; i++) places.set(from + i, to + i);
    if (!part.added) from += size;
    if (!part.removed) to += size;
  }
  const kept = new Map<Word, number>();
  let offset = 0;
  for (const [i, word] of words.entries()) {
    if (i > 0 && !word.glued) offset++;
    const first = places.get(offset);
    const letters = word.text.split('');
    if (first !== undefined && letters.every((_, n) => places.get(offset + n) === first + n))
      kept.set(word, first);
    offset += word.text.length;
  }
  return kept;
}

function rewrite(
  runs: readonly Run[],
  made: AlignOptions,
): { readonly words: readonly Word[]; readonly changes: readonly WordChange[] } {
  const words: Word[] = [];
  const changes: WordChange[] = [];
  for (const [i, run] of runs.entries()) {
    if (run.text === null) {
      words.push(...run.words);
      continue;
    }
    const [left, right] = [runs[i - 1]?.words.at(-1), runs[i + 1]?.words[0]];
    const span = run.words.length > 0 ? spanOf(run.words) : placeBetween(left, right, made.within);
    const tokens = tokensOf(run.text, run.glued ?? false, made.language);
    const spans =
      run.words.length === tokens.length
        ? run.words
        : shareTime(run.words.length > 0 || !(left || right) ? span : firstOf(span, tokens.length), tokens);
    for (const [t, token] of tokens.entries()) {
      const { start, end } = spans[t];
      words.push({ ...token, start, end, confidence: made.confidence });
    }
    changes.push({
      ...span,
      ...(run.words.length === 0 && { end: spans.at(-1)?.end ?? span.end }),
      before: joinWords(run.words),
      after: run.text,
      left: left?.text,
      right: right?.text,
    });
  }
  return { words: withFirstApart(words), changes };
}

/** Nothing stands before the first word. */
function withFirstApart(words: readonly Word[]): readonly Word[] {
  if (!words[0]?.glued) return words;
  const { glued: _, ...first } = words[0];
  return [first, ...words.slice(1)];
}

const spanOf = (words: readonly Word[]): Span => ({
  start: words[0].start,
  end: words.reduce((end, word) => Math.max(end, word.end), words[0].start),
});

/** Where something can be inserted; of no length when the words follow each other closely. */
function placeBetween(left: Span | undefined, right: Span | undefined, within: Span): Span {
  if (!left && !right) return within;
  const start = left?.end ?? right!.start;
  return { start, end: left && right ? Math.max(start, right.start) : start };
}

function firstOf({ start, end }: Span, words: number): Span {
  return { start, end: Math.min(end, start + words * alignDefaults.inserted) };
}

function tokensOf(text: string, glued: boolean, language: string): Pick<Word, 'text' | 'glued'>[] {
  return text
    .split(/\s+/u)
    .filter((chunk) => chunk !== '')
    .flatMap((chunk, c) => {
      const parts = spaceless.test(chunk) ? divideChunk(chunk, language) : [chunk];
      return parts.map((part, p) =>
        p > 0 || (c === 0 && glued) ? { text: part, glued: true } : { text: part },
      );
    });
}

/** Words of a script without spaces, each with the marks behind it. */
function divideChunk(chunk: string, language: string): string[] {
  const parts: string[] = [];
  for (const { segment, isWordLike } of new Intl.Segmenter(knownLocale(language), {
    granularity: 'word',
  }).segment(chunk)) {
    if (isWordLike || parts.length === 0) parts.push(segment);
    else parts[parts.length - 1] += segment;
  }
  return parts;
}

function knownLocale(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? 'und';
  } catch {
    return 'und';
  }
}

/** A stretch of time for some words, by their letters. */
function shareTime({ start, end }: Span, tokens: readonly Pick<Word, 'text'>[]): Span[] {
  const letters = tokens.reduce((sum, { text }) => sum + text.length, 0);
  let passed = 0;
  return tokens.map(({ text }) => {
    const from = start + ((end - start) * passed) / letters;
    passed += text.length;
    return { start: from, end: passed === letters ? end : start + ((end - start) * passed) / letters };
  });
}
