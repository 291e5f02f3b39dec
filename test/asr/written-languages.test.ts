import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadRecognizer } from '../../src/asr/architectures.js';
import { findHallucinations } from '../../src/asr/hallucinations/find-hallucinations.js';
import { decodingDefaults, type Recognizer } from '../../src/asr/recognizer.js';
import { joinWords } from '../../src/domain/transcript.js';
import { hasShared, shared } from '../shared.js';
import { memoryPcm } from './memory-pcm.js';
import { readAudio } from './read-audio.js';
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
    const audio = readAudio(shared(`golden/whisper-base/${language}.flac`));
    const span = { start: 0, end: audio.length / 16_000 };
    const segments = await recognizer.recognize(memoryPcm(audio), [{ ...span, speech: [span] }], {
      ...decodingDefaults,
      language,
    });
    const words = segments.flatMap((segment) => segment.words);
    const heard = joinWords(words);
    // The reference's single window ends after the first Thai sentence; here the second is heard, too.
    const compared = [...heard].slice(0, [...expected].length);
    expect(wordErrors([...expected], compared) / expected.length).toBeLessThan(tolerance);
    for (const { text } of words) expect(text).not.toMatch(/^[\p{M}\p{Po}]/u);
    if (language === 'fr') expect(words.map(({ text }) => text)).toContain("d'un");
    else expect(words.filter(({ text }) => [...text].length > 1).length).toBeGreaterThan(words.length / 3);
  });

  test('a Tamil window is whole, though its bytes compress like a loop', async () => {
    const audio = readAudio(shared('golden/whisper-base/ta.flac'));
    const span = { start: 0, end: audio.length / 16_000 };
    const segments = await recognizer.recognize(memoryPcm(audio), [{ ...span, speech: [span] }], {
      ...decodingDefaults,
      language: 'ta',
    });
    const { kept, suppressed } = findHallucinations(segments, [span], span.end);
    expect(suppressed).toEqual([]);
    for (const { evidence } of kept) expect(evidence).toMatchObject({ temperature: 0, looped: false });
    // The three sentences begin so; the words between them are too hard for a small model.
    const heard = joinWords(kept.flatMap((segment) => segment.words));
    for (const begin of ['அன்பிலா', 'சிங்கத்தின்', 'மதிக்கின்ற']) expect(heard).toContain(begin);
  });
});
