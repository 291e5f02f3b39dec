/**
 * The names that somebody may have meant by a misspelt one, nearest first, three at most: those that begin with it or
 * have it as a word, and those that differ from it by no more than a third of its letters. Case and accents do not
 * count. Pure.
 */
export function nearestSpellings(given: string, names: readonly string[]): string[] {
  const wanted = plain(given);
  if (wanted === '') return [];
  const most = Math.max(1, Math.floor(wanted.length / 3));
  return names
    .map((name) => {
      const spelling = plain(name);
      const words = spelling.split(/\s+/);
      const isPart = spelling.startsWith(wanted) || words.includes(wanted);
      return {
        name,
        distance: isPart ? 0 : Math.min(...[spelling, ...words].map((s) => editDistance(wanted, s))),
      };
    })
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name, 'en'))
    .slice(0, 3)
    .map(({ name }) => name);
}

const plain = (text: string): string => text.trim().normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/**
 * How many letters must be put in, left out, changed or swapped with their neighbour to make one word of another (the
 * restricted distance of Damerau 1964).
 */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(row[j - 1] + 1, last[j] + 1, change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    before = last;
    last = row;
  }
  return last[b.length];
}
