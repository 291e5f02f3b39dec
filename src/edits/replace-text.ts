import { ScribeError } from '../errors.js';

/** What is looked for, and what is written in its place. */
export interface Replacement {
  readonly find: RegExp;
  readonly write: string;
  /** What was found at the start of a sentence keeps its capital. */
  readonly keepsCapital: boolean;
}

export interface ReplaceOptions {
  /** The search is a regular expression, and `$1` in the replacement is its first group. */
  readonly regex?: boolean;
  /** Also inside of words. */
  readonly anywhere?: boolean;
}

/**
 * Reads `Kubernets=Kubernetes`. A search in lower case finds any case; one with a capital finds just that. Whole words are
 * found, and a space stands for any white space. An equals sign that is looked for is written `\=`. Pure.
 *
 * @throws ScribeError USAGE when there is no equals sign, nothing to look for, or no such regular expression.
 */
export function parseReplacement(given: string, { regex, anywhere }: ReplaceOptions): Replacement {
  const refuse = (problem: string): never => {
    throw new ScribeError('USAGE', `--replace is "${given}"; ${problem}.`, {
      hint: "For instance: --replace 'Kubernets=Kubernetes'",
    });
  };
  const match = /^((?:[^\\=]|\\[\s\S])*)=([\s\S]*)$/.exec(given);
  if (!match) return refuse('it must be what is there, an equals sign, and what is to be there');
  const [search, write] = [match[1].replaceAll('\\=', '=').trim(), match[2].trim()];
  if (search === '') return refuse('there is nothing to look for before the equals sign');
  const anyCase = search === search.toLowerCase();
  const pattern = regex ? search : search.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/gu, '\\s+');
  const letter = '[\\p{L}\\p{N}\\p{M}_]';
  const bounded = anywhere ? pattern : `(?<!${letter})(?:${pattern})(?!${letter})`;
  try {
    return {
      find: new RegExp(bounded, anyCase ? 'giu' : 'gu'),
      write: regex ? write : write.replaceAll('$', '$$$$'),
      keepsCapital: anyCase && write === write.toLowerCase(),
    };
  } catch (cause) {
    return refuse(`its search is no regular expression: ${(cause as Error).message}`);
  }
}

/** The text after all replacements, one after the other, and how many there were. Pure. */
export function replaceIn(
  text: string,
  replacements: readonly Replacement[],
): { readonly text: string; readonly count: number } {
  let count = 0;
  const replaced = replacements.reduce((now, { find, write, keepsCapital }) => {
    // The groups of the match, as `replace` writes them.
    const once = new RegExp(find.source, find.flags.replace('g', ''));
    return now.replace(find, (found, ...rest) => {
      if (found === '') return found;
      const offset = rest.find((value) => typeof value === 'number') as number;
      const at = now.slice(offset);
      const plain = write.includes('$') ? expand(once, now, offset, found, write) : write;
      const fresh = keepsCapital && /^\p{Lu}/u.test(at) ? capital(plain) : plain;
      if (fresh !== found) count++;
      return fresh;
    });
  }, text);
  return { text: replaced, count };
}

/** What stands for `$1`, `$&` and `$$` in one match; what is around it counts for looking behind and ahead. */
function expand(once: RegExp, text: string, offset: number, found: string, write: string): string {
  const sticky = new RegExp(once.source, `${once.flags}y`);
  sticky.lastIndex = offset;
  const groups = sticky.exec(text) ?? [found];
  return write.replace(/\$(\$|&|\d{1,2})/g, (_, name: string) =>
    name === '$' ? '$' : name === '&' ? found : (groups[Number(name)] ?? ''),
  );
}

const capital = (text: string): string => text.replace(/^./u, (first) => first.toUpperCase());
