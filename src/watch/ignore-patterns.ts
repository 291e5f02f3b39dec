/**
 * Whether patterns say to leave a path alone, as .gitignore does: `*` and `?` match within a name, `**` across folders. A
 * pattern without a slash is about the name of the file or of any folder above it, one with a slash about the path from the
 * watched folder on. Case counts. Pure.
 *
 * @returns takes a path relative to the watched folder, with forward slashes.
 */
export function ignoring(patterns: readonly string[]): (path: string) => boolean {
  const rules = patterns.map((pattern) => {
    const folderOnly = pattern.replace(/\/+$/, '');
    const anchored = folderOnly.includes('/');
    return { anchored, matches: toExpression(folderOnly.replace(/^\/+/, '')) };
  });
  return (path) => {
    const parts = path.split('/');
    return rules.some(({ anchored, matches }) =>
      parts.some((part, i) => matches.test(anchored ? parts.slice(0, i + 1).join('/') : part)),
    );
  };
}

function toExpression(pattern: string): RegExp {
  const source = pattern.replace(/\*\*\/|\*\*|\*|\?|[\\^$.|+()[\]{}]/g, (token) => {
    if (token === '**/') return '(?:.*/)?';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    return token === '?' ? '[^/]' : `\\${token}`;
  });
  return new RegExp(`^${source}$`, 'su');
}
