/** Written without spaces; Whisper's words are then single characters. */
const spacelessLanguages = new Set(['zh', 'ja', 'th', 'lo', 'my', 'yue']);
export const isSpaced = (language: string): boolean => !spacelessLanguages.has(language);

/** Letters of scripts that are written without spaces, and the punctuation that goes with them. */
const spaceless =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Myanmar}\p{Script=Khmer}\u3000-\u303f\uff00-\uffef]/u;
const opening = /[\p{Ps}\p{Pi}]/u;
const closing = /[\p{Pe}\p{Pf}\p{Po}\p{Pd}]/u;
/** French puts a space before these, other languages do not; no line and no turn starts with one. */
const closingAlone = /^[?!:;.,…%»)\]}”’]+$/u;

/** Finds words by dictionary when no spaces separate them (Unicode Standard Annex 29). */
const dictionary = new Intl.Segmenter('en', { granularity: 'word' });

/** A word: the pieces `[from, to)`. */
interface PieceGroup {
  readonly from: number;
  readonly to: number;
  /** Without surrounding space. */
  readonly text: string;
  /** No space stands before it. */
  readonly glued: boolean;
}

/**
 * Joins the pieces that a recognizer wrote into words, by its own spaces: without a space before it, a piece belongs to
 * the word before, like "-up" in "follow-up" and ",000" in "10,000". In scripts without spaces a dictionary finds the
 * words, but no piece is ever divided. Pieces of nothing but space belong to no word. Pure.
 *
 * @param pieces with their spaces.
 * @param language tells whether the first word needs a space when other words come before it.
 */
export function groupPieces(pieces: readonly string[], language: string): PieceGroup[] {
  const text = pieces.join('');
  const borders = dictionaryBorders(text);
  const groups: { from: number; to: number; text: string; glued: boolean }[] = [];
  let offset = 0;
  let spaceBefore = false;
  for (const [i, piece] of pieces.entries()) {
    const own = piece.trim();
    const begin = offset + piece.length - piece.trimStart().length;
    offset += piece.length;
    const spaced: boolean = spaceBefore || /^\s/u.test(piece);
    spaceBefore = own === '' ? spaced : /\s$/u.test(piece);
    if (own === '') continue;
    const last = groups.at(-1);
    if (!last) {
      const glued = !isSpaced(language) || spaceless.test(firstOf(own));
      groups.push({ from: i, to: i + 1, text: own, glued });
    } else if (spaced ? !closingAlone.test(own) : borders.has(begin)) {
      groups.push({ from: i, to: i + 1, text: own, glued: !spaced });
    } else {
      last.text += spaced ? ` ${own}` : own;
      last.to = i + 1;
    }
  }
  return groups;
}

/** Offsets at which a word may start without a space before it. */
function dictionaryBorders(text: string): Set<number> {
  const borders = new Set<number>();
  if (!spaceless.test(text)) return borders;
  let before = '';
  for (const { segment, index } of dictionary.segment(text)) {
    const after = firstOf(segment);
    const unspaced = spaceless.test(before) || spaceless.test(after);
    if (unspaced && !opening.test(before) && !closing.test(after)) borders.add(index);
    before = [...segment].at(-1) ?? '';
  }
  return borders;
}

const firstOf = (text: string): string => String.fromCodePoint(text.codePointAt(0) ?? 0x20);
