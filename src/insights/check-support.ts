import { digitsOf, numbersOf } from './number-words.js';
import { contentWords, stopWordsOf, type Token } from './word-weights.js';

const supportDefaults = {
  /** Of the words of a claim that say something, the share that must stand in the turns: a paraphrase keeps most. */
  words: 0.6,
  /** Letters from which on a part of a word counts: `format` stands in `Exportformat`. */
  part: 5,
  /** Letters that two forms of a word begin with at least, and their share of the longer one: `keep`, `keeps`. */
  beginning: 4,
  alike: 0.7,
  /** Of the words of a text, the share of stop words of a language that shows that it is in this language. */
  function: 0.2,
} as const;

/** Words in which somebody reports what others said, and that those did not say; by language. */
const reporting: Readonly<Record<string, ReadonlySet<string>>> = {
  en: wordSet(`says said saying tells told asks asked mentions mentioned notes noted states stated explains explained reports
    reported suggests suggested proposes proposed agrees agreed decides decided confirms confirmed discusses discussed wants
    wanted team participants speaker speakers meeting its their his her them will would has have had been being does`),
  de: wordSet(`sagt sagte fragt fragte erwähnt erwähnte erklärt erklärte berichtet berichtete schlägt vor stimmt zu beschließt
    beschloss beschlossen bestätigt bestätigte bespricht besprochen möchte wollte team teilnehmer sprecher besprechung wird
    werden wurde wurden soll sollte`),
  fr: wordSet(`dit demande mentionne note explique rapporte suggère propose accepte décide décidé confirme discute veut équipe
    participants réunion sera seront`),
  es: wordSet(`dice pregunta menciona explica informa sugiere propone acepta decide decidió confirma discute quiere equipo
    participantes reunión será serán`),
};

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/));
}

/** A turn that a claim cites. */
export interface Evidence {
  readonly text: string;
  /** Whom a reader sees. */
  readonly speaker: string;
  /** Null: not known. */
  readonly language: string | null;
}

/** What a claim says that its turns do not; all empty: they support it. */
export interface Missing {
  readonly numbers: readonly string[];
  readonly names: readonly string[];
  /** Words, when too many of them are missing. */
  readonly words: readonly string[];
}

/**
 * Whether turns can be the source of a claim: its numbers and names must stand in them, and enough of its words. That is a
 * test of what was made up, not of meaning: a "not" that is missing goes unnoticed. Turns in another language share no words
 * with the claim; of those, only numbers and names are compared. Pure.
 *
 * @param claim without citations.
 */
export function missingInTurns(claim: string, evidence: readonly Evidence[]): Missing {
  const said = evidence.map(({ text, speaker }) => `${speaker}: ${text}`).join('\n');
  const spoken = new Set(
    evidence.flatMap(({ text, language, speaker }) => [...numbersOf(text, language), ...digitsOf(speaker)]),
  );
  const numbers = [...digitsOf(claim)].filter((number) => !spoken.has(number));
  const languages = [...new Set(evidence.map(({ language }) => language ?? 'en'))];
  const language = languages.length === 0 ? 'en' : languages.find((code) => isIn(claim, code));
  const words = new Set(lettersOf(said));
  const named = namesIn(claim, language ?? null);
  const names = named.filter((name) => !words.has(fold(name)));
  if (language === undefined) return { numbers, names, words: [] };
  const heard = languages.flatMap((code) => contentWords(evidence.map(({ text }) => text).join('\n'), code));
  const known = new Set([...named, ...evidence.flatMap(({ speaker }) => speaker.split(/\s+/))].map(fold));
  const tokens = contentWords(claim, language).filter(
    ({ text }) => !known.has(fold(text)) && !reporting[language]?.has(text.toLowerCase()),
  );
  const missing = tokens.filter((token) => !stands(token, heard));
  const isEnough = evidence.length > 0 && missing.length <= (1 - supportDefaults.words) * tokens.length;
  return { numbers, names, words: isEnough ? [] : missing.map(({ text }) => text) };
}

export const isSupported = ({ numbers, names, words }: Missing): boolean =>
  numbers.length + names.length + words.length === 0;

/** Whether a text is in a language, by its function words; where nobody has listed those, it is taken to be. */
function isIn(text: string, language: string): boolean {
  const stopWords = stopWordsOf(language);
  if (stopWords.size === 0) return true;
  const all = [...new Intl.Segmenter(language, { granularity: 'word' }).segment(text)].filter(
    ({ isWordLike }) => isWordLike,
  );
  const common = all.filter(({ segment }) => stopWords.has(segment.toLowerCase()));
  return common.length >= supportDefaults.function * all.length;
}

function stands({ stem, text }: Token, heard: readonly Token[]): boolean {
  const word = fold(text);
  return heard.some((other) => other.stem === stem || isForm(word, fold(other.text)));
}

/** Whether one is a part of the other, or both begin alike and differ in their endings. */
function isForm(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length >= supportDefaults.part && long.includes(short)) return true;
  let same = 0;
  while (same < short.length && short[same] === long[same]) same++;
  return same >= supportDefaults.beginning && same >= supportDefaults.alike * long.length;
}

/**
 * Words with a capital inside a sentence, in languages that write names so. German writes all nouns so; they are compared as
 * words.
 */
function namesIn(claim: string, language: string | null): string[] {
  if (language === 'de') return [];
  return [...claim.matchAll(/(?<=[\p{L}\p{N},;:)"’”]\s+["“(]?)\p{Lu}[\p{L}\p{M}]+/gu)]
    .map(([name]) => name)
    .filter((name) => !(language && stopWordsOf(language).has(name.toLowerCase())));
}

const fold = (word: string): string => word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

const lettersOf = (text: string): string[] =>
  [...text.matchAll(/[\p{L}\p{M}]+/gu)].map(([word]) => fold(word));
