export const scriptDefaults = {
  /** Share of a recording's letters from which it is written in one script (silverstein/minutes). */
  dominant: 0.7,
  /** A recording with fewer letters has no script of its own. */
  letters: 100,
} as const;

/** Japanese mixes three; a Chinese line and a Japanese one are not told apart. */
const scripts = {
  Latin: /\p{Script=Latin}/gu,
  Cyrillic: /\p{Script=Cyrillic}/gu,
  Greek: /\p{Script=Greek}/gu,
  Arabic: /\p{Script=Arabic}/gu,
  Hebrew: /\p{Script=Hebrew}/gu,
  Devanagari: /\p{Script=Devanagari}/gu,
  Bengali: /\p{Script=Bengali}/gu,
  Tamil: /\p{Script=Tamil}/gu,
  Telugu: /\p{Script=Telugu}/gu,
  Thai: /\p{Script=Thai}/gu,
  Hangul: /\p{Script=Hangul}/gu,
  'Chinese or Japanese': /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu,
} as const;

export type ScriptName = keyof typeof scripts;
export type ScriptCounts = Readonly<Record<ScriptName, number>>;

/** Letters of each script in a text. */
export function countScripts(text: string): ScriptCounts {
  const counts = {} as Record<ScriptName, number>;
  for (const [name, letters] of Object.entries(scripts))
    counts[name as ScriptName] = text.match(letters)?.length ?? 0;
  return counts;
}

/** The script of most letters and its share of them; null when there are no letters, or too few. */
export function dominantScript(
  counts: ScriptCounts,
  atLeast = 1,
): { name: ScriptName; share: number } | null {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (total < atLeast) return null;
  const [name, count] = Object.entries(counts).reduce((a, b) => (b[1] > a[1] ? b : a));
  return { name: name as ScriptName, share: count / total };
}
