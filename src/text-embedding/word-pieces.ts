/** The words of a model, and how a text is made ready for them. */
export interface WordPieceVocabulary {
  /** Pieces and their ids; a piece that goes on within a word begins with ##. */
  readonly ids: ReadonlyMap<string, number>;
  readonly lowercase: boolean;
  readonly stripAccents: boolean;
  /** Each Chinese character is a word of its own. */
  readonly splitChinese: boolean;
  /** Code points; a longer word is unknown as a whole. */
  readonly longestWord: number;
  readonly unknown: number;
  readonly begin: number;
  readonly end: number;
}

/**
 * The tokenizer of BERT (Devlin et al. 2018): a text is cleaned, split at spaces and punctuation, and each word becomes the
 * longest pieces that the vocabulary has, from left to right. Pure.
 *
 * @param most ids at most, with those for beginning and end; the rest of the text is left out.
 */
export function tokenizeText(text: string, vocabulary: WordPieceVocabulary, most: number): number[] {
  const ids = [vocabulary.begin];
  for (const word of wordsOf(text, vocabulary)) {
    ids.push(...piecesOf(word, vocabulary));
    if (ids.length >= most) break;
  }
  return [...ids.slice(0, most - 1), vocabulary.end];
}

const chinese =
  /[\u{4e00}-\u{9fff}\u{3400}-\u{4dbf}\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b820}-\u{2ceaf}\u{f900}-\u{faff}\u{2f800}-\u{2fa1f}]/gu;

function wordsOf(text: string, { splitChinese, stripAccents, lowercase }: WordPieceVocabulary): string[] {
  // Control characters vanish, unless they are white space.
  let clean = text.replace(/[\t\n\r]/g, ' ').replace(/[\0\ufffd]|\p{C}/gu, '');
  if (splitChinese) clean = clean.replace(chinese, ' $& ');
  if (stripAccents) clean = clean.normalize('NFD').replace(/\p{Mn}/gu, '');
  if (lowercase) clean = clean.toLowerCase();
  // What ASCII has besides letters and digits counts as punctuation, and so does what Unicode calls so.
  return clean.split(/\s+|([!-/:-@[-`{-~\p{P}])/u).filter((word) => word !== undefined && word !== '');
}

function piecesOf(word: string, { ids, longestWord, unknown }: WordPieceVocabulary): number[] {
  const characters = [...word];
  if (characters.length > longestWord) return [unknown];
  const pieces: number[] = [];
  for (let start = 0; start < characters.length; ) {
    let end = characters.length;
    let id: number | undefined;
    for (; end > start; end--) {
      id = ids.get((start > 0 ? '##' : '') + characters.slice(start, end).join(''));
      if (id !== undefined) break;
    }
    if (id === undefined) return [unknown];
    pieces.push(id);
    start = end;
  }
  return pieces;
}
