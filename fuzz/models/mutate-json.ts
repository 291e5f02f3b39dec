import type { Random } from '../../test/fixtures/random.js';
import { pick } from '../case.js';

/** What stands where something else was expected, as JSON: an object of JavaScript could not hold all of it. */
const values: readonly string[] = [
  ...[
    'null',
    'true',
    '""',
    '"x"',
    '[]',
    '{}',
    '[[]]',
    '[null]',
    '{"a":{"a":null}}',
    '"\\u0000"',
    '"\\ud800"',
  ],
  ...[
    '-1',
    '0',
    '1',
    '0.5',
    '-0',
    '1e999',
    '-1e999',
    '1e308',
    '50256',
    '50257',
    '51863',
    '51864',
    '51865',
    '2147483648',
    '9007199254740993',
  ],
  ...['{"__proto__":1}', '{"__proto__":{"x":1}}', '{"constructor":2,"toString":3,"hasOwnProperty":4}'],
  ...['["a b","b a","ab ab"]', '[["a","b"],["b","a"],["ab","ab"]]', '["(a+)+$"]', '"((a|a)*)*$"'],
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
  `"${'a'.repeat(1_000_000)}"`,
  `[${Array.from({ length: 200_000 }, (_, i) => i).join(',')}]`,
];

const names: readonly string[] = [
  '__proto__',
  'constructor',
  'toString',
  '',
  'x',
  '<|endoftext|>',
  '[CLS]',
  '\u0000',
];

type Json = Record<string, unknown>;

/** Stands in a value until it is written as JSON. */
const marker = '\u0001replaced\u0001';

/** Every place in a value, as keys from its root; of long lists and records some places only. */
function placesOf(value: unknown, random: Random): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [[]];
  const keys = Object.keys(value);
  const some = keys.length <= 40 ? keys : Array.from({ length: 40 }, () => pick(random, keys));
  const below = some.flatMap((key) =>
    placesOf((value as Record<string, unknown>)[key], random).map((place) => [key, ...place]),
  );
  return [[], ...below];
}

/**
 * One to three poisoned places in a file of JSON. Places near the root are as likely as all others together: there are the
 * settings, and lists as a whole.
 *
 * @returns the file, and what became of it.
 */
export function poisonJson(json: string, random: Random): { readonly json: string; readonly what: string } {
  let root: unknown = JSON.parse(json);
  const what: string[] = [];
  const replacements: string[] = [];
  for (let left = 1 + random.below(3); left > 0; left--) {
    const places = placesOf(root, random);
    const shallow = places.filter((place) => place.length > 0 && place.length <= 2);
    const place = pick(random, random.uniform() < 0.5 && shallow.length > 0 ? shallow : places);
    const key = place.at(-1);
    if (key === undefined) {
      if (random.below(10) > 0) continue;
      root = `${marker}${replacements.length}${marker}`;
      replacements.push(pick(random, values));
      what.push('the whole');
      continue;
    }
    const parent = place.slice(0, -1).reduce<unknown>((at, each) => (at as Json)[each], root) as Json;
    if (typeof parent !== 'object' || parent === null) continue;
    const kind = random.below(5);
    if (kind === 0) {
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete parent[key];
      what.push(`no ${place.join('.')}`);
    } else if (kind === 1 && !Array.isArray(parent)) {
      const name = pick(random, names);
      Object.defineProperty(parent, name, {
        value: parent[key],
        enumerable: true,
        configurable: true,
        writable: true,
      });
      what.push(`${place.join('.')} as ${JSON.stringify(name)} as well`);
    } else {
      parent[key] = `${marker}${replacements.length}${marker}`;
      replacements.push(pick(random, values));
      what.push(`${place.join('.')} = ${replacements.at(-1)!.slice(0, 40)}`);
    }
  }
  const escaped = JSON.stringify(marker).slice(1, -1);
  const out = JSON.stringify(root).replace(
    new RegExp(`"${escaped.replaceAll('\\', '\\\\')}(\\d+)${escaped.replaceAll('\\', '\\\\')}"`, 'g'),
    (_, index: string) => replacements[Number(index)],
  );
  return { json: out, what: what.join('; ') || 'as it was' };
}
