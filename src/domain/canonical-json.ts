/**
 * JSON with its keys in order and without spaces: two texts that say the same become one. Postgres keeps what JSON says, and not
 * how it was written.
 *
 * @throws SyntaxError when it is no JSON.
 */
export function canonicalJson(text: string): string {
  return JSON.stringify(sorted(JSON.parse(text)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
