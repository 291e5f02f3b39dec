import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** `read`: a page to be sent around; `edit`: one that the local server shows, where a meeting can be changed; `list`: of all meetings. */
export type PageKind = 'read' | 'edit' | 'list';

/** The files of the style, in the order of the cascade. */
const reading = ['colours', 'frame', 'overview', 'transcript', 'player', 'help', 'screens'];
const styles: Readonly<Record<PageKind, readonly string[]>> = {
  read: reading,
  edit: [...reading, 'editing'],
  list: ['colours', 'frame', 'list'],
};

/** Modules that run in the page, each after what it imports. */
const player = [
  'parts',
  'moments',
  'turns',
  'highlights',
  'playback',
  'scrolling',
  'following',
  'controls',
  'find',
  'search',
  'links',
  'theme',
  'keyboard',
];
const modules: Readonly<Record<PageKind, readonly string[]>> = {
  read: [...player, 'page'],
  edit: [...player, 'page', 'changing', 'editing', 'edited-page'],
  list: ['parts', 'theme', 'list'],
};

/** One script of several modules: they share a scope, so that the page needs no file beside it. */
function join(names: readonly string[]): string {
  const bodies = names.map((name) =>
    read(`browser/${name}.js`)
      .replace(/^import [^;]*;\n/gm, '')
      .replace(/^export /gm, ''),
  );
  return `(() => {\n'use strict';\n${bodies.join('\n')}})();\n`;
}

/** A text that stands inside a page, and the source by which a content security policy allows it. */
interface Inlined {
  readonly text: string;
  /** For instance `'sha256-…'`. */
  readonly source: string;
}

function inlined(text: string): Inlined {
  return { text, source: `'sha256-${createHash('sha256').update(text).digest('base64')}'` };
}

interface Assets {
  readonly style: Inlined;
  readonly script: Inlined;
}

const kept = new Map<PageKind, Assets>();

/** The style and the script of a kind of page; read once. */
export function pageAssets(kind: PageKind): Assets {
  const known = kept.get(kind);
  if (known) return known;
  const style = styles[kind].map((name) => read(`style/${name}.css`)).join('');
  const made = { style: inlined(style), script: inlined(join(modules[kind])) };
  kept.set(kind, made);
  return made;
}

/** What a kind of page may do, as a content security policy: its own script and style, sound, and nothing else. */
export function pagePolicy(kind: PageKind): string {
  const { style, script } = pageAssets(kind);
  const more = {
    read: ["media-src 'self' file: data: blob:", "form-action 'none'"],
    edit: ["media-src 'self' blob:", "connect-src 'self'", "form-action 'none'"],
    list: ["form-action 'self'"],
  }[kind];
  return [
    "default-src 'none'",
    `script-src ${script.source}`,
    `style-src ${style.source}`,
    "base-uri 'none'",
    ...more,
  ].join('; ');
}
