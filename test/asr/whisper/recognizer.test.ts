import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadRecognizer } from '../../../src/asr/architectures.js';
import {
  type DecodingOptions,
  decodingDefaults,
  type RecognitionWindow,
  type Recognizer,
} from '../../../src/asr/recognizer.js';
import type { Segment } from '../../../src/domain/transcript.js';
import type { PcmReader } from '../../../src/features/pcm.js';
import type { InstalledModel } from '../../../src/models/installed.js';
import { hasShared, repo, shared } from '../../shared.js';
import { memoryPcm } from '../memory-pcm.js';
import { readAudio } from '../read-audio.js';
import { plainWords, wordErrors } from '../word-errors.js';

const installed = (name: string, folder: string, parameters: Record<string, unknown>): InstalledModel => ({
  name,
  architecture: 'whisper',
  languages: ['en'],
  folder,
  hash: name,
  size: 0,
  parameters,
});

const shipped = installed('whisper-tiny.en-scribe', repo('models/whisper-tiny.en-scribe'), {
  shortWindows: true,
  trailingSilence: 0.5,
});

async function recognizeAll(
  recognizer: Recognizer,
  pcm: PcmReader,
  windows: readonly RecognitionWindow[],
  decoding: Partial<DecodingOptions> = {},
): Promise<Segment[]> {
  const segments: Segment[] = [];
  for (const batch of recognizer.planBatches(windows))
    segments.push(
      ...(await recognizer.recognize(pcm, batch, { ...decodingDefaults, ...decoding, language: 'en' })),
    );
  return segments.sort((a, b) => a.start - b.start);
}

const windowOf = (start: number, end: number): RecognitionWindow => ({
  start,
  end,
  speech: [{ start, end }],
});

/** Windows of the turns in a `.stm`: speaker, start and end in columns 3 to 5, the words after column 6. */
function turnsOf(path: string): { window: RecognitionWindow; words: string }[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith(';;'))
    .map((line) => line.split(/\s+/))
    .map((columns) => ({
      window: windowOf(Math.max(0, Number(columns[3]) - 0.2), Number(columns[4]) + 0.2),
      words: columns.slice(columns[5]?.startsWith('<') ? 6 : 5).join(' '),
    }));
}

const wordsBetween = (segments: readonly Segment[], start: number, end: number): number =>
  segments.flatMap(({ words }) => words).filter((word) => word.start >= start && word.end <= end).length;

