import { endianness } from 'node:os';
import { joinWords, type Word } from '../domain/transcript.js';

/*
 * Values that SQLite has no type for: JSON, moments, vectors, words. They are checked when they are read: anything may
 * have changed the file.
 */

/**
 * A list whose items all pass a test.
 *
 * @param column for the error: `speakers.spans`.
 * @throws SyntaxError when it is none; `read` says what that means.
 */
export function storedList<T>(json: string, column: string, isItem: (item: unknown) => boolean): T[] {
  const value: unknown = JSON.parse(json);
  if (!Array.isArray(value) || !value.every(isItem)) throw new SyntaxError(`${column} holds another list`);
  return value;
}

/** @throws SyntaxError when it is no object. */
export function storedObject<T>(json: string, column: string): T {
  const value: unknown = JSON.parse(json);
  if (!isObject(value)) throw new SyntaxError(`${column} holds no object`);
  return value as T;
}

/** A moment as ISO-8601. @throws SyntaxError when it is none. */
export function storedMoment(text: string, column: string): string {
  if (Number.isNaN(Date.parse(text))) throw new SyntaxError(`${column} holds no moment`);
  return text;
}

export const isText = (item: unknown): boolean => typeof item === 'string';

export const isObject = (item: unknown): boolean =>
  typeof item === 'object' && item !== null && !Array.isArray(item);

/** A span as `[start, end]`. */
export const isSpan = (item: unknown): boolean =>
  Array.isArray(item) && item.length === 2 && item.every((value) => typeof value === 'number');

const bigEndian = endianness() === 'BE';

/** 32-bit numbers as little-endian bytes, whatever the machine; a copy. */
export function toBlob(numbers: Float32Array | Uint32Array): Buffer {
  const bytes = Buffer.from(
    numbers.buffer.slice(numbers.byteOffset, numbers.byteOffset + numbers.byteLength) as ArrayBuffer,
  );
  return bigEndian ? bytes.swap32() : bytes;
}

/** The inverse of `toBlob`. A blob from SQLite may start at any byte, so its bytes are copied into place. */
export function toFloats(blob: Buffer): Float32Array {
  return new Float32Array(aligned(blob));
}

/** The inverse of `toBlob`, for sub-fingerprints. */
export function toUints(blob: Buffer): Uint32Array {
  return new Uint32Array(aligned(blob));
}

function aligned(blob: Buffer): ArrayBuffer {
  const bytes = Buffer.from(new ArrayBuffer(blob.length));
  blob.copy(bytes);
  if (bigEndian) bytes.swap32();
  return bytes.buffer as ArrayBuffer;
}

/** Words as JSON. Each says whether a space precedes it. */
export function wordsToJson(words: readonly Word[]): string {
  return JSON.stringify(
    words.map(({ text, start, end, confidence, glued }) => ({
      text,
      start,
      end,
      confidence,
      glued: glued ?? false,
    })),
  );
}

function isWord(item: unknown): boolean {
  if (!isObject(item)) return false;
  const { text, start, end, confidence } = item as Word;
  return typeof text === 'string' && [start, end, confidence].every((value) => typeof value === 'number');
}

/**
 * Words and text of a stored turn or passage. In older rows words do not say how they join, and have a space between any
 * two: there the letters on both sides decide, and the text is joined again.
 */
export function readWords(
  json: string,
  text: string,
): { readonly words: readonly Word[]; readonly text: string } {
  const stored = storedList<Word>(json, 'words', isWord);
  if (stored.every((word) => word.glued !== undefined))
    return { text, words: stored.map(({ glued, ...word }) => (glued ? { ...word, glued } : word)) };
  const words = stored.map((word, i) =>
    i > 0 && isGlued(stored[i - 1].text, word.text) ? { ...word, glued: true as const } : word,
  );
  return { words, text: joinWords(words) };
}

const spaceless =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Myanmar}\\u3000-\\u303f\\uff00-\\uffef';
/** Both sides are of a script without spaces, or the second begins with a mark that belongs to a letter. */
const beforeSpaceless = new RegExp(`[${spaceless}]$`, 'u');
const afterSpaceless = new RegExp(`^[${spaceless}\\p{M}]`, 'u');
/** "follow" and "-up", "10" and ",000", "3" and ":30", "U" and ".S.". */
const endsInLetter = /[\p{L}\p{N}]$/u;
const innerPunctuation = /^[-.,:][\p{L}\p{N}]/u;
/** "d" and "'un", "qu" and "'il", "dell" and "'arte". */
const elided = /(?:^|[^\p{L}])(?:\p{L}{1,2}|\p{L}*qu|\p{L}*ll)$/iu;
const apostrophe = /^['’]\p{L}/u;

function isGlued(before: string, after: string): boolean {
  if (beforeSpaceless.test(before) || afterSpaceless.test(after)) return true;
  if (endsInLetter.test(before) && innerPunctuation.test(after)) return true;
  return elided.test(before) && apostrophe.test(after);
}
