import type { Claim } from './insights.js';

const sameClaimDefaults = {
  /** Of the pairs of letters of two texts, the share that both have, above which one turn does not say two things. */
  alike: 0.4,
} as const;

/**
 * Whether two claims say the same of the same place: they are the same sentence, or share a turn and most of the text.
 * A correction of a word does not make another claim. Pure.
 */
export function isSameClaim(a: Pick<Claim, 'text' | 'turnIds'>, b: Pick<Claim, 'text' | 'turnIds'>): boolean {
  const [left, right] = [lettersOf(a.text), lettersOf(b.text)];
  if (left === right) return true;
  return a.turnIds.some((id) => b.turnIds.includes(id)) && likeness(left, right) >= sameClaimDefaults.alike;
}

const lettersOf = (text: string): string =>
  (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).join(' ');

/** How much two texts are alike, 0 to 1: the coefficient of Dice (1945) over pairs of letters, in any script. */
function likeness(a: string, b: string): number {
  const pairs = new Map<string, number>();
  const first = pairsOf(a);
  const second = pairsOf(b);
  for (const pair of first) pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  let shared = 0;
  for (const pair of second) {
    const left = pairs.get(pair) ?? 0;
    if (left === 0) continue;
    pairs.set(pair, left - 1);
    shared++;
  }
  return first.length + second.length === 0 ? 0 : (2 * shared) / (first.length + second.length);
}

function pairsOf(text: string): string[] {
  const letters = [...text];
  return letters.slice(1).map((letter, i) => letters[i] + letter);
}
