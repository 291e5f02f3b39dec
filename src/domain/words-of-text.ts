/**
 * Characters of scripts that put no spaces between words: Chinese, Japanese, Thai, Lao, Khmer, Burmese, Tibetan. The view
 * `search_unspaced_text` of the store has the same ones.
 */
const unspaced = /[⺀-〿぀-ヿ㐀-鿿ｦ-ﾟ\u{20000}-\u{3fffd}฀-๿຀-໿ༀ-࿿က-႟ក-៿]/u;

/** Whether a text has parts that are not divided by spaces. */
export const isUnspaced = (text: string): boolean => unspaced.test(text);

/** A word of a text, and where it stands: UTF-16 units, half-open. */
export interface PlacedWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The runs of letters, digits and their marks, as the tokenizer `unicode61` of the store sees them; not folded. */
export function wordsOfText(text: string): PlacedWord[] {
  return [...text.matchAll(/[\p{L}\p{N}\p{Mn}\p{Mc}\p{Co}]+/gu)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** A text without case and without the accents of Latin, Greek and Cyrillic letters: what a search compares. */
export const foldText = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase();
