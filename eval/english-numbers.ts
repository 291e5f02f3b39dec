const small = new Map<string, number>();
for (const [i, word] of (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
  'seventeen eighteen nineteen'
)
  .split(' ')
  .entries())
  small.set(word, i);
const tens = new Map(
  'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ').map((word, i) => [word, (i + 2) * 10]),
);
const scales = new Map([
  ['thousand', 1e3],
  ['million', 1e6],
  ['billion', 1e9],
  ['trillion', 1e12],
]);

/** Ordinals and plurals that are not made by adding `th` or `s`. */
const irregular: Readonly<Record<string, string>> = {
  first: 'one',
  second: 'two',
  third: 'three',
  fifth: 'five',
  eighth: 'eight',
  ninth: 'nine',
  twelfth: 'twelve',
};

/** How a number ends: `first` is `1st`, `nineties` is `90s`. */
type Ending = 'cardinal' | 'ordinal' | 'plural';

interface Reading {
  readonly value: number;
  readonly ending: Ending;
  /** Index past the last word. */
  readonly next: number;
}

/**
 * Writes spelled-out numbers as digits: `two hundred and five` -> `205`, `twenty first` -> `21st`,
 * `nineteen ninety nine` -> `1999`, `a thousand` -> `1000`, `three point one four` -> `3.14`, `2.5 million` -> `2500000`.
 * Numbers said one after the other stay apart.
 */
export function writeNumbers(words: readonly string[]): string[] {
  const written: string[] = [];
  for (let at = 0; at < words.length; ) {
    const number = readYear(words, at) ?? readNumber(words, at);
    if (number === null) {
      written.push(words[at]);
      at += 1;
      continue;
    }
    const fraction = number.ending === 'cardinal' ? readFraction(words, number.next) : '';
    at = fraction === '' ? number.next : number.next + 1 + fraction.length;
    written.push(fraction === '' ? write(number) : `${number.value}.${fraction}`);
  }
  return written;
}

function write({ value, ending }: Reading): string {
  if (ending === 'cardinal') return String(value);
  if (ending === 'plural') return `${value}s`;
  const teen = value % 100 >= 11 && value % 100 <= 13;
  return `${value}${(teen ? undefined : ['th', 'st', 'nd', 'rd'][value % 10]) ?? 'th'}`;
}

/** A word without its ordinal or plural ending. */
function stem(word: string): { word: string; ending: Ending } {
  if (Object.hasOwn(irregular, word)) return { word: irregular[word], ending: 'ordinal' };
  if (word.endsWith('tieth')) return { word: `${word.slice(0, -4)}y`, ending: 'ordinal' };
  if (word.endsWith('ties')) return { word: `${word.slice(0, -3)}y`, ending: 'plural' };
  if (word.endsWith('th')) return { word: word.slice(0, -2), ending: 'ordinal' };
  return { word, ending: 'cardinal' };
}

/** Up to 99. */
function readSmall(words: readonly string[], at: number): Reading | null {
  if (at >= words.length) return null;
  const first = stem(words[at]);
  const unit = small.get(first.word);
  if (unit !== undefined) return { value: unit, ending: first.ending, next: at + 1 };
  const ten = tens.get(first.word);
  if (ten === undefined) return null;
  if (first.ending === 'cardinal' && at + 1 < words.length) {
    const second = stem(words[at + 1]);
    const added = small.get(second.word) ?? 0;
    if (added >= 1 && added <= 9) return { value: ten + added, ending: second.ending, next: at + 2 };
  }
  return { value: ten, ending: first.ending, next: at + 1 };
}

/** Up to 999, or a number in digits that a scale may follow. */
function readGroup(words: readonly string[], at: number): Reading | null {
  const digits = at < words.length && /^\d+(\.\d+)?$/.test(words[at]);
  const one = words[at] === 'a' && (words[at + 1] === 'hundred' || scales.has(words[at + 1]));
  const head: Reading | null =
    digits || one
      ? { value: one ? 1 : Number(words[at]), ending: 'cardinal', next: at + 1 }
      : readSmall(words, at);
  if (head === null || head.ending !== 'cardinal' || head.next >= words.length) return head;
  const hundred = stem(words[head.next]);
  if (hundred.word !== 'hundred') return head;
  const value = head.value * 100;
  if (hundred.ending !== 'cardinal') return { value, ending: hundred.ending, next: head.next + 1 };
  const rest = readSmall(words, pastAnd(words, head.next + 1));
  return rest === null
    ? { value, ending: 'cardinal', next: head.next + 1 }
    : { ...rest, value: value + rest.value };
}

/** The `and` of `two hundred and five`. */
function pastAnd(words: readonly string[], at: number): number {
  return words[at] === 'and' ? at + 1 : at;
}

function readNumber(words: readonly string[], at: number): Reading | null {
  let sum: Reading | null = null;
  let limit = Number.POSITIVE_INFINITY;
  for (let from = at; ; ) {
    const group = readGroup(words, from);
    if (group === null || group.value >= limit) break;
    const scale = group.next < words.length && group.ending === 'cardinal' ? stem(words[group.next]) : null;
    const times = scale === null ? undefined : scales.get(scale.word);
    if (scale === null || times === undefined) {
      // Digits alone are written already: `10` stays, and so does `007`.
      if (sum === null && group.next === at + 1 && /^\d/.test(words[at])) return null;
      return { ...group, value: (sum?.value ?? 0) + group.value };
    }
    if (times >= limit) break;
    // Rounded, for 2.3 million is not exact in binary.
    const value: number = (sum?.value ?? 0) + Math.round(group.value * times);
    sum = { value, ending: scale.ending, next: group.next + 1 };
    if (scale.ending !== 'cardinal') break;
    limit = times;
    from = pastAnd(words, sum.next);
  }
  return sum;
}

/** `nineteen ninety nine`, `twenty twenty`, `eighteen oh five`: a century from 13 to 20, and the year in it. */
function readYear(words: readonly string[], at: number): Reading | null {
  const century = readSmall(words, at);
  if (century === null || century.ending !== 'cardinal') return null;
  if (century.value < 13 || century.value > 20) return null;
  const oh = words[century.next] === 'oh';
  const year = readSmall(words, century.next + (oh ? 1 : 0));
  if (year === null || (oh ? year.value < 1 || year.value > 9 : year.value < 10)) return null;
  const after = year.next < words.length ? stem(words[year.next]).word : '';
  if (after === 'hundred' || scales.has(after)) return null;
  return { ...year, value: century.value * 100 + year.value };
}

/** The digits after `point`, or nothing. */
function readFraction(words: readonly string[], at: number): string {
  if (words[at] !== 'point') return '';
  let digits = '';
  for (let i = at + 1; i < words.length; i++) {
    const digit = words[i] === 'oh' ? 0 : small.get(words[i]);
    if (digit === undefined || digit > 9) break;
    digits += digit;
  }
  return digits;
}
