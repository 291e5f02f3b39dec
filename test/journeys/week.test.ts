import { copyFileSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReaderFolder } from '../../scripts/reader-folder.js';
import { hasChromium, startChromium } from '../page/chromium.js';
import { repo } from '../shared.js';
import { doStep, makeWeek, week } from './week.js';

const page = readFileSync(repo('docs/a-week.md'), 'utf8');

describe('a week', { timeout: 300_000 }, () => {
  let reader: ReaderFolder;
  const printed: string[] = [];
  beforeAll(() => {
    reader = makeWeek();
  });
  afterAll(() => reader && rmSync(reader.folder, { recursive: true, force: true }));

  /** Every transcript in the store, as a reader opens it. */
  const transcripts = () => {
    const root = join(reader.home, 'artifacts');
    return readdirSync(root).map((id) => readFileSync(join(root, id, 'transcript.md'), 'utf8'));
  };

  for (const [number, step] of week.entries())
    it(`${step.day}, ${number + 1}: ${step.tells}`, () => {
      const { typed, status, ...done } = doStep(step, reader, printed);
      expect(status, done.printed).toBe(0);
      for (const pattern of step.has) expect(done.printed).toMatch(pattern);
      for (const pattern of step.lacks ?? []) expect(done.printed).not.toMatch(pattern);
      printed.push(done.printed);
      // The page shows what is tested; ids differ from run to run.
      if (typeof step.typed === 'string') for (const line of typed.split('\n')) expect(page).toContain(line);
      // It goes with the next change of the meeting.
      if (step.page) copyFileSync(done.printed.trim().split('\n').at(-1)!, join(reader.folder, 'page.html'));
      if (/rename/.test(typed)) expect(transcripts().join()).toContain('Angus Byrne');
      if (/undo/.test(typed)) expect(transcripts().join()).not.toContain('Byrne');
      if (/--replace/.test(typed)) expect(transcripts().join()).toContain('keep the format');
    });

  it.skipIf(!hasChromium)('the page of Thursday can be read in a browser', async () => {
    const browser = await startChromium();
    try {
      const shown = await browser.newPage();
      await shown.goto(pathToFileURL(join(reader.folder, 'page.html')).href);
      expect(await shown.title()).toContain('Monday stand-up');
      expect(await shown.locator('body').innerText()).toContain('we keep the format and ship on Thursday');
    } finally {
      await browser.close();
    }
  });

  it('the task is done, in the database', () => {
    const step = { day: 'Friday', tells: '', typed: 'scribe tasks list --owner Angus --all', has: [] };
    const { printed: list } = doStep(step, reader, printed);
    expect(list).toMatch(/completed +I will fix the import/);
  });
});
