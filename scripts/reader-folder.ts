import { cpSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('..', import.meta.url));

export interface ReaderFolder {
  /** Holds `examples/`, and is the home of the reader. */
  readonly folder: string;
  /** Where scribe keeps everything: nothing of the real user is seen or changed. */
  readonly home: string;
  /** Has this checkout's `scribe` on its PATH. */
  readonly env: NodeJS.ProcessEnv;
}

/** A temporary folder for somebody who types what the documentation says. The caller deletes it. */
export function makeReaderFolder(): ReaderFolder {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'scribe-reader-')));
  const [home, bin] = [join(folder, 'home'), join(folder, 'bin')];
  cpSync(join(repository, 'examples'), join(folder, 'examples'), { recursive: true });
  mkdirSync(bin);
  const start = `#!/bin/sh\nexec "${process.execPath}" "${join(repository, 'bin/scribe.js')}" "$@"\n`;
  writeFileSync(join(bin, 'scribe'), start, { mode: 0o755 });
  return {
    folder,
    home,
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}`, HOME: folder, SCRIBE_HOME: home },
  };
}

/** What was printed in such a folder, with the paths that a reader would see. */
export const asReaderSees = (text: string, { folder, home }: ReaderFolder): string =>
  text.replaceAll(home, '/home/you/.local/share/scribe').replaceAll(folder, '/home/you');
