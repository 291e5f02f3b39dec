import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countHallucinations } from '../../../eval/count-hallucinations.js';
import { loadRecognizer } from '../../../src/asr/architectures.js';
import type { Recognizer } from '../../../src/asr/recognizer.js';
import type { InstalledModel } from '../../../src/models/installed.js';
import { hasShared, repo, shared } from '../../shared.js';
import { memoryPcm } from '../memory-pcm.js';
import { readAudio } from '../read-audio.js';

const installed = (folder: string, parameters: InstalledModel['parameters']): InstalledModel => ({
  name: folder,
  architecture: 'whisper',
  languages: ['en'],
  folder,
  hash: folder,
  size: 0,
  parameters,
});

/** As Silero hears noise: nobody. */
const nobody = new Float32Array(10_000);

/** 16 s of numbers in [-level, level) that are the same in every run (a linear congruential generator). */
function hiss(level: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length: 16 * 16_000 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (level * state) / 2 ** 31;
  });
}

const hum = () =>
  Float32Array.from({ length: 16 * 16_000 }, (_, i) => 0.2 * Math.sin((2 * Math.PI * 50 * i) / 16_000));

type Clip = readonly [name: string, windows: number, read: () => Float32Array];

/** Whatever a recognizer writes, nothing may be left of it. */
function leavesNothingOf(clips: readonly Clip[], folder: string, parameters: InstalledModel['parameters']) {
  let recognizer: Recognizer;
  beforeAll(async () => {
    recognizer = await loadRecognizer(installed(folder, parameters), { threads: 1 });
  });
  afterAll(() => recognizer.close());

  it.each(clips)('%s, in windows of %d s', async (_name, windows, read) => {
    const { after } = await countHallucinations(recognizer, memoryPcm(read()), nobody, windows);
    expect(after).toBe(0);
  });
}

/** A part of a recording of noise, in seconds. */
const noise = (file: string, from: number, to: number) => () =>
  readAudio(shared('audio', 'noise', file)).subarray(from * 16_000, to * 16_000);

describe('the recognizer that ships, made to listen to noise', () => {
  const clips: Clip[] = [
    ['hiss', 8, () => hiss(0.1)],
    ['soft hiss', 8, () => hiss(0.002)],
    ['hum', 8, hum],
    ['nothing at all', 8, () => new Float32Array(16 * 16_000)],
  ];
  for (const file of hasShared ? readdirSync(shared('audio', 'noise')) : [])
    clips.push([file, 8, noise(file, 0, 24)]);
  leavesNothingOf(clips, repo('models/whisper-tiny.en-scribe'), { shortWindows: true, trailingSilence: 0.5 });
});

// Where it writes "Thank you." and "Okay." over washing dishes.
describe.skipIf(!hasShared)('OpenAI’s tiny.en, made to listen to noise', () => {
  const clips: Clip[] = [
    ['dishes', 3, noise('doing_the_dishes.flac', 69, 72)],
    ['dishes', 8, noise('doing_the_dishes.flac', 32, 40)],
  ];
  leavesNothingOf(clips, shared('models/whisper-tiny.en'), {});
});
