import { joinWords } from '../domain/join-words.js';
import type { Word } from '../domain/transcript.js';
import { isObject, storedList } from './stored-json.js';

/** Words as a column of JSON keeps them: each says whether a space stands before it. */
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
 * Words and text of a stored passage. Passages from before words said how they join had a space between any two: there
 * the letters on both sides decide, and the text is put together again.
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
