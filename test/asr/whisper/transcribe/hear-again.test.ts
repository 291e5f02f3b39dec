import { describe, expect, test } from 'vitest';
import type { Attempt } from '../../../../src/asr/whisper/search/fallback.js';
import {
  decodingOf,
  halves,
  isSound,
  isSurprisinglySilent,
  isTrusted,
  lostSpeech,
  mostTokens,
} from '../../../../src/asr/whisper/transcribe/hear-again.js';
import { positionsOf } from '../../../../src/asr/whisper/transcribe/recognize-windows.js';

describe('windows that looped are cut', () => {
  test('in the longest pause that leaves both halves long enough', () => {
    const speech = [
      { start: 10, end: 11 },
      { start: 11.9, end: 14 },
      { start: 14.4, end: 18 },
    ];
    expect(halves({ start: 10, end: 18, speech })).toEqual([
      { start: 10, end: 14.2, speech: speech.slice(0, 2) },
      { start: 14.2, end: 18, speech: speech.slice(2) },
    ]);
  });

  test('in the middle when there is no pause, and not at all when short', () => {
    const window = { start: 0, end: 9, speech: [{ start: 0, end: 9 }] };
    expect(halves(window).map((half) => [half.start, half.end, half.speech])).toEqual([
      [0, 4.5, [{ start: 0, end: 4.5 }]],
      [4.5, 9, [{ start: 4.5, end: 9 }]],
    ]);
    expect(halves({ start: 0, end: 3.9, speech: [] })).toEqual([]);
  });
});

test('positions are of 20 ms, with the silence behind, and not too few', () => {
  expect(positionsOf({ start: 3, end: 8 }, 0.5)).toBe(275);
  expect(positionsOf({ start: 3, end: 8.005 }, 0.5)).toBe(276);
  expect(positionsOf({ start: 3, end: 3.2 }, 0.5)).toBe(50);
});

test('a text is sound when the network ended it and it does not pack like a loop', () => {
  expect(isSound({ stopped: 'end', letterRatio: 1.2 })).toBe(true);
  expect(isSound({ stopped: 'end', letterRatio: 2.4 })).toBe(true);
  expect(isSound({ stopped: 'end', letterRatio: 2.41 })).toBe(false);
  expect(isSound({ stopped: 'length', letterRatio: 1.2 })).toBe(false);
  expect(isSound({ stopped: 'loop', letterRatio: 1.2 })).toBe(false);
});

describe('a window in which nothing was written although somebody speaks', () => {
  const written = (probabilities: readonly number[]): Attempt => ({
    tokens: probabilities.map((_, i) => i),
    logProbs: probabilities.map(Math.log),
    attention: [],
    meanLogProb: -0.4,
    noSpeechProb: 0.01,
    temperature: 0,
    stopped: 'end',
    compressionRatio: 1,
    letterRatio: 1,
  });
  const speaking = (seconds: number) => ({ start: 0, end: 3, speech: [{ start: 1, end: 1 + seconds }] });

  test('is decoded again', () => {
    expect(isSurprisinglySilent(written([]), speaking(1))).toBe(true);
    expect(isSurprisinglySilent(written([0.9]), speaking(1))).toBe(false);
  });

  test('but not for a cough, nor where the network is sure that nobody speaks', () => {
    expect(isSurprisinglySilent(written([]), speaking(0.9))).toBe(false);
    expect(isSurprisinglySilent({ ...written([]), meanLogProb: Math.log(0.9) }, speaking(1))).toBe(false);
  });

  test('and what it then writes counts if it is sure of it, and it is not what networks hear in noise', () => {
    expect(isTrusted(written([0.3, 0.98, 0.9]), 'four seven.')).toBe(true);
    expect(isTrusted(written([0.3, 0.5, 0.9]), 'four seven.')).toBe(false);
    expect(isTrusted({ ...written([0.9, 0.9]), meanLogProb: -1.1 }, 'four seven.')).toBe(false);
    expect(isTrusted({ ...written([0.9, 0.9]), stopped: 'loop' }, 'four seven.')).toBe(false);
    expect(isTrusted(written([0.9, 0.9]), 'Thank you.')).toBe(false);
  });
});

