import { writeNumbers } from './english-numbers.js';
import { americanSpelling } from './english-spelling.js';

const fillers = new Set('uh uhh um umm uhm er erm hm hmm hmmm mm mmm mhm mmhm'.split(' '));

/** Whole words, after punctuation is gone. */
const expansions: Readonly<Record<string, string>> = {
  "won't": 'will not',
  "can't": 'can not',
  cannot: 'can not',
  "shan't": 'shall not',
  "ain't": 'is not',
  "let's": 'let us',
  "y'all": 'you all',
  "ma'am": 'madam',
  "'em": 'them',
  "'til": 'until',
  "'cause": 'because',
  cuz: 'because',
  gonna: 'going to',
  gotta: 'got to',
  wanna: 'want to',
  gimme: 'give me',
  lemme: 'let me',
  kinda: 'kind of',
  sorta: 'sort of',
  dunno: 'do not know',
  alright: 'all right',
  mr: 'mister',
  mrs: 'missus',
  dr: 'doctor',
  prof: 'professor',
  st: 'saint',
  jr: 'junior',
  sr: 'senior',
  vs: 'versus',
};

/** After `'s` and `'d` these words tell the perfect tense: `he's gone` is `he has gone`. */
const perfect = /(\p{L})'(s|d)(?= (?:been|gone|done|got|had|become|seen|taken|made|said)\b)/gu;

const suffixes: readonly (readonly [RegExp, string])[] = [
  [/n't$/, ' not'],
  [/'re$/, ' are'],
  [/'ve$/, ' have'],
  [/'ll$/, ' will'],
  [/'m$/, ' am'],
  [/'d$/, ' would'],
  // Also the possessive: what matters is that both sides go the same way.
  [/'s$/, ' is'],
];

const currencies: Readonly<Record<string, readonly [one: string, many: string]>> = {
  $: ['dollar', 'dollars'],
  '£': ['pound', 'pounds'],
  '€': ['euro', 'euros'],
};

/** Letters that do not decompose into a base letter and a mark. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
};

/**
 * The words of an English text in one written form, so that a word error rate counts what was heard and not how
 * it is spelled: lower case, without punctuation, marks, fillers and what stands in brackets; contractions written
 * out, numbers as digits, American spelling. In the spirit of the EnglishTextNormalizer of Whisper (Radford et al.
 * 2022, appendix C); its lists are not used here, so rates differ a little from those made with it.
 */
export function normalizeEnglish(text: string): string[] {
  const plain = text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u2018\u2019\u02bc`]/g, "'")
    .replace(/\p{M}/gu, '')
    .replace(/[ßæœøłđðþ]/g, (letter) => letters[letter])
    .replace(/<[^<>]*>|\[[^[\]]*\]|\([^()]*\)/g, ' ')
    .replace(/(\d),(?=\d{3}(?!\d))/g, '$1')
    .replace(
      /([$£€])\s*(\d+(?:\.\d+)?)((?:\s+(?:hundred|thousand|million|billion|trillion)\b)?)/g,
      (_, sign: string, amount: string, scale: string) =>
        `${amount}${scale} ${currencies[sign][amount === '1' && scale === '' ? 0 : 1]}`,
    )
    .replace(/(\d)'s\b/g, '$1s')
    .replace(/%/g, ' percent ')
    .replace(/&/g, ' and ')
    .replace(/\b(?:\p{L}\.){2,}/gu, (initials) => initials.replaceAll('.', ''))
    .replace(/\be-(?=mail)/g, 'e')
    .replace(/\.(?!\d)|(?<!\d)\./g, ' ')
    .replace(/[^\p{L}\p{N}.']+/gu, ' ')
    .replace(perfect, (_, letter: string, tail: string) => `${letter} ${tail === 's' ? 'has' : 'had'}`);
  const words = plain
    .split(' ')
    .flatMap((word) => expand(word).split(' '))
    .map((word) => word.replaceAll("'", ''))
    .filter((word) => word !== '' && !fillers.has(word));
  return writeNumbers(words).map(americanSpelling);
}

function expand(word: string): string {
  if (Object.hasOwn(expansions, word)) return expansions[word];
  const bare = word.replace(/^'+|'+$/g, '');
  if (Object.hasOwn(expansions, bare)) return expansions[bare];
  for (const [suffix, full] of suffixes) if (suffix.test(bare)) return bare.replace(suffix, full);
  return bare;
}
