import { describe, expect, test } from 'vitest';
import { groupPieces } from '../../src/asr/group-pieces.js';
import { joinWords } from '../../src/domain/transcript.js';

const textsOf = (pieces: readonly string[], language = 'en') =>
  groupPieces(pieces, language).map((group) => group.text);

describe('pieces without a space before them belong to the word before', () => {
  test.each([
    [
      [' follow', '-up', ' Toronto', '-based', ' state', '-of', '-the', '-art'],
      ['follow-up', 'Toronto-based', 'state-of-the-art'],
    ],
    [
      [' 10', ',000', ' at', ' 3', ':30', ' U', '.S', '.', ' z', '.B', '.'],
      ['10,000', 'at', '3:30', 'U.S.', 'z.B.'],
    ],
    [
      [' d', "'un", ' d', "'énumération", ' aujourd', "'hui"],
      ["d'un", "d'énumération", "aujourd'hui"],
    ],
    // A space of the recognizer's own stays, but no word is a mark that closes something.
    [
      [' Quoi', ' ?', ' oui', ' !', ' -5', ' R', ' &', ' D'],
      ['Quoi ?', 'oui !', '-5', 'R', '&', 'D'],
    ],
    [
      [' word', ' ', 'after', ' ', ''],
      ['word', 'after'],
    ],
    [[], []],
  ])('%j', (pieces, words) => {
    expect(textsOf(pieces)).toEqual(words);
    const groups = groupPieces(pieces, 'en');
    expect(groups.some((group) => group.glued)).toBe(false);
    for (const [i, group] of groups.entries()) {
      expect(pieces.slice(group.from, group.to).join('').trim()).toBe(group.text);
      expect(group.from).toBeGreaterThanOrEqual(groups[i - 1]?.to ?? 0);
    }
  });
});

describe('where no spaces are written, words are those of a dictionary', () => {
  test.each([
    ['zh', '我们今天讨论预算，然后去北京。', ['我们', '今天', '讨论', '预算，', '然后', '去', '北京。']],
    ['ja', '今日は「会議」です。', ['今日', 'は', '「会議」', 'です。']],
    ['th', 'ภาษาไทยไม่มีช่องว่าง', ['ภาษา', 'ไทย', 'ไม่มี', 'ช่อง', 'ว่าง']],
    // Whoever names the language wrongly or not at all gets the same words.
    ['und', '我们今天', ['我们', '今天']],
  ])('%s', (language, text, words) => {
    // By code points: a Thai mark must find its letter.
    const groups = groupPieces([...text], language);
    expect(groups.map((group) => group.text)).toEqual(words);
    expect(joinWords(groups)).toBe(text);
    for (const group of groups) {
      expect(group.text).not.toMatch(/^\p{M}/u);
      expect(group.glued).toBe(true);
    }
  });

  test('a piece is not divided, and a space of the recognizer stays', () => {
    const groups = groupPieces(['我们今天', '讨', '论', ' 预算', ' AI', '的'], 'zh');
    expect(groups.map(({ text, glued }) => [text, glued])).toEqual([
      ['我们今天', true],
      ['讨论', true],
      ['预算', false],
      ['AI', false],
      ['的', true],
    ]);
    expect(joinWords(groups)).toBe('我们今天讨论 预算 AI的');
  });
});
