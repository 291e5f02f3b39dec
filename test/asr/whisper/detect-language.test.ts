import { expect, test } from 'vitest';
import { detectLanguage, spread } from '../../../src/asr/whisper/detect-language.js';
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
        const logits = new Float32Array(rows * 6).fill(9);
        for (let row = 0; row < rows; row++) logits.set(hidden.subarray(row * 3, row * 3 + 3), row * 6 + 2);
        return { logits: fed.every((id) => id === 1) ? logits : new Float32Array(0), attention: new Map() };
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

test('windows are spread evenly over the recording', () => {
  expect(spread([1, 2, 3], 5)).toEqual([1, 2, 3]);
  expect(spread([...Array(10).keys()], 5)).toEqual([1, 3, 5, 7, 9]);
  expect(spread([...Array(101).keys()], 5)).toEqual([10, 30, 50, 70, 90]);
});
