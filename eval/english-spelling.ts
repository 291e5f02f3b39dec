/** Patterns of British spellings over words that have them, each with its American form. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [
    /^((?:un|dis|mis)?(?:arb|arm|behavi|cand|clam|col|endeav|fav|ferv|flav|harb|hon|hum|lab|neighb|od|parl|rig|rum|sav|savi|splend|tum|val|vap|vig))our/,
    '$1or',
  ],
  [
    /^((?:re|un|dis|de)?(?:apolog|author|capital|categor|central|character|civil|colon|critic|crystall|custom|digit|econom|emphas|equal|familiar|fertil|final|formal|general|global|harmon|hospital|ideal|immun|industrial|initial|legal|local|material|maxim|mechan|memor|minim|mobil|modern|monopol|national|neutral|normal|optim|organ|patron|personal|polar|popular|priorit|privat|public|real|recogn|revolution|special|stabil|standard|steril|summar|symbol|sympath|synchron|terror|urban|util|victim|visual))is(?=(?:e|ed|es|er|ers|ing|ation|ations|ational|able)$)/,
    '$1iz',
  ],
  [/^((?:re)?anal|catal|paral)ys(?=(?:e|ed|es|er|ers|ing)$)/, '$1yz'],
  [/^(cent|theat|lit|fib|calib|spect|somb|lust|meag|sab|(?:kilo|centi|milli)?met)re(?=s?$)/, '$1er'],
  [/^(cent|calib|spect|sab)red$/, '$1ered'],
  [/^(catal|dial|anal|monol|prol|epil)ogu(?:e(?=s?$)|(?=ed$|ing$))/, '$1og'],
  [/^(def|off|lic|pret)ence(?=(?:d|s|less)?$)/, '$1ense'],
  [/^practis(?=(?:e|ed|es|ing)$)/, 'practic'],
  [
    /^(travel|cancel|channel|counsel|dial|equal|fuel|grovel|jewel|label|level|marvel|model|panel|quarrel|rival|shovel|signal|total|tunnel|unravel)l(?=(?:ed|ing|er|ers|ery|or|ors|ous)$)/,
    '$1',
  ],
  [/^(fulfi|enro|disti|insti)l(?=(?:s|ment|ments)?$)/, '$1ll'],
  [/^(skil|wil)ful(?=(?:ly)?$)/, '$1lful'],
  [/^(p|orthop|encyclop)aed/, '$1ed'],
  [/^(an)aem/, '$1em'],
  [/^haem(?=o|a)/, 'hem'],
  [/^(f)oet(?=us|al)/, '$1et'],
  [/^oestr/, 'estr'],
  [/^sceptic/, 'skeptic'],
  [/^manoeuvr(?:e(?=s?$)|(?=ed$|ing$))/, 'maneuver'],
  [/^(acknowledg|judg|abridg)ement(?=s?$)/, '$1ment'],
];

const words: Readonly<Record<string, string>> = {
  aeroplane: 'airplane',
  aeroplanes: 'airplanes',
  ageing: 'aging',
  aluminium: 'aluminum',
  amongst: 'among',
  artefact: 'artifact',
  artefacts: 'artifacts',
  burnt: 'burned',
  cosy: 'cozy',
  draught: 'draft',
  draughts: 'drafts',
  dreamt: 'dreamed',
  enquire: 'inquire',
  enquiries: 'inquiries',
  enquiry: 'inquiry',
  gaol: 'jail',
  grey: 'gray',
  greyed: 'grayed',
  greys: 'grays',
  instalment: 'installment',
  instalments: 'installments',
  kerb: 'curb',
  learnt: 'learned',
  mould: 'mold',
  moulds: 'molds',
  moustache: 'mustache',
  mum: 'mom',
  ok: 'okay',
  plough: 'plow',
  ploughed: 'plowed',
  programme: 'program',
  programmes: 'programs',
  pyjamas: 'pajamas',
  smelt: 'smelled',
  spelt: 'spelled',
  storey: 'story',
  storeys: 'stories',
  towards: 'toward',
  tyre: 'tire',
  tyres: 'tires',
  whilst: 'while',
  woollen: 'woolen',
};

/** The American spelling of one lower-case word, where it differs in a common way. */
export function americanSpelling(word: string): string {
  if (Object.hasOwn(words, word)) return words[word];
  for (const [pattern, replacement] of patterns)
    if (pattern.test(word)) return word.replace(pattern, replacement);
  return word;
}
