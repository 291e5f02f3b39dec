/**
 * Writes docs/a-week.md with its pictures: a week with scribe, run on a terminal and in a browser, step by step.
 * `test/journeys/week.ts` is the story.
 * Run: npm run docs:week   (needs python3, which opens the terminal, and Chromium)
 */
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeWeek, type Step, week } from '../test/journeys/week.js';
import { startChromium } from '../test/page/chromium.js';
import { asReaderSees, type ReaderFolder } from './reader-folder.js';
import { readScreen } from './screen.js';
import { drawScreen } from './screen-svg.js';

const docs = fileURLToPath(new URL('../docs/', import.meta.url));
const columns = 100;

/** What a step prints on a terminal, escape sequences included. */
function onTerminal(typed: string, { folder, env }: ReaderFolder): string {
  const terminal = [
    fileURLToPath(new URL('../test/journeys/on-terminal.py', import.meta.url)),
    '40',
    String(columns),
    '',
  ];
  return execFileSync('python3', [...terminal, 'bash', '-ec', typed], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...env, TERM: 'xterm-256color', FORCE_COLOR: '1' },
  });
}

/** A prompt and what was typed, then what came of it. */
function picture(name: string, step: Step, typed: string, printed: string): void {
  const prompts = typed.split('\n').map((line) => `\x1b[2m$\x1b[0m \x1b[1m${line}\x1b[0m\r\n`);
  const screen = readScreen(prompts.join('') + printed, columns);
  const title = { title: `${step.day}: ${typed.split('\n')[0]}`, description: step.tells };
  writeFileSync(join(docs, 'images', name), drawScreen(screen, columns, title));
}

async function photograph(path: string, name: string): Promise<void> {
  const browser = await startChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1100, height: 760 } });
    await page.goto(`file://${path}`);
    await page.screenshot({ path: join(docs, 'images', name) });
  } finally {
    await browser.close();
  }
}

const paragraphs = [
  `<!-- Made by \`npm run docs:week\` from test/journeys/week.ts. Do not edit by hand. -->

# A week with scribe

Three people meet on Monday. By Friday, one of them has found a sentence, put a word right, asked a question and ticked off a
task, and the recordings of the other days were processed by themselves. Every step below is a test, and the pictures are made
by running it.`,
];
const reader = makeWeek();
try {
  const printed: string[] = [];
  let day = '';
  for (const [i, step] of week.entries()) {
    const typed = typeof step.typed === 'string' ? step.typed : step.typed(printed);
    const shown = onTerminal(typed, reader);
    printed.push(shown);
    const name = `a-week-${String(i + 1).padStart(2, '0')}.svg`;
    picture(name, step, typed, asReaderSees(shown, reader));
    if (step.day !== day) paragraphs.push(`## ${step.day}`);
    day = step.day;
    paragraphs.push(
      step.tells,
      `\`\`\`sh norun\n${typed}\n\`\`\``,
      `![${typed.split('\n')[0].replaceAll('"', '')}](images/${name})`,
    );
    if (!step.page) continue;
    await photograph(shown.trim().split('\n').at(-1)!.trim(), step.page);
    paragraphs.push(`![The page of the meeting in a browser](images/${step.page})`);
  }
  writeFileSync(join(docs, 'a-week.md'), `${paragraphs.join('\n\n')}\n`);
} finally {
  rmSync(reader.folder, { recursive: true, force: true });
}
