/** The script that a language is mostly written in (ISO 15924, by Unicode's likely subtags); null when it is not known. */
export function scriptOf(language: string): string | null {
  try {
    return language === 'und' ? null : (new Intl.Locale(language).maximize().script ?? null);
  } catch {
    return null;
  }
}

/** Blocks before U+0800, which UTF-8 writes with two bytes a letter. */
const twoBytes = new Set(['Cyrl', 'Grek', 'Arab', 'Hebr', 'Armn', 'Thaa', 'Syrc', 'Nkoo']);

/** Bytes that UTF-8 takes for a letter of the language's script: 1 to 3; 1 where the script is not known. */
export function bytesPerLetter(language: string): number {
  const script = scriptOf(language);
  if (script === null || script === 'Latn') return 1;
  return twoBytes.has(script) ? 2 : 3;
}
