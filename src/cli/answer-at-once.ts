/*
 * `scribe --help` and `scribe --version` are answered from what the build has written down, before any other module is
 * loaded. So nothing is imported here; even `import` of `node:fs` would load what streams need.
 */

/** Columns of terminals for which the build writes the help down. The program lays it out for all others. */
export const helpWidths = { narrowest: 40, usual: 80, widest: 200 } as const;

/** Between the texts of two widths: a form feed. */
export const helpSeparator = 0x0c;

/** Where the build puts them, beside the program that it joins. */
export const helpFile = new URL('../start/help', import.meta.url);

/**
 * Answers a command line that asks for the help or the version and nothing else.
 *
 * @param words what follows `scribe`.
 * @returns false: the program has to answer.
 */
export function answeredAtOnce(words: readonly string[]): boolean {
  if (words.length !== 1) return false;
  const { writeSync } = process.getBuiltinModule('node:fs');
  try {
    const answer = answerTo(words[0]);
    if (!answer) return false;
    for (let written = 0; written < answer.length; ) written += writeSync(1, answer.subarray(written));
    return true;
  } catch {
    // A help that was not written down, a full disk, a reader that is slow: the program has ways and words for them.
    return false;
  }
}

function answerTo(word: string): Uint8Array | null {
  if (word === '--help' || word === '-h') return helpAt(columns());
  return word === '--version' || word === '-V' ? Buffer.from(`${version()}\n`) : null;
}

/** The help as bytes of UTF-8, for a terminal of so many columns; null: it was not written down for it. */
export function helpAt(width: number): Uint8Array | null {
  const { narrowest, widest } = helpWidths;
  if (width < narrowest || width > widest) return null;
  const texts = process.getBuiltinModule('node:fs').readFileSync(helpFile);
  let start = 0;
  for (let each = narrowest; each < width; each++) start = texts.indexOf(helpSeparator, start) + 1;
  return texts.subarray(start, texts.indexOf(helpSeparator, start));
}

/** A pipe has no columns. To ask a terminal takes a while, so what is none is not asked. */
function columns(): number {
  const { fstatSync } = process.getBuiltinModule('node:fs');
  return (fstatSync(1).isCharacterDevice() ? process.stdout.columns : undefined) ?? helpWidths.usual;
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return JSON.parse(process.getBuiltinModule('node:fs').readFileSync(file, 'utf8')).version;
}
