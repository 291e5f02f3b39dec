import stringWidth from 'string-width';

/** Printable ASCII, of which most texts consist. */
const plain = /^[ -~]*$/;

/** Columns that a text takes in a fixed-width font: 2 for East Asian wide characters and emoji. */
export const displayWidth = (text: string): number => (plain.test(text) ? text.length : stringWidth(text));

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Cuts a text into pieces of at most `columns`, between characters as a reader sees them. */
export function breakToWidth(text: string, columns: number): string[] {
  if (displayWidth(text) <= columns) return [text];
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const width = displayWidth(segment);
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

/** Whether a text is in a script without spaces between words, judged by its first character. */
export function startsWide(text: string): boolean {
  return displayWidth(String.fromCodePoint(text.codePointAt(0) ?? 0x20)) === 2;
}
