import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { oneLine, visibleLines } from '../../src/domain/visible-text.js';
import { lastUpTo, momentOf } from '../../src/page/browser/moments.js';
import { readWords } from '../../src/page/browser/turns.js';
import { shortcuts } from '../../src/page/shortcuts.js';
import { timedWords } from '../../src/page/turns.js';
import { renderHtml } from '../../src/render/html.js';
import { meeting, speaker, turn, wildMeeting, words } from '../render/meetings.js';

/** Text of an element's content as a browser reads it. */
const textOf = (html: string) =>
  html
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');

const inlined = (page: string, tag: string) => new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page)![1];
const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

describe('the page of a meeting', () => {
  const wild = Array.from({ length: 20 }, (_, seed) => wildMeeting(seed));

  it('lets its own style and script run, and nothing else', () => {
    const page = visibleLines(renderHtml(wild[0]));
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)![1];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src ${hash(inlined(page, 'script'))};`);
    expect(policy).toContain(`style-src ${hash(inlined(page, 'style'))};`);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toMatch(/ on[a-z]+="| style="/);
    expect(page.replace(inlined(page, 'script'), '')).not.toMatch(/https?:|\/\//);
  });

  it('has a script of modules whose names do not collide', () => {
    const script = inlined(renderHtml(wild[0]), 'script');
    expect(script).not.toMatch(/^(import|export) /m);
    expect(() => new Function(script)).not.toThrow();
    const names = [...script.matchAll(/^(?:async )?(?:function|const|let|class) (\w+)/gm)].map(
      ([, name]) => name,
    );
    expect(names.length).toBeGreaterThan(20);
    expect(new Set(names).size).toBe(names.length);
  });

  it('shows every text, whatever is in it, as text', () => {
    for (const each of wild) {
      const page = renderHtml(each);
      const said = [...page.matchAll(/<p class="said"[^>]*>(.*?)<\/p>/g)].map(([, html]) => textOf(html));
      expect(said.sort()).toEqual(
        each.turns
          .map(({ text }) => oneLine(text))
          .filter((text) => text !== '')
          .sort(),
      );
      // Nothing of it is markup.
      expect(page).not.toContain('<b>bold');
    }
  });

  it('escapes names, titles and file names', () => {
    const evil = `"><script>alert(1)</script>'&`;
    const wicked = {
      ...meeting([turn('S1', words('Hello', 0))], [speaker('S1', evil)]),
      title: evil,
      language: evil,
    };
    const page = renderHtml({
      ...wicked,
      recording: { ...wicked.recording, fileName: evil, warnings: [evil] },
    });
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toContain('"><script>alert');
    expect(textOf(/<h1[^>]*>(.*?)<\/h1>/.exec(page)![1])).toBe(evil);
  });

  it('says nothing of the place of the recording', () => {
    expect(renderHtml(meeting([turn('S1', words('Hello', 0))]))).not.toContain('/private/place');
  });

  it('finds the sound beside it, whatever it is called', () => {
    const plain = meeting([]);
    const page = renderHtml({ ...plain, recording: { ...plain.recording, fileName: 'a #1 & "b".ogg' } });
    expect(page).toContain('src="a%20%231%20%26%20%22b%22.ogg"');
  });

  it('gives a language to every turn, and its own direction', () => {
    const two = [turn('S1', words('Hello', 0)), { ...turn('S2', words('שלום לכם', 2)), language: 'he' }];
    const page = renderHtml(meeting(two));
    expect(page).toContain('lang="en" dir="auto"');
    expect(page).toContain('lang="he" dir="auto"');
  });

  it('has translations, insights and links to turns where they are', () => {
    const said = meeting([turn('S1', words('Guten Morgen', 1)), turn('S1', words('Bis morgen', 5))]);
    const claim = { text: 'Good <morning>', clusterId: null, start: 5, end: 6, turnIds: ['b'] };
    const item = { ...claim, ownerClusterId: 'S1', ownerName: null, dueDate: '2026-01-31' };
    const page = renderHtml(said, {
      turnIds: ['a', 'b'],
      translations: ['Good morning', null],
      insights: {
        origin: 'extractive',
        summary: [claim],
        keyPoints: [],
        decisions: [claim],
        questions: [],
        risks: [],
        actionItems: [{ ...item, status: 'completed' }],
        chapters: [{ title: 'The <end>', start: 5, end: 6, turnIds: ['b'] }],
        topics: [],
      },
    });
    expect(page).toContain('The &lt;end&gt;');
    expect(page).toContain('<span class="whose">Speaker 1</span> <span class="whose">by 2026-01-31</span>');
    expect(page).toContain('aria-label="done"');
    expect(page).toContain('<p class="translation" lang="en" dir="auto">Good morning</p>');
    expect(page.match(/class="translation"/g)).toHaveLength(1);
    expect(page).toContain('id="turn-b"');
    expect(page.match(/href="#turn-b"/g)).toHaveLength(5);
    expect(page).toContain('Good &lt;morning&gt;');
    expect(renderHtml(said)).not.toContain('summary-title"');
  });

  it('shows the insights that a meeting has, with links to its turns by the time', () => {
    const said = meeting([turn('S1', words('Guten Morgen', 1)), turn('S1', words('Bis morgen', 5))]);
    const claim = { text: 'Bis morgen', clusterId: 'S1', start: 5, end: 5.5, turnIds: ['id of the store'] };
    const none = {
      keyPoints: [],
      decisions: [],
      questions: [],
      risks: [],
      actionItems: [],
      chapters: [],
      topics: [],
    };
    const page = renderHtml({ ...said, insights: { origin: 'extractive', summary: [claim], ...none } });
    expect(page).toContain('Speaker 1:</b> Bis morgen <a class="at" href="#turn-2">0:05</a>');
  });

  it('says when there is nothing to read', () => {
    expect(renderHtml(meeting([]))).toContain('No speech was found in this recording.');
  });

  it('documents each key of the keyboard', () => {
    const script = inlined(renderHtml(meeting([])), 'script');
    const actions = /const actions = \{([\s\S]*?)\n {2}\};/.exec(script)![1];
    const bound = [...actions.matchAll(/^ {4}(?:'([^']+)'|(\w+)):/gm)].map(
      ([, quoted, plain]) => quoted ?? plain,
    );
    const names: Record<string, string> = { Space: ' ', '←': 'ArrowLeft', '→': 'ArrowRight' };
    const documented = shortcuts.flatMap(([keys]) => keys.map((key) => names[key] ?? key.toLowerCase()));
    expect(bound.sort()).toEqual(documented.sort());
  });
});

