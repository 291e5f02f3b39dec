import { describe, expect, test } from 'vitest';
import type { SpecialTokens } from '../../../../src/asr/whisper/tokens/model-files.js';
import { buildPrompt, givenText, unusedText } from '../../../../src/asr/whisper/tokens/prompt.js';

const tokens = {
  start: 100,
  previous: 101,
  noTimestamps: 102,
  languages: new Map(),
  tasks: new Map(),
} as unknown as SpecialTokens;
/** One id for each letter. */
const tokenizer = { encode: (text: string) => Array.from(text, (letter) => letter.charCodeAt(0)) };
const textOf = (ids: readonly number[]) => String.fromCharCode(...ids);
const prompt = (given: string, previous: string, context = 20) =>
  buildPrompt(tokens, context, {
    language: 'en',
    task: 'transcribe',
    timestamps: false,
    given: tokenizer.encode(given),
    previous: tokenizer.encode(previous),
    prefix: [],
  });

describe('text that stands before a window', () => {
  test('none: the window begins with the start', () => {
    expect(prompt('', '')).toEqual({ ids: [100, 102], startIndex: 0 });
  });

  test('what is given comes first and is kept, of what came before the last that fits', () => {
    const { ids, startIndex } = prompt('abc', 'defghijklm');
    expect(startIndex).toBe(10);
    expect(ids[0]).toBe(101);
    expect(textOf(ids.slice(1, 10))).toBe('abchijklm');
    expect(ids.slice(10)).toEqual([100, 102]);
  });

  test('it takes half of the context at the most', () => {
    expect(textOf(prompt('abcdefghijklm', 'xyz').ids.slice(1, -2))).toBe('abcdefghi');
    expect(textOf(prompt('', 'abcdefghijklm').ids.slice(1, -2))).toBe('efghijklm');
  });

  test('hotwords stand before the prompt, and of the prompt the end counts', () => {
    const given = (hotwords: string[], text: string | null, context = 40) =>
      textOf(givenText(tokenizer, context, { hotwords, prompt: text }));
    expect(given([], null)).toBe('');
    expect(given([], '  ')).toBe('');
    expect(given(['Maya', 'Tom'], null)).toBe(' Maya, Tom');
    expect(given([], ' The budget. ')).toBe(' The budget.');
    expect(given(['Maya', 'Tom'], 'About money.')).toBe(' Maya, Tomut money.');
    const terms = givenText(tokenizer, 40, { hotwords: ['Maya'], terms: ['Tom'], prompt: null });
    expect(textOf(terms)).toBe(' Maya, Tom');
    expect(given(['a very long list of words'], 'About money.', 20)).toBe(' a very l');
  });

  test('what does not fit is reported', () => {
    const unused = (hotwords: string[], text: string | null) =>
      unusedText('whisper', tokenizer, 40, { hotwords, prompt: text });
    expect(unused([], null)).toEqual([]);
    expect(unused(['Maya', 'Tom'], 'Money.')).toEqual([]);
    expect(unused(['Maya', 'Tom'], 'About money.')).toEqual([
      expect.stringMatching(/^Only the end of the prompt/),
    ]);
    expect(unused(['Maya', 'Tom', 'Angus', 'Beatrice'], null)).toEqual([
      'Only the first 3 of 4 hotwords are used: whisper has no room for more.',
    ]);
    expect(unused(['a word of very many letters'], null)).toEqual([
      'Only the first 0 of 1 hotwords are used: whisper has no room for more.',
    ]);
  });
});