test('how much may be written follows from how much was said, up to half of the context', () => {
  expect(mostTokens(0.5, 448, 'en')).toBe(12);
  expect(mostTokens(10, 448, 'en')).toBe(140);
  expect(mostTokens(28, 448, 'en')).toBe(224);
  // By the bytes of a letter: what takes a token in English may take three in Tamil.
  expect(mostTokens(5, 448, 'ru')).toBe(140);
  expect(mostTokens(5, 448, 'ml')).toBe(210);
  expect(mostTokens(0.5, 448, 'ta')).toBe(36);
});

describe('what is written again, and what is taken', () => {
  const { fails: failsIn, settle, temperatures } = decodingOf({ beam: 1 });
  const span = { start: 0, end: 9 };
  const fails = (found: Attempt) => failsIn(found, { ...span, speech: [span] });
  const attempt = (change: Partial<Attempt>): Attempt => ({
    tokens: [1, 2],
    logProbs: [],
    attention: [],
    meanLogProb: -0.4,
    noSpeechProb: 0.1,
    stopped: 'end',
    temperature: 0,
    compressionRatio: 1.2,
    letterRatio: 1.2,
    ...change,
  });

  test('loops and improbable texts are drawn again, no words at all are not', () => {
    expect(temperatures).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(fails(attempt({}))).toBe(false);
    expect(fails(attempt({ stopped: 'loop' }))).toBe(true);
    expect(fails(attempt({ letterRatio: 2.5 }))).toBe(true);
    expect(fails(attempt({ meanLogProb: -1.2 }))).toBe(true);
    expect(fails(attempt({ meanLogProb: -1.2, noSpeechProb: 0.8 }))).toBe(false);
    expect(fails(attempt({ meanLogProb: -1.2, tokens: [], letterRatio: 0 }))).toBe(false);
  });

  test('bytes of a letter do not make a loop, and what may really be said so is cut in a pause, not drawn', () => {
    expect(fails(attempt({ compressionRatio: 2.9, letterRatio: 1.6 }))).toBe(false);
    const pauses = {
      ...span,
      speech: [
        { start: 0, end: 3 },
        { start: 6, end: 9 },
      ],
    };
    const sure = attempt({ stopped: 'loop', meanLogProb: -0.1 });
    expect(failsIn(sure, pauses)).toBe(false);
    expect(isSound(sure)).toBe(false);
    expect(fails(sure)).toBe(true);
    expect(failsIn({ ...sure, meanLogProb: -0.6 }, pauses)).toBe(true);
    expect(failsIn({ ...sure, temperature: 0.2 }, pauses)).toBe(true);
  });

  test('when all fail, the likeliest that does not repeat itself is taken', () => {
    const loop = attempt({ stopped: 'loop', meanLogProb: -0.1, temperature: 0 });
    const doubtful = attempt({ meanLogProb: -1.3, temperature: 0.2 });
    const worse = attempt({ meanLogProb: -1.9, temperature: 0.4 });
    expect(settle([loop, doubtful, worse])).toBe(doubtful);
    expect(settle([doubtful, worse])).toBe(doubtful);
    const other = attempt({ letterRatio: 3, meanLogProb: -0.05, temperature: 1 });
    expect(settle([loop, other])).toBe(other);
  });
});

describe('speech that a window passed over', () => {
  const span = (start: number, end: number) => ({ start, end });
  const window = (...speech: ReturnType<typeof span>[]) => ({
    start: speech[0].start,
    end: speech[speech.length - 1].end,
    speech,
  });
  const two = window(span(10, 15), span(16, 22));

  test('is the speech after the last word, before the first and between two', () => {
    expect(lostSpeech([two], [span(10, 12), span(12, 14.8)])).toEqual([window(span(16, 22))]);
    expect(lostSpeech([two], [span(16.2, 21.9)])).toEqual([window(span(10, 15))]);
    expect(lostSpeech([two], [span(10, 11), span(21, 22)])).toEqual([window(span(11.5, 15), span(16, 20.5))]);
  });

  test('is nothing when words cover the speech, apart from pauses and what is added on both sides', () => {
    expect(lostSpeech([two], [span(11, 14), span(17, 20.6)])).toEqual([]);
  });

  test('is nothing when the window has no words at all', () => {
    const other = window(span(40, 50));
    expect(lostSpeech([two, other], [span(41, 49)])).toEqual([]);
  });
});
