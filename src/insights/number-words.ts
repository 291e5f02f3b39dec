/** Numbers as words, from 0 on and then the tens, by language: recognizers write one or the other. */
const spelled: Readonly<Record<string, string>> = {
  en: `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred`,
  de: `null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn
    achtzehn neunzehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert`,
  fr: `zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit
    dix-neuf vingt trente quarante cinquante soixante soixante-dix quatre-vingts quatre-vingt-dix cent`,
  es: `cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete
    dieciocho diecinueve veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien`,
  it: `zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici
    diciassette diciotto diciannove venti trenta quaranta cinquanta sessanta settanta ottanta novanta cento`,
  pt: `zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito
    dezenove vinte trinta quarenta cinquenta sessenta setenta oitenta noventa cem`,
  nl: `nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien
    achttien negentien twintig dertig veertig vijftig zestig zeventig tachtig negentig honderd`,
};

const valueAt = (index: number): string => String(index <= 20 ? index : (index - 18) * 10);

const values: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries(spelled).map(([language, words]) => [
    language,
    new Map(words.split(/\s+/).map((word, i) => [word, valueAt(i)])),
  ]),
);

/**
 * The numbers of a text, each once, in one spelling: `1,250,000` is 1250000, `3,5` is 3.5, and `fourteen` is 14 in the
 * languages that are listed above.
 */
export function numbersOf(text: string, language: string | null): Set<string> {
  const numbers = new Set<string>();
  for (const [digits] of text.normalize('NFKC').matchAll(/\d+(?:[.,:'’]\d+)*/g)) numbers.add(plain(digits));
  const words = values.get(language ?? '');
  if (words)
    for (const [word] of text.toLowerCase().matchAll(/[\p{L}-]+/gu)) {
      const value = words.get(word);
      if (value !== undefined) numbers.add(value);
    }
  return numbers;
}

/** Numbers that a text writes in digits, in the same spelling. */
export const digitsOf = (text: string): Set<string> => numbersOf(text, null);

const plain = (digits: string): string =>
  /^\d{1,3}(?:[.,'’]\d{3})+$/.test(digits)
    ? digits.replace(/\D/g, '')
    : digits.replace(',', '.').replace(/^0+(?=\d)/, '');
