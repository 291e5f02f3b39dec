/**
 * A name as a part of an address: lower-case Latin letters and digits, other characters as hyphens, 64 at most. Empty
 * when nothing of the name can be written so. Pure.
 */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replace(/^-+|-+$/g, '');
}
