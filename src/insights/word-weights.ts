import { createRequire } from 'node:module';
import { segmenterOf } from './read-sentences.js';
import { spokenWords } from './spoken-words.js';

/** The names that package stopword gives its lists, by the code of the language. */
const listNames: Readonly<Record<string, string>> = {
  af: 'afr',
  ar: 'ara',
  bg: 'bul',
  bn: 'ben',
  br: 'bre',
  ca: 'cat',
  cs: 'ces',
  da: 'dan',
  de: 'deu',
  el: 'ell',
  en: 'eng',
  es: 'spa',
  et: 'est',
  eu: 'eus',
  fa: 'fas',
  fi: 'fin',
  fr: 'fra',
  gl: 'glg',
  gu: 'guj',
  ha: 'hau',
  he: 'heb',
  hi: 'hin',
  hr: 'hrv',
  hu: 'hun',
  hy: 'hye',
  id: 'ind',
  it: 'ita',
  ja: 'jpn',
  ko: 'kor',
  la: 'lat',
  lt: 'lit',
  lv: 'lav',
  mr: 'mar',
  ms: 'msa',
  my: 'mya',
  nl: 'nld',
  no: 'nob',
  pa: 'panGu',
  pl: 'pol',
  pt: 'por',
  ro: 'ron',
  ru: 'rus',
  sk: 'slk',
  sl: 'slv',
  so: 'som',
  sv: 'swe',
  sw: 'swa',
  th: 'tha',
  tl: 'tgl',
  tr: 'tur',
  uk: 'ukr',
  ur: 'urd',
  vi: 'vie',
  yo: 'yor',
  zh: 'zho',
};

const lists = createRequire(import.meta.url)('stopword') as Readonly<Record<string, readonly string[]>>;
const known = new Map<string, ReadonlySet<string>>();

/** Words of a language that say nothing of a subject; empty: nobody has listed them. */
export function stopWordsOf(language: string): ReadonlySet<string> {
  let words = known.get(language);
  if (!words) {
    words = new Set([
      ...(lists[listNames[language]] ?? []).map((word) => word.toLowerCase()),
      ...(spokenWords.get(language) ?? []),
    ]);
    known.set(language, words);
  }
  return words;
}

/** Whether a word in lower case is one of everyday language. */
export const isStopWord = (word: string, language: string): boolean => stopWordsOf(language).has(word);

/** A word that may say something of a subject. */
export interface Token {
  /** As it was written. */
  readonly text: string;
  /** What words of one meaning share, as a rule. */
  readonly stem: string;
  /** No other word stands between this and the one before it. */
  readonly follows: boolean;
}

const stemLength = 6;

/** Scripts whose words are short and do not change their endings. */
const unchanging = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/**
 * The words of a text that may say something of its subject: no stop words, numbers and single letters. A stem is the
 * first six letters, which serves most languages as well as rules of their grammar do (McNamee and Mayfield,
 * "Character n-gram tokenization for European language text retrieval", 2004).
 */
export function contentWords(text: string, language: string): Token[] {
  const stopWords = stopWordsOf(language);
  const tokens: Token[] = [];
  let follows = false;
  for (const { segment, isWordLike } of segmenterOf(language, 'word').segment(text.replaceAll('’', "'"))) {
    // "l'importation", "dell'ordine", "Tom's"
    const text = segment.replace(/^\p{L}{1,5}'(?=\p{L}{3})/u, '').replace(/'s$/, '');
    const word = text.toLowerCase();
    const isShort = word.length < 2 && !unchanging.test(word);
    if (
      !isWordLike ||
      isShort ||
      !/\p{L}/u.test(word) ||
      [word, segment.toLowerCase()].some((w) => stopWords.has(w))
    ) {
      if (segment.trim() !== '') follows = false;
      continue;
    }
    tokens.push({ text, stem: unchanging.test(word) ? word : word.slice(0, stemLength), follows });
    follows = true;
  }
  return tokens;
}

/** The weight of each word of a text; a unit vector. */
export type Weights = ReadonlyMap<string, number>;

/**
 * Vectors of texts: how often a word is said there, times how few of the texts have it (tf-idf). A word of a language
 * without a list of stop words weighs little when most texts have it. Pure.
 */
export function weighWords(texts: readonly (readonly Token[])[]): Weights[] {
  const frequency = documentFrequency(texts);
  return texts.map((tokens) => {
    const weights = new Map<string, number>();
    for (const { stem } of tokens) {
      const rarity = Math.log((1 + texts.length) / frequency.get(stem)!);
      weights.set(stem, (weights.get(stem) ?? 0) + rarity);
    }
    return toUnit(weights);
  });
}

/** In how many texts each word is said. */
export function documentFrequency(texts: readonly (readonly Token[])[]): ReadonlyMap<string, number> {
  const frequency = new Map<string, number>();
  for (const tokens of texts)
    for (const stem of new Set(tokens.map((token) => token.stem)))
      frequency.set(stem, (frequency.get(stem) ?? 0) + 1);
  return frequency;
}

/** A vector of length 1, or an empty one. */
function toUnit(weights: ReadonlyMap<string, number>): Weights {
  const length = Math.hypot(...weights.values());
  return length > 0 ? new Map([...weights].map(([stem, weight]) => [stem, weight / length])) : weights;
}

/** Cosine similarity of two unit vectors. */
export function similarity(a: Weights, b: Weights): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [stem, weight] of small) sum += weight * (large.get(stem) ?? 0);
  return sum;
}
