/** Letters, marks and digits of a text, small; compatibility forms as what they stand for. */
const plainCharacters = (text: string): string[] => [
  ...text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]/gu, ''),
];

/** Characters to insert, leave out or replace (Levenshtein), by the length of the reference. */
export function characterErrorRate(reference: string, text: string): number {
  const a = plainCharacters(reference);
  const b = plainCharacters(text);
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, character] of a.entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++)
      next.push(Math.min(row[j + 1] + 1, next[j] + 1, row[j] + Number(character !== b[j])));
    row = next;
  }
  return row[b.length] / a.length;
}
