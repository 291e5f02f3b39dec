import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readWhisperFiles } from '../../../../src/asr/whisper/tokens/model-files.js';
import { createTokenizer, splitIntoWords } from '../../../../src/asr/whisper/tokens/tokenizer.js';
import { hasShared, repo, shared } from '../../../shared.js';

const english = readWhisperFiles(repo('models/whisper-tiny.en-scribe'));
const tokenizer = createTokenizer(english.tokenizer);
const { end } = english.tokens;

describe('tokenizer', () => {
  test.skipIf(!hasShared)('ids of the reference tokenizer, there and back', () => {
    const multilingual = createTokenizer(readWhisperFiles(shared('golden/whisper-random')).tokenizer);
    const path = shared('golden/whisper-random/tokenizer-cases.json');
    const cases = JSON.parse(readFileSync(path, 'utf8')) as { text: string; ids: number[] }[];
    expect(cases.length).toBeGreaterThan(3);
    for (const { text, ids } of cases) {
      expect(multilingual.encode(text)).toEqual(ids);
      expect(multilingual.decode(ids)).toBe(text);
    }
  });

  test('half a character becomes U+FFFD, the whole one is whole', () => {
    const ids = tokenizer.encode('👍');
    expect(ids.length).toBeGreaterThan(1);
    expect(tokenizer.decode(ids.slice(0, 1))).toBe('\uFFFD');
    expect(tokenizer.decode(ids)).toBe('👍');
  });

  test('what looks like a special token is encoded as text, and special ids decode to their names', () => {
    const ids = tokenizer.encode('<|endoftext|>');
    expect(ids.length).toBeGreaterThan(1);
    expect(ids).not.toContain(end);
    expect(tokenizer.decode([end])).toBe('<|endoftext|>');
  });

  test('white space is cut as the reference cuts it', () => {
    const text = 'a  b \n\tc   ';
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  });
});

describe('words from tokens', () => {
  const words = (text: string, language = 'en') =>
    splitIntoWords(tokenizer, tokenizer.encode(text), language, end).map((word) => word.text);

  test('a word begins with a space; punctuation stands alone', () => {
    const expected = [" I've", ' sent', ' 12', ' files', ',', ' unbelievably', '.'];
    expect(words(" I've sent 12 files, unbelievably.")).toEqual(expected);
  });

  test('tokens of the words together are the tokens', () => {
    const ids = tokenizer.encode(' Zażółć gęślą jaźń 👍 ok');
    const split = splitIntoWords(tokenizer, ids, 'en', end);
    expect(split.flatMap((word) => word.tokens)).toEqual(ids);
    expect(split.map((word) => word.text)).toEqual([' Zażółć', ' gęślą', ' jaźń', ' 👍', ' ok']);
  });

  test('languages without spaces: one word per character that tokens can be cut at', () => {
    expect(words('会議を', 'ja').join('')).toBe('会議を');
    expect(words('会議を', 'ja').length).toBeGreaterThan(1);
    expect(words('会議を', 'en').length).toBe(1);
  });

  test('special tokens stand alone', () => {
    const split = splitIntoWords(tokenizer, [...tokenizer.encode(' no'), end], 'en', end);
    expect(split.map((word) => word.text)).toEqual([' no', '<|endoftext|>']);
  });
});
