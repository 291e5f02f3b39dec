import { describe, expect, it } from 'vitest';
import type { Turn } from '../../src/domain/speakers.js';
import { passageOf } from '../../src/domain/transcript.js';
import { doubtfulPassages, withPassage } from '../../src/transcript/doubtful-passages.js';

/** `the where.4 rural`: words, a second each, with their confidence; .9 when nothing is said. */
function turn(text: string, start = 0): Turn {
  const words = text.split(' ').map((word, i) => {
    const [written, confidence = '9'] = word.split('.');
    return { text: written, confidence: Number(`.${confidence}`), start: start + i, end: start + i + 0.9 };
  });
  return { ...passageOf(words), clusterId: 'S1', language: 'en' };
}
const said = (turns: readonly Turn[], most = 20) => doubtfulPassages(turns, most).map(({ text }) => text);

describe('doubtful passages', () => {
  it('come with the worst first, and no more than are asked for', () => {
    const turns = [turn('a.6 b c d e.2 f'), turn('g h.4', 10)];
    expect(said(turns)).toEqual(['e', 'h', 'a']);
    expect(said(turns, 2)).toEqual(['e', 'h']);
    expect(said([turn('sure of all')])).toEqual([]);
    expect(said([])).toEqual([]);
  });

  it('join words that stand near each other in a turn', () => {
    expect(said([turn('a.5 b c d.3 e f g h.6')])).toEqual(['a b c d', 'h']);
    expect(said([turn('a b.5'), turn('c.5 d', 2)])).toEqual(['b', 'c']);
  });

  it('know their place, and what is said around them', () => {
    const [passage] = doubtfulPassages([turn('x y'), turn('a b c d e f g h.3 i.5 j k l m n o p', 5)], 1);
    expect(passage).toMatchObject({ turn: 1, from: 7, to: 9, confidence: 0.3, start: 12, end: 13.9 });
    expect(passage.before).toBe('… b c d e f g');
    expect(passage.after).toBe('j k l m n o …');
  });

  it('can be written anew, or left out', () => {
    const whole = turn('had the where.4 rural.5 district');
    expect(withPassage(whole, { from: 2, to: 4 }, ' former rural ')).toBe('had the former rural district');
    expect(withPassage(whole, { from: 2, to: 3 }, '')).toBe('had the rural district');
  });

  it('of a language without spaces stay without spaces', () => {
    const words = turn('我们 决.3 心').words.map((word) => ({ ...word, glued: true as const }));
    const glued = { ...turn('我们 决.3 心'), ...passageOf(words) };
    expect(withPassage(glued, { from: 1, to: 2 }, '更')).toBe('我们更心');
  });
});
