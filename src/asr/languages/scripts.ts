/** The script that a language is mostly written in (ISO 15924, by Unicode's likely subtags); null when it is not known. */
function scriptOf(language: string): string | null {
  try {
    return language === 'und' ? null : (new Intl.Locale(language).maximize().script ?? null);
  } catch {
    return null;
  }
}

/** Blocks before U+0800, which UTF-8 writes with two bytes a letter. */
const twoBytes = new Set(['Cyrl', 'Grek', 'Arab', 'Hebr', 'Armn', 'Thaa', 'Syrc', 'Nkoo']);

/** Bytes that UTF-8 takes for a letter of the language's script, 1 to 3; 1 when the script is not known. */
export function bytesPerLetter(language: string): number {
  const script = scriptOf(language);
  if (script === null || script === 'Latn') return 1;
  return twoBytes.has(script) ? 2 : 3;
}

export const scriptDefaults = {
  /** Share of its letters from which a recording counts as written in one script (silverstein/minutes). */
  dominant: 0.7,
  /** With fewer letters a recording has no usual script. */
  letters: 100,
} as const;

/** Japanese mixes three scripts, so Chinese and Japanese count as one. */
const lettersOf = {
  Latin: /\p{Script=Latin}/gu,
  Cyrillic: /\p{Script=Cyrillic}/gu,
  Greek: /\p{Script=Greek}/gu,
  Arabic: /\p{Script=Arabic}/gu,
  Hebrew: /\p{Script=Hebrew}/gu,
  Devanagari: /\p{Script=Devanagari}/gu,
  Bengali: /\p{Script=Bengali}/gu,
  Tamil: /\p{Script=Tamil}/gu,
  Telugu: /\p{Script=Telugu}/gu,
  Kannada: /\p{Script=Kannada}/gu,
  Malayalam: /\p{Script=Malayalam}/gu,
  Gujarati: /\p{Script=Gujarati}/gu,
  Gurmukhi: /\p{Script=Gurmukhi}/gu,
  Sinhala: /\p{Script=Sinhala}/gu,
  Burmese: /\p{Script=Myanmar}/gu,
  Khmer: /\p{Script=Khmer}/gu,
  Lao: /\p{Script=Lao}/gu,
  Tibetan: /\p{Script=Tibetan}/gu,
  Georgian: /\p{Script=Georgian}/gu,
  Armenian: /\p{Script=Armenian}/gu,
  Ethiopic: /\p{Script=Ethiopic}/gu,
  Thai: /\p{Script=Thai}/gu,
  Hangul: /\p{Script=Hangul}/gu,
  'Chinese or Japanese': /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu,
} as const;

export type ScriptName = keyof typeof lettersOf;
export type ScriptCounts = Readonly<Record<ScriptName, number>>;

/** Letters of each script in a text. */
export function countScripts(text: string): ScriptCounts {
  const counts = {} as Record<ScriptName, number>;
  for (const [name, letters] of Object.entries(lettersOf))
    counts[name as ScriptName] = text.match(letters)?.length ?? 0;
  return counts;
}

/** The script of most letters, and its share of them; null when there are fewer than `atLeast` letters. */
export function dominantScript(
  counts: ScriptCounts,
  atLeast = 1,
): { name: ScriptName; share: number } | null {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (total < atLeast) return null;
  const [name, count] = Object.entries(counts).reduce((a, b) => (b[1] > a[1] ? b : a));
  return { name: name as ScriptName, share: count / total };
}

/** ISO 15924 names of each, to look up the script of a language. */
const codes: Readonly<Record<ScriptName, readonly string[]>> = {
  Latin: ['Latn'],
  Cyrillic: ['Cyrl'],
  Greek: ['Grek'],
  Arabic: ['Arab'],
  Hebrew: ['Hebr'],
  Devanagari: ['Deva'],
  Bengali: ['Beng'],
  Tamil: ['Taml'],
  Telugu: ['Telu'],
  Kannada: ['Knda'],
  Malayalam: ['Mlym'],
  Gujarati: ['Gujr'],
  Gurmukhi: ['Guru'],
  Sinhala: ['Sinh'],
  Burmese: ['Mymr'],
  Khmer: ['Khmr'],
  Lao: ['Laoo'],
  Tibetan: ['Tibt'],
  Georgian: ['Geor'],
  Armenian: ['Armn'],
  Ethiopic: ['Ethi'],
  Thai: ['Thai'],
  Hangul: ['Kore'],
  'Chinese or Japanese': ['Hans', 'Hant', 'Jpan'],
};

/** Whether a language is written in a script. */
export function isScriptOf(language: string, name: ScriptName): boolean {
  const script = scriptOf(language);
  return script !== null && codes[name].includes(script);
}
