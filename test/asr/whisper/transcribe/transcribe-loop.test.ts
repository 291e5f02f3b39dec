import { describe, expect, test } from 'vitest';
import type { TokenTimes } from '../../../../src/asr/whisper/timing/align-text.js';
import {
  type LoopSegment,
  type TranscribeLoopOptions,
  timedTokens,
  transcribeLoop,
  type WindowText,
} from '../../../../src/asr/whisper/transcribe/transcribe-loop.js';

/** Text ids are letters a, b, c ... with a space before capitals; end 30; times from 100 on, 0.02 s apart. */
const tokenizer = {
  decode: (ids: readonly number[]) =>
    ids
      .map((id) =>
        id >= 30 ? '' : id % 2 === 0 ? ` ${String.fromCharCode(97 + id)}` : String.fromCharCode(97 + id),
      )
      .join(''),
};
const special = { end: 30, firstTimestamp: 100 };
const at = (seconds: number) => 100 + Math.round(seconds / 0.02);

/** A loop over so many seconds: its next window, and what it makes of the text of that window. */
function loopOver(seconds: number, options: Partial<TranscribeLoopOptions> = {}) {
  let found: readonly LoopSegment[] = [];
  const settings = {
    frames: seconds * 100,
    spans: [],
    language: 'en',
    conditionOnPrevious: false,
    initialPrompt: [],
    noSpeechThreshold: null,
    logProbThreshold: null,
    hallucinationSilence: null,
    ...options,
  };
  const loop = transcribeLoop(tokenizer, special, settings, (segments) => {
    found = segments;
  });
  let at = loop.next();
  return {
    window: () => (at.done ? undefined : at.value),
    accept(text: WindowText, times?: TokenTimes) {
      found = [];
      at = loop.next({ ...text, times });
      return found;
    },
  };
}
const said = (...tokens: number[]) => ({ tokens, meanLogProb: -0.5, noSpeechProb: 0.1, temperature: 0 });

describe('the transcribe loop', () => {
  test('goes on where the last complete segment ended; the open one is heard again', () => {
    const loop = loopOver(50);
    expect(loop.window()).toEqual({ seek: 0, size: 3000, prompt: [] });
    const heard = said(at(0), 2, at(5), at(5), 4, at(21), at(21), 6);
    expect(timedTokens(heard.tokens, special)).toEqual([2, 4]);
    const segments = loop.accept(heard);
    expect(segments.map((s) => [s.start, s.end, s.text])).toEqual([
      [0, 5, ' c'],
      [5, 21, ' e'],
    ]);
    expect(loop.window()).toEqual({ seek: 2100, size: 2900, prompt: [] });
  });

  test('a single time at the end closes the window', () => {
    const loop = loopOver(40);
    const segments = loop.accept(said(at(1), 2, at(5), at(5), 4, at(9)));
    expect(segments.map((s) => [s.start, s.end])).toEqual([
      [1, 5],
      [5, 9],
    ]);
    expect(loop.window()).toMatchObject({ seek: 3000, size: 1000 });
  });

  test('without a pair of times the window is one segment, up to its last time', () => {
    const loop = loopOver(40);
    expect(loop.accept(said(at(0), 2, at(4)))).toMatchObject([{ start: 0, end: 4 }]);
    expect(loop.window()?.seek).toBe(3000);
    expect(loop.accept(said(2, 4))).toMatchObject([{ start: 30, end: 40 }]);
    expect(loop.window()).toBeUndefined();
  });

  test('an improbable window is skipped when the network thinks that nobody speaks', () => {
    const loop = loopOver(90, { noSpeechThreshold: 0.6, logProbThreshold: -1 });
    expect(loop.accept({ ...said(at(0), 2, at(4)), noSpeechProb: 0.7, meanLogProb: -1.5 })).toEqual([]);
    expect(loop.accept({ ...said(at(0), 2, at(4)), noSpeechProb: 0.7, meanLogProb: -0.9 })).toHaveLength(1);
    expect(loop.window()?.seek).toBe(6000);
  });

  test('what was said before is the prompt, when it is wanted', () => {
    const loop = loopOver(60, { conditionOnPrevious: true, initialPrompt: [8] });
    expect(loop.window()?.prompt).toEqual([8]);
    loop.accept(said(at(0), 2, at(4)));
    expect(loop.window()?.prompt).toEqual([8, at(0), 2, at(4)]);
    const without = loopOver(60, { initialPrompt: [8] });
    without.accept(said(at(0), 2, at(4)));
    expect(without.window()?.prompt).toEqual([]);
  });

  test('what was written at a high temperature is no prompt', () => {
    const loop = loopOver(90, { conditionOnPrevious: true });
    loop.accept({ ...said(at(0), 2, at(4)), temperature: 0.4 });
    expect(loop.window()?.prompt).toEqual([at(0), 2, at(4)]);
    loop.accept({ ...said(at(0), 4, at(4)), temperature: 0.6 });
    expect(loop.window()?.prompt).toEqual([]);
  });

  test('spans are transcribed one after the other, and not past the end', () => {
    const spans = [
      [500, 800],
      [1000, 9999],
    ] as const;
    const loop = loopOver(20, { spans });
    expect(loop.window()).toMatchObject({ seek: 500, size: 300 });
    loop.accept(said(at(0), 2, at(1)));
    expect(loop.window()).toMatchObject({ seek: 1000, size: 1000 });
    loop.accept(said(at(0), 2, at(1)));
    expect(loop.window()).toBeUndefined();
  });

  test('an instantaneous segment stays, without its text', () => {
    const loop = loopOver(60, { conditionOnPrevious: true });
    const segments = loop.accept(said(at(0), 2, at(4), at(4), 4, at(4)));
    expect(segments.map((s) => s.text)).toEqual([' c', '']);
    expect(loop.window()?.prompt).toEqual([at(0), 2, at(4)]);
  });

  test('words carry the times of their tokens on the clock of the recording', () => {
    const loop = loopOver(60);
    loop.accept(said(at(0), 2, at(30)), { begins: Int32Array.of(0, 1500), probabilities: [1] });
    const seek = loop.window()?.seek ?? Number.NaN;
    const heard = said(at(1), 2, 3, 4, at(3), at(3));
    const times = { begins: Int32Array.of(50, 60, 75, 90), probabilities: [0.8, 0.6, 1] };
    const [segment] = loop.accept(heard, times);
    const offset = seek / 100;
    expect(segment.words.map((w) => [w.text, w.start - offset, w.end - offset, w.probability])).toEqual([
      [' cd', expect.closeTo(1, 6), expect.closeTo(1.5, 6), 0.7],
      [' e', expect.closeTo(1.5, 6), expect.closeTo(1.8, 6), 1],
    ]);
  });
});
