/*
 * ROVER: what several recognizers wrote of the same speech is aligned into one word transition network, and in each slot
 * of it the words are put to the vote (Fiscus 1997, "A post-processing system to yield reduced word error rates:
 * Recognizer Output Voting Error Reduction").
 */

/** A word of one of the recognizers. */
export interface RivalWord {
  /** What words are compared by: those of the same form are the same word. */
  readonly form: string;
  /** Probability that it is right, 0 to 1, on a scale that all recognizers share. */
  readonly confidence: number;
}

/** One arc for each recognizer, in their order; null: it wrote nothing there. */
export type Slot<W> = readonly (W | null)[];

/** As NIST's SCTK aligns: two different words cost less than one that is missing and one that is too much. */
const costs = { substitution: 4, missing: 3 } as const;

/**
 * Aligns word sequences into a network, one after the other, each to the network of those before it. Pure; time and
 * memory grow with the product of the lengths, so it is for passages.
 */
export function alignRivals<W extends RivalWord>(rivals: readonly (readonly W[])[]): Slot<W>[] {
  const [first = [], ...others] = rivals;
  return others.reduce<Slot<W>[]>(
    (network, words, index) => addTo(network, words, index + 1),
    first.map((word) => [word]),
  );
}

function addTo<W extends RivalWord>(
  network: readonly Slot<W>[],
  words: readonly W[],
  before: number,
): Slot<W>[] {
  const columns = words.length + 1;
  const pass = network.map((slot) => (slot.includes(null) ? 0 : costs.missing));
  const replace = (slot: Slot<W>, { form }: W) =>
    slot.some((word) => word?.form === form) ? 0 : costs.substitution;
  const least = new Float64Array((network.length + 1) * columns);
  const at = (i: number, j: number) => least[i * columns + j];
  for (let j = 1; j < columns; j++) least[j] = at(0, j - 1) + costs.missing;
  for (let i = 1; i <= network.length; i++) {
    least[i * columns] = at(i - 1, 0) + pass[i - 1];
    for (let j = 1; j < columns; j++)
      least[i * columns + j] = Math.min(
        at(i - 1, j - 1) + replace(network[i - 1], words[j - 1]),
        at(i - 1, j) + pass[i - 1],
        at(i, j - 1) + costs.missing,
      );
  }
  const slots: Slot<W>[] = [];
  let i = network.length;
  let j = words.length;
  while (i > 0 || j > 0) {
    const both = i > 0 && j > 0 && at(i - 1, j - 1) + replace(network[i - 1], words[j - 1]);
    if (both !== false && both === at(i, j)) slots.push([...network[--i], words[--j]]);
    else if (i > 0 && at(i - 1, j) + pass[i - 1] === at(i, j)) slots.push([...network[--i], null]);
    else slots.push([...new Array<null>(before).fill(null), words[--j]]);
  }
  return slots.reverse();
}

/** How votes are counted; the letters are those of Fiscus 1997. */
export interface Voting {
  /** Alpha: what the share of recognizers that wrote a word weighs; the rest is weighed by its confidence. */
  readonly agreement: number;
  /** Conf(@): how sure a recognizer is that wrote nothing. */
  readonly silence: number;
}

/**
 * The word that a slot is decided for; null: none. A word that several wrote has the confidence of the surest of them,
 * and of equals the first recognizer's wins. Pure.
 */
export function voteOn<W extends RivalWord>(slot: Slot<W>, { agreement, silence }: Voting): W | null {
  const forms = new Map<string | null, { word: W | null; count: number; confidence: number }>();
  for (const word of slot) {
    const form = word?.form ?? null;
    const known = forms.get(form);
    const confidence = Math.max(known?.confidence ?? 0, word?.confidence ?? silence);
    forms.set(form, { word: known ? known.word : word, count: (known?.count ?? 0) + 1, confidence });
  }
  const score = ({ count, confidence }: { count: number; confidence: number }) =>
    (agreement * count) / slot.length + (1 - agreement) * confidence;
  return [...forms.values()].reduce((best, next) => (score(next) > score(best) ? next : best)).word;
}
