import { expect, test } from 'vitest';
import { detectLanguage, hearLanguage } from '../../../../src/asr/whisper/networks/detect-language.js';
import type { WhisperModel } from '../../../../src/asr/whisper/networks/model.js';
import { memoryPcm } from '../../memory-pcm.js';

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

test('the odds are the probabilities of the language tokens alone', async () => {
  const odds = await detectLanguage(model, window(0.5, 0.3, 0.2));
  expect(Object.keys(odds)).toEqual(['en', 'fr', 'pl']);
  expect(odds.en).toBeCloseTo(0.5);
  expect(odds.fr).toBeCloseTo(0.3);
  expect(odds.pl).toBeCloseTo(0.2);
});

test('a window is its spans with short pauses between them, up to what the network sees at once', async () => {
  const heard: Float32Array[] = [];
  const listening = {
    ...model,
    maxPositions: 100,
    logMel: { bins: 1, compute: (audio: Float32Array) => void heard.push(audio.slice()) },
  } as unknown as WhisperModel;
  const pcm = memoryPcm(Float32Array.from({ length: 64_000 }, (_, i) => i));
  await hearLanguage(listening, pcm, [
    { start: 1, end: 1.5 },
    { start: 2, end: 4 },
  ]).catch(() => {});
  const [audio] = heard;
  expect(audio).toHaveLength(32_000);
  expect([audio[0], audio[7999], audio[8000], audio[11_199], audio[11_200]]).toEqual([
    16_000, 23_999, 0, 0, 32_000,
  ]);
  expect(audio[31_999]).toBe(32_000 + 20_799);
});

test('a short window is not filled up to 30 s', async () => {
  const lengths: number[] = [];
  const listening = {
    ...model,
    maxPositions: 1500,
    logMel: { bins: 1, compute: (audio: Float32Array) => void lengths.push(audio.length) },
  } as unknown as WhisperModel;
  const pcm = memoryPcm(new Float32Array(640_000));
  for (const end of [1, 10, 40]) await hearLanguage(listening, pcm, [{ start: 0, end }]).catch(() => {});
  expect(lengths.map((samples) => samples / 16_000)).toEqual([4, 10.6, 30]);
});
