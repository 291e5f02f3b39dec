/*
 * Text cannot control the terminal (`guarded`), and marks in it should. So they are characters that no text may have in
 * the interchange between programs (Unicode, noncharacters U+FDD0..U+FDEF); the guarded stream makes colours of them.
 */

const [opening, closing] = ['\ufdd0', '\ufdd1'];

/**
 * A text with parts of it marked: in colour on a terminal, unless NO_COLOR is set, and between ** elsewhere. Pure.
 *
 * @param marks parts in UTF-16 units, half-open, ordered, disjoint.
 */
export function mark(
  {
    out,
    environment,
  }: {
    readonly out: { readonly isTTY: boolean };
    readonly environment: Readonly<Record<string, string | undefined>>;
  },
  text: string,
  marks: readonly (readonly [start: number, end: number])[],
): string {
  const [open, close] = out.isTTY && !environment.NO_COLOR ? [opening, closing] : ['**', '**'];
  let marked = '';
  let done = 0;
  for (const [start, end] of marks) {
    marked += text.slice(done, start) + open + text.slice(start, end) + close;
    done = end;
  }
  return marked + text.slice(done);
}

/** Marks as a terminal shows them: bold and yellow. */
export const paint = (text: string): string =>
  text.replaceAll(opening, '\u001b[1;33m').replaceAll(closing, '\u001b[0m');
