import { expect, test } from 'vitest';
import { detectLanguage, longestOfParts } from '../../../src/asr/whisper/detect-language.js';
import type { WhisperModel } from '../../../src/asr/whisper/model.js';

/** Says for each window the log probabilities of en, fr and pl that its features hold. */
const model = {
  maxPositions: 1,
  network: {
    width: 3,
    bins: 1,
    vocabulary: 6,
    encode: async (mel: Float32Array) => mel,
    startDecoder: (hidden: Float32Array, rows: number) => ({
      async step(fed: readonly number[]) {
        expect([rows, ...fed]).toEqual([1, 1]);
        return { logits: Float32Array.of(9, 9, ...hidden, 9), attention: new Map() };
      },
    }),
  },
  tokens: { start: 1, languages: new Map(Object.entries({ en: 2, fr: 3, pl: 4 })) },
} as unknown as WhisperModel;
const window = (...probabilities: number[]) => Float32Array.from(probabilities, (p) => Math.log(p) + 5);

test('the language is the one that is most probable on average, over windows that differ', async () => {
  expect(await detectLanguage(model, [window(0.5, 0.3, 0.2)])).toBe('en');
  const windows = [window(0.5, 0.45, 0.05), window(0.5, 0.45, 0.05), window(0.1, 0.8, 0.1)];
  expect(await detectLanguage(model, windows)).toBe('fr');
});

test('the longest window of each part of the recording is listened to', () => {
  const spans = [1, 4, 2, 3, 9, 1, 1, 1, 2, 2].map((length, i) => ({ start: i * 10, end: i * 10 + length }));
  const starts = (count: number, list = spans) => longestOfParts(list, count).map((span) => span.start);
  expect(starts(5)).toEqual([10, 30, 40, 60, 80]);
  expect(starts(2)).toEqual([40, 80]);
  expect(starts(5, spans.slice(0, 3))).toEqual([0, 10, 20]);
  expect(starts(5, spans.slice(0, 7))).toEqual([0, 10, 30, 40, 50]);
});
