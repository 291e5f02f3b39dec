/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Meeting } from '../../src/domain/meeting.js';
import { visibleLines } from '../../src/domain/visible-text.js';
import { renderHtml } from '../../src/render/html.js';
import { meeting, speaker, turn, words } from '../render/meetings.js';
import { repo } from '../shared.js';
import { tempFolder } from '../store/fixture.js';
import { hasChromium, startChromium } from './chromium.js';

/** Twenty turns of 3 s, of which each has its number in it, beside a recording of 78 s. */
function longMeeting(): Meeting {
  const turns = Array.from({ length: 20 }, (_, i) =>
    turn(`S${1 + (i % 3)}`, words(`Number ${i} says Café and so on again`, i * 3.5, 0.3, 0.05)),
  );
  const plain = meeting(turns, [speaker('S1', 'Maya'), speaker('S2', 'Tom')]);
  return {
    ...plain,
    recording: { ...plain.recording, fileName: 'standup.ogg', duration: 78 },
    clusters: plain.clusters.map((cluster, i) => ({
      ...cluster,
      spans: turns.filter((_, n) => n % 3 === i).map(({ start, end }) => ({ start, end })),
    })),
  };
}

describe.skipIf(!hasChromium)('the page in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());

  interface Opened {
    readonly page: Page;
    readonly errors: string[];
    readonly requests: string[];
    readonly url: string;
  }

  /** Opens the page from a file, beside its recording unless that is missing. */
  async function read(
    options: BrowserContextOptions & {
      readonly fragment?: string;
      readonly withSound?: boolean;
      readonly of?: Meeting;
    } = {},
  ): Promise<Opened> {
    const { fragment = '', withSound = true, of = longMeeting(), ...rest } = options;
    const folder = tempFolder();
    writeFileSync(join(folder, 'transcript.html'), visibleLines(renderHtml(of)));
    if (withSound) copyFileSync(repo('examples/standup.ogg'), join(folder, 'standup.ogg'));
    const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, ...rest });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const [errors, requests]: string[][] = [[], []];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    const url = pathToFileURL(join(folder, 'transcript.html')).href;
    await page.goto(url + fragment);
    if (withSound && rest.javaScriptEnabled !== false) await playerReady(page);
    return { page, errors, requests, url };
  }

  const playerReady = (page: Page) =>
    page.waitForFunction(() => (document.getElementById('audio') as HTMLAudioElement).readyState > 0);
  const at = (page: Page) =>
    page.evaluate(() => (document.getElementById('audio') as HTMLAudioElement).currentTime);
  const marked = (page: Page, name: string) =>
    page.evaluate((key) => [...(CSS.highlights.get(key) ?? [])].map((range) => String(range)), name);
  /** Where a word of a turn is on the screen. */
  const placeOf = (page: Page, number: number, word: string) =>
    page.evaluate(
      ([n, wanted]) => {
        const text = document.querySelectorAll('.said')[Number(n)].firstChild as Text;
        text.parentElement?.scrollIntoView({ block: 'center', behavior: 'instant' });
        const range = new Range();
        range.setStart(text, text.data.indexOf(wanted));
        range.setEnd(text, text.data.indexOf(wanted) + wanted.length);
        const { x, y, width, height } = range.getBoundingClientRect();
        return { x: x + width / 2, y: y + height / 2 };
      },
      [String(number), word] as const,
    );

  it('asks for itself and the recording alone, and complains of nothing', async () => {
    const { page, errors, requests, url } = await read();
    await page.keyboard.press('Space');
    await page.waitForTimeout(200);
    expect(errors).toEqual([]);
    expect([...new Set(requests)].sort()).toEqual(
      [url.replace('transcript.html', 'standup.ogg'), url].sort(),
    );
  });

  it('goes to the word that is clicked', async () => {
    const { page } = await read();
    const place = await placeOf(page, 4, 'again');
    await page.mouse.click(place.x, place.y);
    // The eighth word, 0.35 s each.
    expect(await at(page)).toBeCloseTo(14 + 7 * 0.35, 1);
    expect(await marked(page, 'now')).toEqual(['again']);
    expect(await page.locator('.turn.is-now').getAttribute('data-start')).toBe('14');
  });

  it('marks the words while it plays, and keeps them in view', async () => {
    const { page } = await read({ fragment: '#t=13.2' });
    await page.getByRole('button', { name: 'Play' }).click();
    await page.waitForFunction(() => [...(CSS.highlights.get('now') ?? [])].map(String)[0] === 'says');
    expect(await at(page)).toBeGreaterThan(14.6);
    expect(await page.locator('[aria-current=true]').textContent()).toContain('Number 4');
    await page.getByRole('button', { name: 'Pause' }).click();
    const paused = await at(page);
    await page.waitForTimeout(150);
    expect(await at(page)).toBe(paused);
    await expect(page.locator('.turn.is-now').isVisible()).resolves.toBe(true);
  });

  it('finds text without accents and case, and goes from place to place', async () => {
    const { page } = await read();
    await page.keyboard.press('/');
    await page.keyboard.type('CAFE and');
    expect(await page.locator('#found').textContent()).toBe('1 of 20');
    expect(await marked(page, 'found')).toEqual(Array(20).fill('Café and'));
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    expect(await page.locator('#found').textContent()).toBe('3 of 20');
    await page.keyboard.press('Shift+Enter');
    expect(await page.locator('.turn.is-found').textContent()).toContain('Number 1 ');
    await page.getByRole('button', { name: 'Previous place' }).click();
    await page.getByRole('button', { name: 'Previous place' }).click();
    expect(await page.locator('#found').textContent()).toBe('20 of 20');
    await page.locator('#query').fill('nowhere');
    expect(await page.locator('#found').textContent()).toBe('none');
    await page.locator('#query').press('Escape');
    expect(await marked(page, 'found')).toEqual([]);
  });

  it('does what its help says with the keyboard', async () => {
    const { page } = await read();
    await page.keyboard.press('ArrowRight');
    expect(await at(page)).toBeCloseTo(5, 1);
    await page.keyboard.press('l');
    expect(await at(page)).toBeCloseTo(15, 1);
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowLeft');
    expect(await at(page)).toBeCloseTo(0, 1);
    await page.keyboard.press('.');
    await page.keyboard.press('.');
    expect(await at(page)).toBeCloseTo(7, 1);
    await page.keyboard.press(',');
    expect(await at(page)).toBeCloseTo(3.5, 1);
    await page.keyboard.press(']');
    expect(await page.locator('#speed').inputValue()).toBe('1.25');
    await page.keyboard.press('c');
    expect(page.url()).toContain('#t=3.5');
    await page.keyboard.press('k');
    await page.waitForFunction(() => !(document.getElementById('audio') as HTMLAudioElement).paused);
    await page.keyboard.press('Space');
    expect(await page.evaluate(() => (document.getElementById('audio') as HTMLAudioElement).paused)).toBe(
      true,
    );
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.getByLabel('Single keys do this').uncheck();
    await page.keyboard.press('Escape');
    const stays = await at(page);
    await page.keyboard.press('l');
    expect(await at(page)).toBe(stays);
  });

  it('leaves keys to the field that somebody types in', async () => {
    const { page } = await read();
    await page.locator('#query').focus();
    await page.keyboard.type('l k?');
    expect(await page.locator('#query').inputValue()).toBe('l k?');
    expect(await at(page)).toBe(0);
  });

  it('is dark where the system is, and as the reader chooses', async () => {
    const { page } = await read({ colorScheme: 'dark' });
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await ground()).toBe('rgb(23, 24, 27)');
    await page.getByRole('button', { name: 'Dark or light' }).click();
    expect(await ground()).toBe('rgb(251, 250, 248)');
    await page.reload();
    expect(await ground()).toBe('rgb(251, 250, 248)');
  });

  it('opens at the moment or the turn of its address', async () => {
    const { page } = await read({ fragment: '#t=0:43' });
    expect(await at(page)).toBeCloseTo(43, 1);
    await expect
      .poll(() => page.locator('.turn.is-now').boundingBox())
      .toMatchObject({ y: expect.toSatisfy((y: number) => y > 60 && y < 700) });
    expect(await page.locator('.turn.is-now').textContent()).toContain('Number 12 ');
    const link = page.locator('.turn a.at').nth(16);
    await link.click();
    expect(page.url()).toMatch(/#turn-17$/);
    expect(await at(page)).toBeCloseTo(56, 1);
  });

  it('has the turn of its address between the bars, however long the way is', async () => {
    const turns = Array.from({ length: 400 }, (_, i) =>
      turn(`S${1 + (i % 2)}`, words('long '.repeat(1 + ((i * 37) % 90)).trim(), i * 60, 0.3, 0.05)),
    );
    const plain = longMeeting();
    const of = { ...plain, turns, recording: { ...plain.recording, duration: 24_000 } };
    for (const fragment of ['#turn-350', '#t=20940']) {
      const { page } = await read({ of, fragment, withSound: false });
      const wanted = page.locator('#turn-350');
      const bars = await page.evaluate(() => [
        document.querySelector('.top')!.getBoundingClientRect().bottom,
        document.querySelector('.player')!.getBoundingClientRect().top,
      ]);
      await expect
        .poll(async () => {
          const { y, height } = (await wanted.boundingBox())!;
          return y >= bars[0] && y + Math.min(height, 60) <= bars[1];
        })
        .toBe(true);
    }
  });

  it('prints the words without the player', async () => {
    const { page } = await read({ colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#player').isVisible()).toBe(false);
    expect(await page.locator('#tools').isVisible()).toBe(false);
    expect(await page.locator('.said').nth(19).isVisible()).toBe(true);
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('light');
    const pdf = await page.pdf();
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('can be read and heard without a script', async () => {
    const { page, errors } = await read({ javaScriptEnabled: false });
    expect(await page.locator('.said').nth(3).isVisible()).toBe(true);
    expect(await page.locator('#tools').isVisible()).toBe(false);
    expect(await page.locator('#controls').isVisible()).toBe(false);
    expect(await page.locator('audio').getAttribute('controls')).toBe('');
    await page.locator('.turn a.at').nth(16).click();
    expect(page.url()).toMatch(/#turn-17$/);
    expect(errors).toEqual([]);
  });

  it('lets the reader choose a recording that is not beside it', async () => {
    const { page } = await read({ withSound: false });
    await page.locator('#no-sound').waitFor();
    expect(await page.locator('#no-sound').textContent()).toContain('standup.ogg');
    await page.locator('#recording').setInputFiles(repo('examples/standup.ogg'));
    await playerReady(page);
    expect(await page.locator('#no-sound').isVisible()).toBe(false);
    await page.keyboard.press('l');
    expect(await at(page)).toBeCloseTo(10, 1);
  });

  it('keeps still for those who want that', async () => {
    const { page } = await read({ reducedMotion: 'reduce' });
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior)).toBe('auto');
    await page.goto(`${page.url()}#t=56`);
    expect(await page.locator('.turn.is-now').isVisible()).toBe(true);
  });

  it.each([320, 390, 768, 1280])('fits a screen of %i points', async (width) => {
    const { page } = await read({ viewport: { width, height: 700 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    for (const control of await page
      .locator('.controls :is(button, select, input), .tools :is(button, input)')
      .all()) {
      if (!(await control.isVisible())) continue;
      const box = (await control.boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
    }
  });

  it('has landmarks, names for its controls, one title, ids that are unique and a visible focus', async () => {
    const { page } = await read();
    const problems = await page.evaluate(() => {
      const found: string[] = [];
      const all = (selector: string) => [...document.querySelectorAll(selector)];
      for (const landmark of ['main', 'header', 'aside', 'footer', '[role=search]'])
        if (all(`body ${landmark}`).length !== 1) found.push(`${landmark}: ${all(landmark).length}`);
      if (all('h1').length !== 1) found.push('one title');
      const ids = all('[id]').map(({ id }) => id);
      for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) found.push(`twice: ${id}`);
      for (const control of all('button, input, select, audio, a')) {
        const labels = 'labels' in control ? [...((control as HTMLInputElement).labels ?? [])] : [];
        const name =
          control.getAttribute('aria-label') ?? (control.textContent || labels[0]?.textContent) ?? '';
        if (name.trim() === '' && control.tagName !== 'AUDIO') found.push(`no name: ${control.outerHTML}`);
      }
      for (const reference of all('[aria-labelledby], [for]')) {
        const target = reference.getAttribute('aria-labelledby') ?? reference.getAttribute('for') ?? '';
        if (!document.getElementById(target)) found.push(`no ${target}`);
      }
      for (const drawing of all('svg'))
        if (drawing.getAttribute('aria-hidden') !== 'true') found.push('a drawing');
      if (all('[tabindex]').some((element) => Number(element.getAttribute('tabindex')) > 0))
        found.push('tabindex');
      if (document.documentElement.lang === '' || document.title === '') found.push('no language or title');
      return found;
    });
    expect(problems).toEqual([]);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip');
    await page.keyboard.press('Tab');
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle);
    expect(outline).toBe('solid');
  });
});
