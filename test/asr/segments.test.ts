import { expect, test } from 'vitest';
import { splitSentences } from '../../src/asr/segments.js';

const words = (text: string) =>
  text
    .split(' ')
    .map((word, i) => ({ text: word, start: i, end: i + 0.5, confidence: i % 2 === 0 ? 1 : 0.5 }));
const texts = (text: string) => splitSentences(words(text), 'en').map((segment) => segment.text);

test('a segment for each sentence', () => {
  expect(texts('How long? Two days. "Fine!" Then we ship')).toEqual([
    'How long?',
    'Two days.',
    '"Fine!"',
    'Then we ship',
  ]);
});

test('abbreviations and numbers do not end a sentence', () => {
  expect(texts('Ask Dr. Miller about 3.5 percent of the U.S. budget, z.B. in 2020.')).toEqual([
    'Ask Dr. Miller about 3.5 percent of the U.S. budget, z.B. in 2020.',
  ]);
});

test('bounds and confidence come from the words', () => {
  const [first, second] = splitSentences(words('One two. Three'), 'en');
  expect(first).toMatchObject({ start: 0, end: 1.5, confidence: 0.75, language: 'en' });
  expect(second).toMatchObject({ start: 2, end: 2.5, confidence: 1 });
  expect(splitSentences([], 'en')).toEqual([]);
});

test('words that are glued are joined without a space', () => {
  const said = words('会議 を 始めます。 次 に').map((word) => ({ ...word, glued: true }));
  expect(splitSentences(said, 'ja').map((segment) => segment.text)).toEqual(['会議を始めます。', '次に']);
});
