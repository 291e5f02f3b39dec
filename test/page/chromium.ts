import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const places = [
  process.env.SCRIBE_TEST_CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const program = places.find((path) => path !== '' && existsSync(path));

/** Whether this machine has a Chromium to read pages with. */
export const hasChromium = program !== undefined;
if (!hasChromium)
  console.warn('skipping tests of pages in a browser: there is no Chromium (SCRIBE_TEST_CHROMIUM names one)');

/** Starts it without a window. Its sandbox needs rights that a container often lacks; our own pages are harmless. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: program,
    args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required', '--mute-audio'],
  });
}
