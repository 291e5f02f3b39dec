/**
 * Writes docs/images/demo.svg: the last screen of a real run on a terminal, as text that can be selected.
 * Run: npm run docs:picture   (needs python3, which opens the terminal)
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asReaderSees, makeReaderFolder } from './reader-folder.js';
import { readScreen } from './screen.js';
import { drawScreen } from './screen-svg.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const picture = at('../docs/images/demo.svg');

const typed = [
  'scribe speakers enroll Maya examples/voice-maya.ogg --consent',
  'scribe speakers enroll Tom examples/voice-tom.ogg --consent',
  'scribe speakers enroll Angus examples/voice-angus.ogg --consent',
  'scribe ingest examples/standup.ogg --out transcripts',
  'scribe transcript last --format txt | head -n 9',
];
const columns = 92;

const reader = makeReaderFolder();
try {
  const shown = typed.map((line) => {
    const terminal = [at('../test/journeys/on-terminal.py'), '40', String(columns), ''];
    const printed = execFileSync('python3', [...terminal, 'bash', '-c', line], {
      cwd: reader.folder,
      encoding: 'utf8',
      env: { ...reader.env, TERM: 'xterm-256color', FORCE_COLOR: '1' },
    });
    return `\x1b[2m$\x1b[0m \x1b[1m${line}\x1b[0m\r\n${asReaderSees(printed, reader)}`;
  });
  mkdirSync(dirname(picture), { recursive: true });
  writeFileSync(
    picture,
    drawScreen(readScreen(shown.join(''), columns), columns, {
      title: 'scribe on a terminal',
      description:
        'Three voices are enrolled, a recording of a stand-up is processed, and its transcript names who said what.',
    }),
  );
} finally {
  rmSync(reader.folder, { recursive: true, force: true });
}
