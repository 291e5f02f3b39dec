/**
 * Characters that take two columns: the Wide and Fullwidth classes of Unicode Standard Annex 11 as blocks
 * (JavaScript has no property for them), and whatever is drawn as an emoji by itself.
 */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const invisible = /^[\p{M}\p{Cf}\p{Cc}]+$/u;
const ascii = /^[\x20-\x7e]*$/;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Columns of one user-perceived character: 0, 1, or 2 for East Asian wide characters and emoji. */
function graphemeWidth(grapheme: string): number {
  if (wide.test(grapheme)) return 2;
  return invisible.test(grapheme) ? 0 : 1;
}

/** Whether a text is written without spaces between words, judged by its first character. */
export function startsWide(text: string): boolean {
  return wide.test(String.fromCodePoint(text.codePointAt(0) ?? 0x20));
}

/** Columns that a text takes in a fixed-width font. Characters made of several code points count once. */
export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment);
  return width;
}

/** Cuts a text into pieces of at most `columns`, between characters as a reader sees them. */
export function breakToWidth(text: string, columns: number): string[] {
  if (text.length <= columns && ascii.test(text)) return [text];
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const width = graphemeWidth(segment);
    if (used + width > columns && piece !== '') {
      pieces.push(piece);
      piece = '';
      used = 0;
    }
    piece += segment;
    used += width;
  }
  if (piece !== '') pieces.push(piece);
  return pieces;
}

/** Breaks a text between words into lines of at most so many columns; a longer word has a line of its own. */
export function wrapText(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length > 0 ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length > 0 && displayWidth(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
