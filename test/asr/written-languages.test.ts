import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadRecognizer } from '../../src/asr/architectures.js';
import { decodingDefaults, type Recognizer } from '../../src/asr/recognizer.js';
import { joinWords } from '../../src/domain/join-words.js';
import { hasShared, shared } from '../shared.js';
import { readClip } from './clips.js';
import { memoryPcm } from './memory-pcm.js';
import { wordErrors } from './word-errors.js';

interface Windows {
  nbits: { cases: { audio: string; text: string }[] };
}

/** Whisper base, 8 bits: a near tie may fall otherwise on another processor. Share of the characters, spaces among them. */
const tolerance = 0.05;

describe.skipIf(!hasShared)('speech as it is written in its language', () => {
  let recognizer: Recognizer;
  beforeAll(async () => {
    const folder = shared('models/whisper-base');
    const model = {
      name: 'whisper-base',
      architecture: 'whisper',
      languages: ['*'],
      folder,
      hash: 'base',
      size: 0,
    };
    recognizer = await loadRecognizer({ ...model, parameters: { timestamps: false } }, { threads: 2 });
  });
  afterAll(() => recognizer.close());

  test.each(['zh', 'ja', 'th', 'fr'])('%s', async (language) => {
    const path = shared('golden/whisper-base/windows.json');
    const { nbits } = JSON.parse(readFileSync(path, 'utf8')) as Windows;
    const expected = nbits.cases.find(({ audio }) => audio.endsWith(`/${language}.flac`))?.text.trim() ?? '';
    expect(expected.length).toBeGreaterThan(20);
    const clip = readClip(shared(`golden/whisper-base/${language}.flac`));
    const span = { start: 0, end: clip.length / 16_000 };
    const segments = await recognizer.recognize(memoryPcm(clip), [{ ...span, speech: [span] }], {
      ...decodingDefaults,
      language,
    });
    const words = segments.flatMap((segment) => segment.words);
    const heard = joinWords(words);
    expect(wordErrors([...expected], [...heard]) / expected.length).toBeLessThan(tolerance);
    for (const { text } of words) expect(text).not.toMatch(/^[\p{M}\p{Po}]/u);
    if (language === 'fr') expect(words.map(({ text }) => text)).toContain("d'un");
    else expect(words.filter(({ text }) => [...text].length > 1).length).toBeGreaterThan(words.length / 3);
  });
});
