import { describe, expect, it } from 'vitest';
import { joinWords, type Word } from '../../src/domain/transcript.js';
import { alignDefaults, alignWords } from '../../src/edits/align-words.js';
import { randomNumbers } from '../store/fixture.js';

/** Words of half a second with a pause of a tenth between two. */
const words = (...texts: string[]): Word[] =>
  texts.map((text, i) => ({
    text: text.replace(/^_/, ''),
    start: i * 0.6,
    end: i * 0.6 + 0.5,
    confidence: 0.7,
    ...(text.startsWith('_') && { glued: true as const }),
  }));
const within = { start: 0, end: 0.3 };
const align = (old: readonly Word[], text: string) =>
  alignWords(old, text, { confidence: 1, language: 'en', within });

describe('words of a changed text', () => {
  it('are the same when nothing changed', () => {
    const old = words('Good', 'morning,', 'follow', '_-up');
    expect(align(old, ' Good  morning, follow-up ')).toEqual({ words: old, changes: [] });
  });

  it('keep their times, and one for one take those that they replace', () => {
    const old = words('The', 'cuber', 'netties', 'cluster');
    const { words: now, changes } = align(old, 'The Kubernetes pods cluster');
    expect(now[0]).toBe(old[0]);
    expect(now[3]).toBe(old[3]);
    expect(now[1]).toEqual({ ...old[1], text: 'Kubernetes', confidence: 1 });
    expect(now[2]).toEqual({ ...old[2], text: 'pods', confidence: 1 });
    expect(changes).toEqual([
      {
        start: 0.6,
        end: 1.7,
        before: 'cuber netties',
        after: 'Kubernetes pods',
        left: 'The',
        right: 'cluster',
      },
    ]);
  });

  it('share the time of others by their letters', () => {
    const old = words('The', 'cuber', 'netties', 'cluster');
    expect(align(old, 'The Kubernetes cluster').words[1]).toMatchObject({ start: 0.6, end: 1.7 });
    const [, first, second, third] = align(old, 'The ab abcd abcde cluster').words;
    expect([first.start, first.end, second.end, third.end]).toEqual([
      0.6,
      expect.closeTo(0.6 + (1.1 * 2) / 11, 9),
      expect.closeTo(0.6 + (1.1 * 6) / 11, 9),
      1.7,
    ]);
  });

  it('take of the pause when they are inserted', () => {
    const old = words('yes', 'no');
    old[1] = { ...old[1], start: 3, end: 3.5 };
    const { words: now, changes } = align(old, 'yes and no');
    expect(now[1]).toMatchObject({ text: 'and', start: 0.5, end: 0.5 + alignDefaults.inserted });
    expect(changes).toEqual([{ start: 0.5, end: 0.9, before: '', after: 'and', left: 'yes', right: 'no' }]);
    expect(align(old, 'oh yes no').words[0]).toMatchObject({ text: 'oh', start: 0, end: 0 });
    expect(align(old, 'yes no way').words[2]).toMatchObject({ text: 'way', start: 3.5, end: 3.5 });
  });

  it('are gone when they were deleted, and all of them can be', () => {
    const { words: now, changes } = align(words('um', 'yes'), 'yes');
    expect(now.map(({ text }) => text)).toEqual(['yes']);
    expect(changes).toMatchObject([{ start: 0, end: 0.5, before: 'um', after: '', right: 'yes' }]);
    expect(align(words('um', 'yes'), '').words).toEqual([]);
    expect(align([], 'abc').words).toMatchObject([{ text: 'abc', start: 0, end: 0.3 }]);
  });

  it('of a script without spaces change alone, and the others keep their times', () => {
    const old = words('今天', '_天气', '_很', '_好。');
    const { words: now, changes } = alignWords(old, '今天天气很坏。', {
      confidence: 1,
      language: 'zh',
      within,
    });
    expect(joinWords(now)).toBe('今天天气很坏。');
    expect(now.slice(0, 3)).toEqual(old.slice(0, 3));
    expect(now.at(-1)?.end).toBe(old[3].end);
    expect(changes).toMatchObject([{ before: '好。', after: '坏。', left: '很' }]);
  });

  it('of an unknown language are divided all the same', () => {
    const { words: now } = alignWords(words('你好'), '我们再见', {
      confidence: 1,
      language: 'not a language',
      within,
    });
    expect(joinWords(now)).toBe('我们再见');
  });
});

describe('whatever is written', () => {
  const random = randomNumbers(7);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)];
  const some = ['a', 'the', 'Kubernetes', '_-up', '今天', '_天气', '_。', 'x.'];
  it('is what the words say afterwards, in the order of time, and inside of the turn', () => {
    for (let round = 0; round < 500; round++) {
      const old = words(...Array.from({ length: 1 + Math.floor(random() * 8) }, () => pick(some)));
      const text = Array.from({ length: Math.floor(random() * 8) }, () => pick(some).replace('_', ''))
        .map((part) => part + pick([' ', '']))
        .join('')
        .trim();
      const { words: now, changes } = align(old, text);
      expect(joinWords(now)).toBe(text);
      expect(changes.length === 0).toBe(
        joinWords(old.map((word, i) => (i === 0 ? { text: word.text } : word))) === text,
      );
      for (const [i, word] of now.entries()) {
        expect(word.start).toBeGreaterThanOrEqual(i === 0 ? 0 : now[i - 1].start);
        expect(word.end).toBeGreaterThanOrEqual(word.start);
        expect(word.end).toBeLessThanOrEqual(old.at(-1)!.end);
      }
    }
  });
});
