import { expect, it } from 'vitest';
import { lostSpeech } from '../../../src/asr/whisper/lost-speech.js';

const span = (start: number, end: number) => ({ start, end });
const window = (...speech: ReturnType<typeof span>[]) => ({
  start: speech[0].start,
  end: speech[speech.length - 1].end,
  speech,
});
const two = window(span(10, 15), span(16, 22));

it('is the speech after the last word, before the first and between two', () => {
  expect(lostSpeech([two], [span(10, 12), span(12, 14.8)])).toEqual([window(span(16, 22))]);
  expect(lostSpeech([two], [span(16.2, 21.9)])).toEqual([window(span(10, 15))]);
  expect(lostSpeech([two], [span(10, 11), span(21, 22)])).toEqual([window(span(11.5, 15), span(16, 20.5))]);
});

it('is nothing where words cover the speech, but for pauses and what is added on both sides', () => {
  expect(lostSpeech([two], [span(11, 14), span(17, 20.6)])).toEqual([]);
});

it('is nothing where the window said nothing at all', () => {
  const other = window(span(40, 50));
  expect(lostSpeech([two, other], [span(41, 49)])).toEqual([]);
});
