import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadRecognizer } from '../../../src/asr/architectures.js';
import { createNemoEncoder } from '../../../src/asr/nemo/encoder.js';
import { readVocabulary } from '../../../src/asr/nemo/vocabulary.js';
import { decodingDefaults, type RecognitionWindow, type Recognizer } from '../../../src/asr/recognizer.js';
import { decodeGreedy } from '../../../src/asr/transducer/greedy.js';
import { openTransducer } from '../../../src/asr/transducer/network.js';
import type { Segment } from '../../../src/domain/transcript.js';
import type { InstalledModel } from '../../../src/models/installed.js';
import { smallConformer } from '../../fixtures/make-conformer.js';
import { writeTransducer } from '../../fixtures/make-parakeet.js';
import { repo } from '../../shared.js';
import { memoryPcm } from '../memory-pcm.js';
import { readAudio } from '../read-audio.js';

const folder = mkdtempSync(join(tmpdir(), 'scribe-transducer-'));
afterAll(() => rmSync(folder, { recursive: true }));

const installed = (name: string): InstalledModel => ({
  name,
  architecture: 'transducer',
  languages: ['en', 'de'],
  folder: join(folder, name),
  hash: name,
  size: 0,
  parameters: {},
});
const load = (name: string) => loadRecognizer(installed(name), { threads: 1 });
const plain = { ...decodingDefaults, language: 'und' };
const windowOf = (start: number, end: number): RecognitionWindow => ({
  start,
  end,
  speech: [{ start, end }],
});

