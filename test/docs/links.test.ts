import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repo } from '../shared.js';
import { anchorsOf, linksOf, pages, readPage } from './markdown.js';

/** What is wrong with a link; null: nothing. Nothing is fetched: of an address only the syntax is looked at. */
function complaint(page: string, link: string): string | null {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link))
    return /^(https?:\/\/[^/]+\.[^/]+|mailto:[^@]+@.+)/.test(link) && URL.canParse(link)
      ? null
      : `${page}: ${link} is no address`;
  const [path, anchor] = link.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), decodeURIComponent(path)));
  if (target.startsWith('..')) return `${page}: ${link} leaves the repository`;
  if (!existsSync(repo(target))) return `${page}: ${link}: there is no ${target}`;
  if (anchor && target.endsWith('.md') && !anchorsOf(readPage(target)).has(anchor))
    return `${page}: ${link}: ${target} has no heading #${anchor}`;
  return null;
}

describe('links', () => {
  it.each(pages)('of %s lead somewhere', (page) => {
    const wrong = linksOf(readPage(page)).map((link) => complaint(page, link));
    expect(wrong.filter((text) => text !== null).join('\n')).toBe('');
  });

  it('are found, and complained about, in every form', () => {
    const text =
      '[a](docs/none.md) ![b](none.svg "title")\n\n[c]: README.md#nowhere\n\n<img src="x.png">\n\n`[d](e)`';
    expect(linksOf(text)).toEqual(['docs/none.md', 'none.svg', 'README.md#nowhere', 'x.png']);
    for (const link of [...linksOf(text), 'https://', 'http://nohost', '../elsewhere.md', '#nowhere'])
      expect(complaint('README.md', link), link).not.toBeNull();
    for (const link of ['https://example.org/a#b', 'docs', 'LICENSE', 'docs/reference.md#scribe-ingest'])
      expect(complaint('README.md', link), link).toBeNull();
  });

  it('lead to every page of docs/ from the README or from a page that it leads to', () => {
    const reached = new Set<string>(['README.md']);
    for (const page of reached)
      for (const link of linksOf(readPage(page))) {
        const target = normalize(join(dirname(page), link.split('#')[0]));
        if (pages.includes(target)) reached.add(target);
      }
    expect(pages.filter((page) => page.startsWith('docs/') && !reached.has(page))).toEqual([]);
  });
});
