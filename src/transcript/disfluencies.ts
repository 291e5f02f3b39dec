/**
 * What people say while they look for words, by language, in lower case with its accents. A word that means something
 * in its language is not here: German `um` and `er`, Portuguese `um`, Dutch `er`, Spanish `este`.
 */
const fillersByLanguage: Readonly<Record<string, readonly string[]>> = {
  en: ['um', 'umm', 'uhm', 'uh', 'uhh', 'er', 'erm', 'err', 'ehm'],
  de: ['äh', 'ähm', 'ähh', 'öh', 'öhm', 'ehm', 'uhm', 'uh'],
  fr: ['euh', 'heu', 'euhm', 'hum', 'hem', 'uh', 'uhm', 'um'],
  es: ['eh', 'ehm', 'em', 'emm', 'eeh', 'uhm', 'uh', 'um'],
  it: ['ehm', 'uhm', 'uh', 'um', 'ehmm'],
  nl: ['eh', 'ehm', 'uh', 'uhm', 'euh', 'euhm', 'um'],
  pt: ['eh', 'ehm', 'uhm', 'uh', 'ãh', 'ahn', 'hum'],
};

/** Hesitation in every language; `mhm` and `uh-huh` are answers. */
const everywhere: readonly string[] = ['hm', 'hmm', 'hmmm', 'mm', 'mmm'];

/**
 * Words that are doubled on purpose: to stress, in numbers, or because grammar has it so (`had had`, German
 * `Leute, die die Arbeit tun`, French `nous nous levons`).
 */
const doubledByLanguage: Readonly<Record<string, string>> = {
  en: `very really so too no yes yeah yep okay ok bye ha that had is do much many far long more again never ever please go
    come hey hi wait stop right now there big well oh zero one two three four five six seven eight nine ten twenty`,
  de: `die der das den sie sehr ja nein doch so ganz viel lange nie oh ach ha null eins zwei drei vier fünf sechs sieben
    acht neun`,
  fr: `nous vous très oui non si bien trop oh ha zéro un deux trois quatre cinq six sept huit neuf`,
  es: `muy no sí ya bien mucho oh ja cero uno dos tres cuatro cinco seis siete ocho nueve`,
  it: `molto no sì piano così ben oh ah zero uno due tre quattro cinque sei sette otto nove`,
  nl: `heel ja nee dat die zo nooit oh ha nul een twee drie vier vijf zes zeven acht negen`,
  pt: `muito não sim já bem oh ah zero um dois três quatro cinco seis sete oito nove`,
};

/** Words after which a hyphen stands for what follows: `pre- and post-war`, `Ein- oder Ausgang`. */
const conjunctions = new Set('and or to und oder bis et ou y o e en of'.split(' '));

const sets = (lists: Readonly<Record<string, readonly string[]>>) =>
  new Map(Object.entries(lists).map(([language, list]) => [language, new Set(list)]));

const fillers = sets(fillersByLanguage);
const doubled = sets(
  Object.fromEntries(
    Object.entries(doubledByLanguage).map(([language, list]) => [language, list.split(/\s+/)]),
  ),
);
const hesitations = new Set(everywhere);

/** @param core a word in lower case without its punctuation. */
export function isFiller(core: string, language: string): boolean {
  return hesitations.has(core) || (fillers.get(language)?.has(core) ?? false);
}

/** Whether a word is often said twice on purpose. Languages that are not known here lose no repetition at all. */
export function mayBeDoubled(core: string, language: string): boolean {
  return doubled.get(language)?.has(core) ?? true;
}

export const isConjunction = (core: string): boolean => conjunctions.has(core);
