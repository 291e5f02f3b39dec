/**
 * A command line as words, as a POSIX shell splits it: quotes hold a word together, and a backslash before a space, a quote or a
 * backslash takes its meaning away. Nothing else means anything: no variable, no pattern, no second command. Pure.
 *
 * @returns null when a quote is not closed.
 */
export function splitWords(text: string): readonly string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    const next = text[i + 1] ?? '';
    if (character === '\\' && quote !== "'" && /["'\\\s]/.test(next)) {
      word = (word ?? '') + next;
      i++;
    } else if (quote !== null && character === quote) quote = null;
    else if (quote === null && (character === '"' || character === "'")) {
      quote = character;
      word ??= '';
    } else if (quote === null && /\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + character;
  }
  if (word !== null) words.push(word);
  return quote === null ? words : null;
}

/** A word as a POSIX shell reads it back: as it is, or in single quotes. */
export function shellWord(text: string): string {
  return /^[\w%+,./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
