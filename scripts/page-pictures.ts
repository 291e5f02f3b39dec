/// <reference lib="dom" />
/**
 * Writes docs/images/page-light.png, page-dark.png and page-phone.png: the page of the sample meeting in a browser.
 * Run: npm run docs:page   (needs Chromium)
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startChromium } from '../test/page/chromium.js';
import { makeReaderFolder } from './reader-folder.js';

const program = fileURLToPath(new URL('../bin/scribe.js', import.meta.url));
const pictures = fileURLToPath(new URL('../docs/images/', import.meta.url));

const screens = [
  { name: 'page-light', width: 1180, height: 800, scheme: 'light' },
  { name: 'page-dark', width: 1180, height: 800, scheme: 'dark' },
  { name: 'page-phone', width: 390, height: 800, scheme: 'light' },
] as const;

const reader = makeReaderFolder();
try {
  const scribe = (...args: readonly string[]) =>
    execFileSync(process.execPath, [program, ...args], {
      cwd: reader.folder,
      env: reader.env,
      encoding: 'utf8',
    });
  for (const name of ['Maya', 'Tom', 'Angus'])
    scribe('speakers', 'enroll', name, `examples/voice-${name.toLowerCase()}.ogg`, '--consent');
  scribe('ingest', 'examples/standup.ogg', '--date', '2026-01-05T09:30:00Z');
  const page = pathToFileURL(scribe('open', 'last', '--print-path').trim());
  mkdirSync(pictures, { recursive: true });
  const browser = await startChromium();
  for (const { name, width, height, scheme } of screens) {
    const shown = await browser.newPage({
      viewport: { width, height },
      colorScheme: scheme,
      reducedMotion: 'reduce',
    });
    // In the middle of a sentence, as if it played.
    await shown.goto(`${page.href}#t=26.4`);
    await shown.locator('.turn.is-now').waitFor();
    await shown.evaluate(() => document.fonts.ready);
    await shown.screenshot({ path: join(pictures, `${name}.png`) });
  }
  await browser.close();
} finally {
  rmSync(reader.folder, { recursive: true, force: true });
}
