/// <reference lib="dom" />
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { hasChromium, startChromium } from '../../page/chromium.js';
import { repo } from '../../shared.js';
import { tempFolder } from '../../store/fixture.js';
import { startServing } from './running-server.js';

describe.skipIf(!hasChromium)('scribe serve in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());

  async function visit(path = repo('examples/standup.ogg')) {
    const server = await startServing(path);
    const context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(server.url);
    return { ...server, page, errors };
  }
  const playerReady = (page: Page) =>
    page.waitForFunction(() => (document.getElementById('audio') as HTMLAudioElement).readyState > 0);

  it('shows a meeting from the list, plays it, and complains of nothing', async () => {
    const { page, errors, origin, token } = await visit();
    expect(page.url()).toBe(`${origin}/`);
    expect(await page.evaluate(() => document.cookie)).toBe('');
    await page.getByRole('link', { name: /Stand-up/ }).click();
    await playerReady(page);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    await page.waitForFunction(
      () => (document.getElementById('audio') as HTMLAudioElement).currentTime > 5.2,
    );
    expect(page.url()).not.toContain(token);
    expect(errors).toEqual([]);
  });

  it('corrects a turn and a name, and takes that back', async () => {
    const { page, transcript } = await visit();
    const before = await transcript();
    await page.getByRole('link', { name: /Stand-up/ }).click();
    await page.locator('.turn').first().hover();
    await page.getByRole('button', { name: 'Correct what Maya says' }).click();
    await page.getByLabel('What was said').fill('Good evening.');
    await page.getByLabel('Who said it').selectOption({ label: 'Speaker 2' });
    await page.getByLabel('Name of this speaker').fill('Anna');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('#undo').waitFor();
    expect(await page.locator('.turn').first().locator('.who b').textContent()).toBe('Anna');
    expect(await transcript()).toContain('Anna: Good evening.');
    await page.locator('#undo-it').click();
    await expect.poll(transcript).toBe(before);
    await expect.poll(() => page.locator('.said').first().textContent()).toBe('Good morning.');
  });

  it('says what is wrong with a change, and keeps what was typed', async () => {
    const { page, transcript } = await visit();
    const before = await transcript();
    await page.getByRole('link', { name: /Stand-up/ }).click();
    await page.locator('.turn').first().hover();
    await page.getByRole('button', { name: 'Correct what Maya says' }).click();
    await page.getByLabel('What was said').fill('Good evening.');
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => page.locator('#edit-problem').textContent()).toContain('it has the token');
    expect(await page.getByLabel('What was said').inputValue()).toBe('Good evening.');
    expect(await transcript()).toBe(before);
  });

  it('gives the meeting another title, and finds it by what was said', async () => {
    const { page, origin } = await visit();
    await page.getByRole('link', { name: /Stand-up/ }).click();
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByLabel('Title', { exact: true }).fill('Release <plan>');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Release <plan>' }).waitFor();
    await page.getByRole('link', { name: 'All meetings' }).click();
    await page.getByRole('searchbox').fill('morning');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: /Release <plan>/ }).click();
    expect(page.url()).toMatch(new RegExp(`^${origin}/meetings/[0-9a-f-]+#turn-`));
  });

  it('says when the recording is gone', async () => {
    const gone = join(tempFolder(), 'gone.ogg');
    expect(existsSync(gone)).toBe(false);
    const { page } = await visit(gone);
    await page.getByRole('link', { name: /Stand-up/ }).click();
    await page.locator('#no-sound').waitFor();
    expect(await page.locator('#no-sound').textContent()).toContain(gone);
  });
});