describe('the recognizer that ships', () => {
  let recognizer: Recognizer;
  beforeAll(async () => {
    recognizer = await loadRecognizer(shipped, { threads: 2 });
  });
  afterAll(() => recognizer.close());

  test('the sample meeting: words, times and order', async () => {
    const turns = turnsOf(repo('examples/standup.stm'));
    const pcm = memoryPcm(readAudio(repo('examples/standup.ogg')));
    const segments = await recognizeAll(
      recognizer,
      pcm,
      turns.map((turn) => turn.window),
    );
    const reference = turns.flatMap((turn) => plainWords(turn.words));
    const heard = segments.flatMap((segment) => plainWords(segment.text));
    expect(wordErrors(reference, heard) / reference.length).toBeLessThan(0.03);
    let last = 0;
    for (const word of segments.flatMap((segment) => segment.words)) {
      expect(word.start).toBeGreaterThanOrEqual(last - 1e-9);
      expect(word.end).toBeGreaterThanOrEqual(word.start);
      expect(word.confidence).toBeGreaterThan(0);
      expect(word.confidence).toBeLessThanOrEqual(1);
      expect(word.text).toBe(word.text.trim());
      last = word.start;
    }
    for (const segment of segments) {
      expect(segment.text).toBe(segment.words.map((word) => word.text).join(' '));
      expect(segment.start).toBe(segment.words[0].start);
      expect(segment.end).toBe(segment.words.at(-1)?.end);
      const turn = turns.find(
        ({ window }) => segment.start >= window.start && segment.end <= window.end + 1e-6,
      );
      expect(turn).toBeDefined();
    }
    // The turns are padded by 0.2 s here: first and last words lie near where the turn does.
    const off = turns.map(({ window }) => {
      const own = segments.filter((s) => s.start >= window.start && s.end <= window.end + 1e-6);
      return Math.abs((own.at(-1)?.end ?? Number.NaN) - (window.end - 0.2));
    });
    expect(off.reduce((a, b) => a + b, 0) / off.length).toBeLessThan(0.2);
  });

  test('the same windows give the same segments', async () => {
    const pcm = memoryPcm(readAudio(repo('examples/standup.ogg')));
    const windows = [windowOf(0, 9), windowOf(9, 14), windowOf(14, 21)];
    expect(await recognizeAll(recognizer, pcm, windows)).toEqual(
      await recognizeAll(recognizer, pcm, windows),
    );
  });

  test('batches hold all windows, of similar length, the longest first', () => {
    const windows = Array.from({ length: 40 }, (_, i) => windowOf(i * 20, i * 20 + 2 + ((i * 7) % 11)));
    const batches = recognizer.planBatches(windows);
    const lengths = batches.flat().map((w) => w.end - w.start);
    expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
    expect(batches.flat().sort((a, b) => a.start - b.start)).toEqual(windows);
    expect(recognizer.planBatches([])).toEqual([]);
  });

  test('a window that is too long for the network is cut', async () => {
    const pcm = memoryPcm(readAudio(repo('examples/standup.ogg')));
    const words = plainWords(
      (await recognizeAll(recognizer, pcm, [windowOf(0, 60)])).map((s) => s.text).join(' '),
    );
    expect(words.slice(0, 3)).toEqual(['good', 'morning', 'everyone']);
    expect(words).toContain('finance');
  });

  test('digital silence gives no words, nor does an empty batch', async () => {
    expect(await recognizeAll(recognizer, memoryPcm(new Float32Array(160_000)), [windowOf(0, 10)])).toEqual(
      [],
    );
    expect(await recognizeAll(recognizer, memoryPcm(new Float32Array(0)), [])).toEqual([]);
  });

  test('every segment carries its evidence', async () => {
    const pcm = memoryPcm(readAudio(repo('examples/standup.ogg')));
    const [segment] = await recognizeAll(recognizer, pcm, [windowOf(0.4, 4.9)]);
    expect(segment.evidence).toMatchObject({ temperature: 0, looped: false });
    expect(segment.evidence?.meanLogProb).toBeGreaterThan(-0.5);
    expect(segment.evidence?.meanLogProb).toBeLessThan(0);
    expect(segment.evidence?.noSpeechProb).toBeLessThan(0.1);
    expect(segment.evidence?.compressionRatio).toBeGreaterThan(0.5);
    expect(segment.evidence?.compressionRatio).toBeLessThan(2.4);
  });

  test('a prompt and hotwords decide how a name is written', async () => {
    const pcm = memoryPcm(readAudio(repo('examples/standup.ogg')));
    const said = async (decoding: Partial<DecodingOptions>) => {
      const options = { ...decodingDefaults, ...decoding, language: 'en' };
      return (await recognizer.recognize(pcm, [windowOf(37.4, 41.6)], options))[0].text;
    };
    expect(await said({})).toMatch(/^Tom, please send/);
    const call = 'Thom, are you there? Thom, please answer.';
    expect(await said({ prompt: call })).toMatch(/^Thom, please send/);
    expect(await said({ hotwords: [call] })).toMatch(/^Thom, please send/);
  });

  test('a language that the model does not speak is refused by name', () => {
    expect(recognizer.languageFor('auto')).toBe('en');
    expect(() => recognizer.languageFor('pl')).toThrow(
      expect.objectContaining({ code: 'USAGE', hint: expect.stringContaining('en') }),
    );
  });

  test('an abort ends the work within a step of the decoder', async () => {
    const pcm = memoryPcm(readAudio(repo('examples/standup.ogg')));
    const windows = Array.from({ length: 8 }, (_, i) => windowOf(i * 8, i * 8 + 8));
    /** Asked before every step; the answer is yes from the given time on. */
    const abortAt = (times: number) => {
      const { signal } = new AbortController();
      let asked = 0;
      signal.throwIfAborted = () => {
        asked++;
        if (asked >= times) throw new DOMException('enough', 'AbortError');
      };
      const work = recognizer.recognize(pcm, windows, { ...decodingDefaults, language: 'en', signal });
      return { work, asked: () => asked };
    };
    const whole = abortAt(Number.POSITIVE_INFINITY);
    const segments = await whole.work;
    const longest = Math.max(...windows.map(({ start, end }) => wordsBetween(segments, start, end)));
    expect(whole.asked()).toBeGreaterThan(longest);

    const cut = abortAt(5);
    await expect(cut.work).rejects.toMatchObject({ name: 'AbortError' });
    expect(cut.asked()).toBe(5);
  });

  for (const seconds of [3, 10])
    test.skipIf(!hasShared)(`noise in windows of ${seconds} s: no invented words`, async () => {
      for (const file of readdirSync(shared('audio/noise'))) {
        const audio = readAudio(shared('audio/noise', file));
        const count = Math.floor(audio.length / 16_000 / seconds);
        const windows = Array.from({ length: count }, (_, i) => windowOf(i * seconds, (i + 1) * seconds));
        const segments = await recognizeAll(recognizer, memoryPcm(audio), windows);
        expect(segments.map((segment) => segment.text)).toEqual([]);
      }
    });
});