describe('a transducer as a recognizer, on the sample meeting', () => {
  const pcm = memoryPcm(readAudio(repo('examples/standup.ogg')));
  const duration = pcm.samples / 16_000;
  let recognizer: Recognizer;
  beforeAll(async () => {
    writeTransducer(join(folder, 'tdt'), 'tdt', { seed: 1 });
    recognizer = await load('tdt');
  });
  afterAll(() => recognizer.close());

  const recognizeAll = async (windows: readonly RecognitionWindow[], options = plain): Promise<Segment[]> => {
    const segments: Segment[] = [];
    for (const batch of recognizer.planBatches(windows))
      segments.push(...(await recognizer.recognize(pcm, batch, options)));
    return segments;
  };

  test.each([
    { beam: 1, hotwords: [] },
    { beam: 4, hotwords: [] },
    { beam: 1, hotwords: ['plan', 'we meeting'] },
  ])('%o: words lie in their windows, in order, with evidence', async ({ beam, hotwords }) => {
    const windows = [windowOf(0.3, 9.6), windowOf(10, 14.2), windowOf(14.5, 14.7), windowOf(15, duration)];
    const segments = await recognizeAll(windows, { ...plain, beam, hotwords });
    expect(segments.length).toBeGreaterThan(5);
    for (const window of windows) {
      const inside = segments.filter(({ start }) => start >= window.start && start <= window.end);
      let last = window.start;
      for (const { words, text, start, end, language, evidence } of inside) {
        expect(language).toBe('und');
        expect(text).toBe(words.map((word) => word.text).join(' '));
        expect([start, end]).toEqual([words[0].start, words.at(-1)?.end]);
        expect(evidence).toMatchObject({ noSpeechProb: null, temperature: 0, looped: false });
        expect(evidence?.meanLogProb).toBeLessThan(0);
        expect(evidence?.compressionRatio).toBeGreaterThan(0);
        for (const word of words) {
          expect(word.text).toMatch(/^[^\s\u2581<>]+$/u);
          expect(word.start).toBeGreaterThanOrEqual(last - 1e-9);
          expect(word.end).toBeGreaterThanOrEqual(word.start);
          expect(word.end).toBeLessThanOrEqual(window.end);
          expect(word.confidence).toBeGreaterThan(0);
          expect(word.confidence).toBeLessThanOrEqual(1);
          last = word.start;
        }
      }
    }
    expect(segments.every(({ start, end }) => windows.some((w) => start >= w.start && end <= w.end))).toBe(
      true,
    );
  });

  test('windows side by side give what each gives alone', async () => {
    const windows = [windowOf(0, 8), windowOf(8, 15), windowOf(20, 27.5), windowOf(30, 31)];
    const together = await recognizeAll(windows);
    const alone: Segment[] = [];
    for (const window of windows) alone.push(...(await recognizeAll([window])));
    const words = (segments: Segment[]) =>
      segments.flatMap((s) => s.words).sort((a, b) => a.start - b.start || a.end - b.end);
    expect(words(together).map((w) => [w.text, w.start, w.end])).toEqual(
      words(alone).map((w) => [w.text, w.start, w.end]),
    );
  });

  test("times are those of the encoder's frames, without the lead-in", async () => {
    const window = windowOf(30.4, 37);
    const vocabulary = readVocabulary(join(folder, 'tdt', 'vocab.txt'));
    const network = await openTransducer(join(folder, 'tdt'), vocabulary, { threads: 1 });
    const encoder = createNemoEncoder(network.encoder, {
      path: '',
      bins: null,
      normalize: true,
      subsampling: 8,
      output: 'outputs',
    });
    const samples = new Float32Array(Math.round((0.25 + 6.6) * 16_000));
    pcm.read(Math.round(30.4 * 16_000), samples.subarray(0.25 * 16_000));
    const settings = { blank: vocabulary.blank, maxTokensPerFrame: 10 };
    const joint = network.joint({ slots: 1, rows: 1 });
    const [{ tokens, starts }] = await decodeGreedy(joint, await encoder.encode([samples]), settings);
    await network.close();
    const words = (await recognizeAll([window])).flatMap((segment) => segment.words);
    // Words that begin where no other token does.
    const expected = tokens
      .map((token, i) => ({ frame: starts[i], word: /^\u2581[a-z]/.test(vocabulary.pieces[token]) }))
      .filter(({ frame, word }) => word && starts.filter((start) => start === frame).length === 1)
      .map(({ frame }) => 30.4 - 0.25 + 0.08 * frame);
    expect(expected.length).toBeGreaterThan(2);
    const found = words.map((word) => word.start.toFixed(6));
    for (const start of expected) expect(found).toContain(start.toFixed(6));
  });

  test('hotwords are written more often than without them', async () => {
    const windows = [windowOf(0, 9), windowOf(20, 29), windowOf(40, 49)];
    const count = async (hotwords: string[]) => {
      const segments = await recognizeAll(windows, { ...plain, beam: 4, hotwords });
      const words = segments.flatMap((segment) => segment.words.map((word) => word.text.replace(/\W+$/, '')));
      return words.filter((word) => word === 'we').length;
    };
    expect(await count(['we'])).toBeGreaterThan(await count([]));
  });

  test('windows are up to 20 s and batched with the longest first', () => {
    const speech = Array.from({ length: 60 }, (_, i) => ({ start: i * 4, end: i * 4 + 3 }));
    const windows = recognizer.chunkSpeech(speech, 'auto');
    for (const { start, end } of windows) expect(end - start).toBeLessThanOrEqual(20);
    expect(windows.flatMap((window) => window.speech)).toEqual(speech);
    const batches = recognizer.planBatches(windows);
    expect(batches.flat().sort((a, b) => a.start - b.start)).toEqual(windows);
    const lengths = batches.flat().map(({ start, end }) => end - start);
    expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
    expect(recognizer.planBatches([])).toEqual([]);
  });

  test('the language is one of the model, or undetermined', async () => {
    const choose = (asked: string) => recognizer.languageFor(asked);
    expect(choose('de')).toBe('de');
    expect(choose('auto')).toBe('und');
    expect(() => choose('fr')).toThrow(
      expect.objectContaining({ code: 'USAGE', hint: expect.stringContaining('en, de') }),
    );
    const english = await loadRecognizer({ ...installed('tdt'), languages: ['en'] }, { threads: 1 });
    expect(english.languageFor('auto')).toBe('en');
    expect(english.unusedOf({ ...decodingDefaults, hotwords: ['Maya'] })).toEqual([]);
    expect(english.unusedOf({ ...decodingDefaults, prompt: 'About money.' })).toEqual([
      expect.stringMatching(/^The prompt is not used: .* reads none\.$/),
    ]);
    await english.close();
  });

  test('an abort ends the work', async () => {
    const signal = AbortSignal.abort();
    await expect(recognizer.recognize(pcm, [windowOf(0, 5)], { ...plain, signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  test('a hotword that cannot be written is refused', async () => {
    const work = recognizer.recognize(pcm, [windowOf(0, 5)], { ...plain, hotwords: ['東京'] });
    await expect(work).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining('東京') });
  });
});

describe('incomplete folders', () => {
  const change = (name: string, file: string, content: string) =>
    writeFileSync(join(folder, name, file), content);

  test('no networks, no vocabulary, or one of another model', async () => {
    writeTransducer(join(folder, 'broken'), 'tdt');
    rmSync(join(folder, 'broken', 'encoder-model.onnx'));
    await expect(load('broken')).rejects.toMatchObject({
      code: 'MODEL',
      message: expect.stringContaining('does not contain a transducer'),
    });
    rmSync(join(folder, 'broken', 'vocab.txt'));
    await expect(load('broken')).rejects.toMatchObject({ message: expect.stringContaining('vocab.txt') });
    await expect(load('nowhere')).rejects.toMatchObject({ code: 'MODEL' });

    writeTransducer(join(folder, 'foreign'), 'tdt');
    const vocabulary = readFileSync(join(folder, 'foreign', 'vocab.txt'), 'utf8');
    change('foreign', 'vocab.txt', `${vocabulary.replace(/\n$/, '')}\nx 64\ny 65\nz 66\na 67\nb 68\nc 69\n`);
    await expect(load('foreign')).rejects.toMatchObject({ message: expect.stringContaining('70 tokens') });
    change('foreign', 'vocab.txt', 'a 0\n<blk> 1\n');
    await expect(load('foreign')).rejects.toMatchObject({ message: expect.stringContaining('2 tokens') });
    change('foreign', 'vocab.txt', 'a 0\nb 0\n');
    await expect(load('foreign')).rejects.toMatchObject({ message: expect.stringContaining('b 0') });
  });

  test('quantized networks are found by their names, and preferred', async () => {
    writeTransducer(join(folder, 'int8'), 'tdt', { precision: 'int8' });
    const pcm = memoryPcm(readAudio(repo('examples/standup.ogg')));
    const quantized = await load('int8');
    const words = await quantized.recognize(pcm, [windowOf(0, 8), windowOf(8, 14)], plain);
    expect(words.length).toBeGreaterThan(0);
    await quantized.close();
    for (const name of ['encoder-model.onnx', 'decoder_joint-model.onnx', 'encoder-model.onnx.data'])
      change('int8', name, 'damaged, but not looked at');
    await (await load('int8')).close();
  });

  test('an encoder of another width is refused', async () => {
    writeTransducer(join(folder, 'wide'), 'tdt');
    writeTransducer(join(folder, 'narrow'), 'tdt', { encoder: { ...smallConformer, hidden: 16 } });
    copyFileSync(join(folder, 'narrow', 'encoder-model.onnx'), join(folder, 'wide', 'encoder-model.onnx'));
    await expect(load('wide')).rejects.toMatchObject({
      code: 'MODEL',
      message: expect.stringContaining('frames of 16 values'),
    });
  });

  test('a config.json that contradicts the networks, or is malformed', async () => {
    writeTransducer(join(folder, 'config'), 'rnnt');
    change('config', 'config.json', '{"model_type":"nemo-conformer-tdt"}');
    await expect(load('config')).rejects.toMatchObject({
      code: 'MODEL',
      message: expect.stringContaining('0 durations'),
    });
    change('config', 'config.json', '{"features_size":"many"}');
    await expect(load('config')).rejects.toMatchObject({ message: expect.stringContaining('config.json') });
  });
});
