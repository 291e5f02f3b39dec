/** What became of the citations in an answer. */
export interface Citations {
  /** The numbers that were cited, in the order of their first appearance: a reader sees 1 for the first of them. */
  readonly cited: readonly number[];
  /** Citations that were taken out because nothing has their number, each time that they were written. */
  readonly removed: readonly number[];
}

/** The longest thing that is still taken for a citation. */
const longest = 80;
const begins = /^\[[\d\s,;–and-]*$/;
const whole = /^\[\s*\d+(?:\s*(?:[,;]|and|[-–])\s*\d+)*\s*\]$/;

/**
 * Takes an answer as it arrives and gives it back for a reader: `[7, 9]`, `[7][9]` and `[7-9]` are citations. Those of turns
 * that were given become `[1]`, `[2]` in the order of their appearance; others are taken out.
 *
 * @param count turns that were given, numbered from 1.
 */
export function citationReader(count: number): {
  /** @returns the part that is certain by now. */
  readonly take: (text: string) => string;
  /** @returns what was held back. */
  readonly end: () => string;
  readonly citations: () => Citations;
} {
  const cited: number[] = [];
  const removed: number[] = [];
  let held = '';
  const shown = (number: number): string => {
    if (!cited.includes(number)) cited.push(number);
    return `[${cited.indexOf(number) + 1}]`;
  };
  const resolve = (mark: string): string =>
    numbersIn(mark)
      .map((number) => {
        if (number >= 1 && number <= count) return shown(number);
        removed.push(number);
        return '';
      })
      .join('');
  const read = (isEnd: boolean): string => {
    let out = '';
    while (held !== '') {
      const from = held.indexOf('[');
      // White space before a citation that is taken out goes with it.
      const certain = from === -1 ? held.trimEnd().length : held.slice(0, from).trimEnd().length;
      if (from === -1) {
        out += isEnd ? held : held.slice(0, certain);
        held = isEnd ? '' : held.slice(certain);
        return out;
      }
      const to = held.indexOf(']', from);
      const mark = to === -1 ? held.slice(from) : held.slice(from, to + 1);
      if (to === -1 && !isEnd && mark.length < longest && begins.test(mark)) {
        out += held.slice(0, certain);
        held = held.slice(certain);
        return out;
      }
      if (to !== -1 && whole.test(mark)) {
        const resolved = resolve(mark);
        out += held.slice(0, resolved === '' ? certain : from) + resolved;
        held = held.slice(to + 1);
      } else {
        out += held.slice(0, from + 1);
        held = held.slice(from + 1);
      }
    }
    return out;
  };
  return {
    take: (text) => {
      held += text;
      return read(false);
    },
    end: () => read(true),
    citations: () => ({ cited: [...cited], removed: [...removed] }),
  };
}

/** `[2, 4-6]` names 2, 4, 5 and 6; a range that runs backwards or is very long names its ends. */
function numbersIn(mark: string): number[] {
  return [...mark.matchAll(/(\d+)(?:\s*[-–]\s*(\d+))?/g)].flatMap(([, first, last]) => {
    const from = Number(first);
    const to = last === undefined ? from : Number(last);
    if (to < from || to - from > 20) return [from, to];
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}
