import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LanguageOdds } from '../../src/asr/recognizer.js';
import { type Span, totalSeconds } from '../../src/domain/time.js';
import type { InstalledModel } from '../../src/models/installed.js';
import { identifyLanguage } from '../../src/pipeline/identify-languages.js';

const minutes = 10;
const samples = minutes * 60 * 16_000;
let folder: string;
let pcmPath: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scribe-identify-'));
  pcmPath = join(folder, 'audio.pcm');
  writeFileSync(pcmPath, Buffer.alloc(2 * samples));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const listener = { name: 'listener' } as InstalledModel;
const frames = Math.ceil(samples / 512);
const en = { en: 0.96, de: 0.04 };
const de = { en: 0.02, de: 0.98 };
const unsure = { en: 0.6, de: 0.4 };

/** Identifies the language of a recording in which somebody always speaks. @param answers by window, in their order. */
async function identify(answers: readonly LanguageOdds[], speech: Float32Array | null, among: string[] = []) {
  const heard: number[] = [];
  const searched: number[] = [];
  let open = 0;
  const networks = {
    openListener: async () => {
      open++;
      return {
        hearLanguages: async (_: unknown, windows: readonly (readonly Span[])[]) =>
          windows.map((window) => answers[heard.push(Math.round(totalSeconds(window))) - 1]),
        close: async () => void open--,
      };
    },
  };
  const detector = {
    model: 'detector',
    plan: () => [],
    detect: () => Promise.reject(new Error('places are enough')),
    detectSlice: async (_: unknown, { first }: { first: number }) => {
      searched.push(first);
      return new Float32Array(500).fill(1);
    },
  };
  const odds = await identifyLanguage(
    { pcmPath, samples, speech, listener, threads: 1, gain: 1, tag: null, among },
    networks,
    async () => detector,
    new AbortController().signal,
  );
  expect(open).toBe(0);
  return { odds, heard, searched };
}

const always = () => new Float32Array(frames).fill(1);

it('two glimpses are enough where both are clearly in one language', async () => {
  const { odds, heard, searched } = await identify([en, en], always());
  expect(odds).toEqual(en);
  expect(heard).toEqual([6, 6]);
  expect(searched).toEqual([]);
});

it('where the glimpses differ all of the window is heard, and where that leaves doubt a second one', async () => {
  expect((await identify([en, de, en], always())).heard).toEqual([6, 6, 28]);
  const { odds, heard } = await identify([en, de, unsure, en], always());
  expect(heard).toEqual([6, 6, 28, 28]);
  expect(odds!.en).toBeCloseTo(0.78);
});

it('a language that is not spoken is not obvious', async () => {
  const { odds, heard } = await identify([de, de, unsure], always(), ['en', 'fr']);
  expect(heard).toEqual([6, 6, 28]);
  expect(odds).toEqual({ en: 1, fr: 0 });
});

it('speech is searched for in four places when it was not detected', async () => {
  const { heard, searched } = await identify([en, en], null);
  expect(heard).toEqual([6, 6]);
  expect(searched).toHaveLength(4);
});

it('nothing is heard where nobody speaks', async () => {
  expect(await identify([], new Float32Array(frames))).toEqual({ odds: null, heard: [], searched: [] });
});