describe.skipIf(!hasShared)('a recognizer that always listens to 30 s', () => {
  let recognizer: Recognizer;
  beforeAll(async () => {
    recognizer = await loadRecognizer(installed('tiny.en', shared('models/whisper-tiny.en'), {}), {
      threads: 2,
    });
  });
  afterAll(() => recognizer.close());

  test.each([1, 2])('windows side by side give exactly what they give one by one: beam %i', async (beam) => {
    const pcm = memoryPcm(readAudio(repo('examples/standup.ogg')));
    const windows = [windowOf(0, 9.7), windowOf(9.7, 14), windowOf(60, 77)];
    const together = await recognizeAll(recognizer, pcm, windows, { beam });
    const single: Segment[] = [];
    for (const window of windows) single.push(...(await recognizeAll(recognizer, pcm, [window], { beam })));
    expect(together.map((segment) => segment.text)).toEqual(single.map((segment) => segment.text));
    const words = (segments: Segment[]) => segments.flatMap((segment) => segment.words);
    words(together).forEach((word, i) => {
      expect(word.start).toBeCloseTo(words(single)[i].start, 6);
      expect(word.confidence).toBeCloseTo(words(single)[i].confidence, 3);
    });
    expect(together[0].text).toMatch(/^Good morning,? everyone/);
  });
});

test('a precision that the folder lacks is a clear error', async () => {
  const open = (parameters: Record<string, unknown>) =>
    loadRecognizer({ ...shipped, parameters }, { threads: 1 });
  await expect(open({ decoder: 'q4' })).rejects.toMatchObject({
    code: 'MODEL',
    message: expect.stringMatching(/decoder is missing.*decoder_model_merged_q4\.onnx/),
  });
  await expect(open({ encoder: 'q3' })).rejects.toMatchObject({
    code: 'MODEL',
    hint: expect.stringContaining('encoder'),
  });
});

test('an unknown architecture is a clear error', () => {
  const model = { ...shipped, architecture: 'abacus' };
  expect(() => loadRecognizer(model, { threads: 1 })).toThrow(/abacus/);
});
