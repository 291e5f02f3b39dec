import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repo } from '../shared.js';

/** Fenced code of a page. */
export interface Block {
  /** The first word after the fence, such as `sh`. */
  readonly language: string;
  /** The other words, such as `norun`. */
  readonly tags: readonly string[];
  readonly lines: readonly string[];
}

/** Every page of the repository, by its path. */
export const pages: readonly string[] = [
  ...readdirSync(repo()).filter((name) => name.endsWith('.md')),
  ...['docs', 'models', 'bench', 'eval', '.github'].flatMap((folder) =>
    readdirSync(repo(folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
      .map((name) => join(folder, name)),
  ),
].sort();

export const readPage = (page: string): string => readFileSync(repo(page), 'utf8');

const fence = /^```(.*)\n([\s\S]*?)^```$/gm;

export function blocksOf(text: string): Block[] {
  return [...text.matchAll(fence)].map(([, info, body]) => {
    const [language = '', ...tags] = info.trim().split(/\s+/);
    return {
      language,
      tags,
      lines: body
        .replace(/\\\n\s*/g, '')
        .split('\n')
        .slice(0, -1),
    };
  });
}

/** Where the links and pictures of a page point to. */
export function linksOf(text: string): string[] {
  const prose = text.replace(fence, '').replace(/`[^`\n]*`/g, '');
  return [
    ...prose.matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g),
    ...prose.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm),
    ...prose.matchAll(/(?:href|src)="([^"]+)"/g),
  ].map(([, target]) => target);
}

/** The names by which the headings of a page can be linked to, as GitHub makes them. */
export function anchorsOf(text: string): Set<string> {
  const seen = new Map<string, number>();
  const anchors = new Set<string>();
  for (const [, heading] of text.replace(fence, '').matchAll(/^#{1,6}\s+(.*?)\s*#*$/gm)) {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
    const anchor = plain
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    anchors.add(before === 0 ? anchor : `${anchor}-${before}`);
  }
  return anchors;
}