describe('timed words', () => {
  it('come back from the page with their places and times', () => {
    for (const seed of Array.from({ length: 40 }, (_, i) => i))
      for (const each of wildMeeting(seed).turns) {
        const attribute = timedWords(each);
        if (attribute === null) continue;
        const text = oneLine(each.text);
        const read = readWords(attribute, text, each.start);
        const spoken = each.words.filter((word) => oneLine(word.text) !== '');
        expect(read.map(({ from, to }) => text.slice(from, to))).toEqual(spoken.map((w) => oneLine(w.text)));
        read.forEach((word, i) => {
          expect(word.start).toBeCloseTo(Math.max(each.start, spoken[i].start), 1);
        });
      }
  });

  it('are none where somebody wrote the text anew', () => {
    expect(timedWords(turn('S1', words('one two', 0), 'one three'))).toBeNull();
    expect(timedWords({ ...turn('S1', [], 'one three'), start: 0 })).toBeNull();
  });
});

describe('moments', () => {
  it.each([
    ['#t=83.2', 83.2],
    ['#t=83.2s', 83.2],
    ['#t=1:23', 83],
    ['#t=1:02:03.5', 3723.5],
    ['#t=', null],
    ['#turn-1', null],
    ['#t=1:2:3:4', null],
  ])('of %s are %s', (fragment, moment) => {
    expect(momentOf(fragment)).toBe(moment);
  });

  it('are looked up among sorted ones', () => {
    const at = [0, 2, 2, 5];
    const find = (moment: number) => lastUpTo(at.length, (i) => at[i], moment);
    expect([-1, 0, 1, 2, 4.9, 5, 9].map(find)).toEqual([-1, 0, 0, 2, 2, 3, 3]);
  });
});
