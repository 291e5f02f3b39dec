import { expect, test } from 'vitest';
import type { WhisperModel } from '../../../../src/asr/whisper/networks/model.js';
import type { DecodedWindow } from '../../../../src/asr/whisper/search/decode.js';
import { wordsOfRow } from '../../../../src/asr/whisper/transcribe/heard-text.js';

const spelled = [' we', ' go', ' on', ' and', '<end>'];
const positions = 100;
const model = {
  tokens: { end: 4 },
  tokenizer: { decode: (ids: readonly number[]) => ids.map((id) => spelled[id]).join('') },
  alignmentHeads: [{ layer: 0, head: 0 }],
  medianWidth: 1,
} as unknown as WhisperModel;

/** A row whose tokens follow each other over the audio. */
function rowOf(tokens: readonly number[], stopped: DecodedWindow['stopped']): DecodedWindow {
  const attention = [...tokens, 4].map((_, i) =>
    Float32Array.from({ length: positions }, (_, p) => (Math.floor(p / 5) === i ? 1 : 0.001)),
  );
  const logProbs = [...tokens, 4].map(() => Math.log(0.9));
  return { tokens, logProbs, attention, meanLogProb: -0.1, noSpeechProb: 0, stopped };
}

const window = { start: 10, end: 12 };
const read = (row: DecodedWindow) => wordsOfRow(model, row, window, 32_000, positions, 'en');
const texts = (words: readonly { text: string }[] = []) => words.map(({ text }) => text).join(' ');

test('of a loop the first round is kept, and the rest is returned separately', () => {
  const loop = [0, 1, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3];
  const { words, repeats } = read(rowOf(loop, 'loop'));
  expect(texts(words)).toBe('we go on and');
  expect(texts(repeats)).toBe('on and on and on and on and on and');
  const all = [...words, ...(repeats ?? [])];
  for (const [i, word] of all.entries()) {
    expect(word.start).toBeGreaterThanOrEqual(all[i - 1]?.start ?? window.start);
    expect(word.end).toBeLessThanOrEqual(window.end);
  }
});

test('a text that the network ended itself is whole, and an empty one has no words', () => {
  const { words, repeats } = read(rowOf([0, 1, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3], 'end'));
  expect(words).toHaveLength(14);
  expect(repeats).toBeUndefined();
  expect(read(rowOf([], 'end'))).toEqual({ words: [] });
});
