const fusionDefaults = {
  /** How much less the first places count than their number says; 60 in Cormack, Clarke and Büttcher (2009). */
  smoothing: 60,
} as const;

/**
 * Joins lists that were sorted by scores which cannot be compared: by reciprocal rank (Cormack, Clarke and Büttcher 2009).
 * Pure.
 *
 * @param lists keys, best first, each once in a list.
 * @returns all keys with their scores, best first; of equals the greater key.
 */
export function fuseRanks(
  lists: readonly (readonly number[])[],
  { smoothing }: { readonly smoothing: number } = fusionDefaults,
): { readonly key: number; readonly score: number }[] {
  const scores = new Map<number, number>();
  for (const list of lists)
    for (const [place, key] of list.entries())
      scores.set(key, (scores.get(key) ?? 0) + 1 / (smoothing + place + 1));
  return [...scores]
    .map(([key, score]) => ({ key, score }))
    .sort((a, b) => b.score - a.score || b.key - a.key);
}
