import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadRecognizer } from '../../../src/asr/architectures.js';
import { decodingDefaults, type RecognitionWindow } from '../../../src/asr/recognizer.js';
import type { InstalledModel } from '../../../src/models/installed.js';
import { writeCtc } from '../../fixtures/make-parakeet.js';
import { repo } from '../../shared.js';
import { memoryPcm } from '../memory-pcm.js';
import { readAudio } from '../read-audio.js';

const folder = mkdtempSync(join(tmpdir(), 'scribe-ctc-'));
afterAll(() => rmSync(folder, { recursive: true }));

const load = (name: string) => {
  const model: InstalledModel = {
    name,
    architecture: 'ctc',
    languages: ['en'],
    folder: join(folder, name),
    hash: name,
    size: 0,
    parameters: {},
  };
  return loadRecognizer(model, { threads: 1 });
};
const windowOf = (start: number, end: number): RecognitionWindow => ({
  start,
  end,
  speech: [{ start, end }],
});
const pcm = memoryPcm(readAudio(repo('examples/standup.ogg')));

test.each([
  ['onnx-asr', 1, []],
  ['sherpa', 1, []],
  ['onnx-asr', 4, []],
  ['onnx-asr', 1, ['plan']],
] as const)(
  'layout %s, beam %i, hotwords %j: words in their windows, in order',
  async (layout, beam, hotwords) => {
    writeCtc(join(folder, layout), { layout, seed: 1 });
    const recognizer = await load(layout);
    const windows = [windowOf(0.3, 9.6), windowOf(10, 14.2), windowOf(14.5, 14.7)];
    const options = { ...decodingDefaults, language: 'en', beam, hotwords };
    const segments = await recognizer.recognize(pcm, windows, options);
    expect(segments.length).toBeGreaterThan(2);
    let last = 0;
    for (const { words, evidence } of segments) {
      expect(evidence?.meanLogProb).toBeLessThan(0);
      for (const { start, end, confidence, text } of words) {
        expect(text).toMatch(/^[^\s\u2581<>]+$/u);
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThanOrEqual(start);
        expect(windows.some((w) => start >= w.start && end <= w.end)).toBe(true);
        expect(confidence).toBeGreaterThan(0);
        last = start;
      }
    }
    expect(recognizer.languageFor('auto')).toBe('en');
    const alone = [];
    for (const window of windows) alone.push(...(await recognizer.recognize(pcm, [window], options)));
    expect(alone.map(({ text }) => text)).toEqual(segments.map(({ text }) => text));
    await recognizer.close();
  },
);

test('a folder without a network, or with another vocabulary, is refused', async () => {
  writeCtc(join(folder, 'broken'));
  writeFileSync(join(folder, 'broken', 'vocab.txt'), 'a 0\n<blk> 1\n');
  const foreign = await load('broken');
  const work = foreign.recognize(pcm, [windowOf(0, 2)], { ...decodingDefaults, language: 'en' });
  await expect(work).rejects.toMatchObject({ code: 'MODEL', message: expect.stringContaining('2 tokens') });
  await foreign.close();
  rmSync(join(folder, 'broken', 'model.onnx'));
  await expect(load('broken')).rejects.toMatchObject({ message: expect.stringContaining('model.onnx') });
});
