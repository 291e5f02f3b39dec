/**
 * Characters that must not reach a terminal or a file as they are: controls (C0, DEL and C1: `ESC [` or its
 * one-character form U+009B moves the cursor, changes colours, renames the window), the Bidi_Control characters and the
 * deprecated format characters, which change the direction of the text around them, and the line and paragraph
 * separators.
 */
const hazards =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb]/g;

/** How such a character is shown instead: `\n`, `\x1b`, `\u202e`. */
function escaped(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : unicodeEscape(character);
}

const unicodeEscape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A text as one line that is safe for a terminal: hazards are shown as escapes. */
export function visible(line: string): string {
  return line.replace(hazards, escaped);
}

/** The same for a text of several lines: line ends and tabs stay. All output and every document go through it. */
export function visibleLines(text: string): string {
  return text.replace(hazards, (character, at: number) => {
    const kept = character === '\n' || character === '\t' || (character === '\r' && text[at + 1] === '\n');
    return kept ? character : escaped(character);
  });
}

/** A value as JSON in which hazards are escaped. */
export function toJson(
  value: unknown,
  indent?: number,
  replacer?: (key: string, value: unknown) => unknown,
): string {
  return JSON.stringify(value, replacer, indent).replace(hazards, (character) =>
    character === '\n' ? character : unicodeEscape(character),
  );
}

/** What somebody said or is called, as one line of a document: hazards and white space become one space. */
export function oneLine(text: string): string {
  return text
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]/g, '')
    .replace(hazards, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
