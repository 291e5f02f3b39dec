import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** The style, in the order of the cascade. */
const styles = ['colours', 'frame', 'overview', 'transcript', 'player', 'help', 'screens'];

/** Modules that run in the page, each after what it imports. */
const modules = [
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
  'page',
];

/** One script of several modules: they share a scope, so that the page needs no file beside it. */
function join(names: readonly string[]): string {
  const bodies = names.map((name) =>
    read(`browser/${name}.js`)
      .replace(/^import [^;]*;\n/gm, '')
      .replace(/^export /gm, ''),
  );
  return `(() => {\n'use strict';\n${bodies.join('\n')}})();\n`;
}

/** A text that stands inside the page, and the source by which a content security policy allows it. */
export interface Inlined {
  readonly text: string;
  /** For instance `'sha256-…'`. */
  readonly source: string;
}

function inlined(text: string): Inlined {
  return { text, source: `'sha256-${createHash('sha256').update(text).digest('base64')}'` };
}

let kept: { readonly style: Inlined; readonly script: Inlined } | null = null;

/** The style and the script of every page; read once. */
export function pageAssets(): { readonly style: Inlined; readonly script: Inlined } {
  kept ??= {
    style: inlined(styles.map((name) => read(`style/${name}.css`)).join('')),
    script: inlined(join(modules)),
  };
  return kept;
}
