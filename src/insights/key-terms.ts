import { contentWords, documentFrequency, type Token } from './word-weights.js';

const termDefaults = {
  /** How often two words have to stand beside each other to be one term. */
  pair: 2,
  /** Of the sentences, the share in which a word says nothing of a subject any longer. */
  common: 0.2,
} as const;

/** What a text is about, and where it stands. */
interface Term {
  /** As it is mostly written. */
  readonly text: string;
  readonly weight: number;
  readonly stems: readonly string[];
}

/** What a text says as a whole: counted once for all of its parts. */
interface WholeText {
  readonly sentences: number;
  /** In how many sentences each word is said. */
  readonly frequency: ReadonlyMap<string, number>;
}

/** @param sentences of each the words. */
export const wholeText = (sentences: readonly (readonly Token[])[]): WholeText => ({
  sentences: sentences.length,
  frequency: documentFrequency(sentences),
});

/**
 * The words, and pairs of words, that say most of what sentences are about, the weightiest first: frequent ones that do
 * not stand everywhere. A pair counts more than its parts, as in Stuart Rose and others, "Automatic Keyword Extraction
 * from Individual Documents" (2010). Pure.
 *
 * @param sentences of each the words, of which a term has to stand in two at least.
 * @param ignored stems that are none: names of those who speak.
 * @param whole the whole text, when only a part of it is asked about: what is frequent in all of it sets no part apart.
 */
export function keyTerms(
  sentences: readonly (readonly Token[])[],
  wanted: number,
  ignored: ReadonlySet<string> = new Set(),
  whole: WholeText = wholeText(sentences),
): string[] {
  const inPart = documentFrequency(sentences);
  const inAll = whole.frequency;
  const rare = (stem: string) => Math.log((1 + whole.sentences) / inAll.get(stem)!);
  const spellings = new Map<string, Map<string, number>>();
  const counts = new Map<string, number>();
  const stemsOf = new Map<string, readonly string[]>();
  const count = (key: string, stems: readonly string[], text: string) => {
    stemsOf.set(key, stems);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    const written = spellings.get(key) ?? new Map<string, number>();
    spellings.set(key, written.set(text, (written.get(text) ?? 0) + 1));
  };
  for (const tokens of sentences)
    for (const [i, { stem, text, follows }] of tokens.entries()) {
      count(stem, [stem], text);
      const before = i > 0 && follows ? tokens[i - 1] : null;
      if (before && before.stem !== stem)
        count(`${before.stem} ${stem}`, [before.stem, stem], `${before.text} ${text}`);
    }
  const terms: Term[] = [...counts].flatMap(([key, number]) => {
    const stems = stemsOf.get(key)!;
    const least = stems.length > 1 ? termDefaults.pair : Math.min(2, sentences.length);
    const isCommon = stems.some(
      (stem) => whole.sentences > 20 && inAll.get(stem)! > termDefaults.common * whole.sentences,
    );
    const isShort = stems.length === 1 && [...key].length < 3 && /^\p{Script=Latin}+$/u.test(key);
    if (number < least || isCommon || isShort || stems.some((stem) => ignored.has(stem))) return [];
    if (stems.length === 1 && inPart.get(key)! < least) return [];
    const weight = number * Math.max(...stems.map(rare)) * (stems.length > 1 ? 1.5 : 1);
    const [text] = [...spellings.get(key)!].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0];
    return [{ text, weight, stems }];
  });
  terms.sort((a, b) => b.weight - a.weight || (a.text < b.text ? -1 : 1));
  const taken = new Set<string>();
  const chosen: string[] = [];
  for (const { text, stems } of terms) {
    if (chosen.length === wanted) break;
    if (stems.some((stem) => taken.has(stem))) continue;
    for (const stem of stems) taken.add(stem);
    chosen.push(text);
  }
  return chosen;
}

/** Stems of names, which are not what a meeting is about. */
export function stemsOfNames(names: readonly string[], language: string): ReadonlySet<string> {
  return new Set(names.flatMap((name) => contentWords(name, language).map(({ stem }) => stem)));
}
