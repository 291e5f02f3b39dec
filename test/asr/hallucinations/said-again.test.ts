import { expect, it } from 'vitest';
import { loadRecognizer } from '../../../src/asr/architectures.js';
import { findHallucinations } from '../../../src/asr/hallucinations/find-hallucinations.js';
import { decodingDefaults } from '../../../src/asr/recognizer.js';
import type { Segment } from '../../../src/domain/transcript.js';
import { repo } from '../../shared.js';
import { memoryPcm } from '../memory-pcm.js';
import { readAudio } from '../read-audio.js';
import { plainWords } from '../word-errors.js';

it('a sentence that somebody says six times is heard and kept six times', async () => {
  const folder = repo('models/whisper-tiny.en-scribe');
  const parameters = { shortWindows: true, trailingSilence: 0.5 };
  const model = { name: 'tiny', architecture: 'whisper', languages: ['en'], folder, hash: 'tiny', size: 0 };
  const recognizer = await loadRecognizer({ ...model, parameters }, { threads: 2 });
  const rate = 16_000;
  const [from, to, every] = [37.4, 41.6, 5];
  const sentence = readAudio(repo('examples/standup.ogg')).subarray(from * rate, to * rate);
  const audio = new Float32Array(6 * every * rate);
  const speech = Array.from({ length: 6 }, (_, i) => ({ start: i * every, end: i * every + to - from }));
  for (const { start } of speech) audio.set(sentence, start * rate);

  const segments: Segment[] = [];
  for (const batch of recognizer.planBatches(recognizer.chunkSpeech(speech, 'auto')))
    segments.push(
      ...(await recognizer.recognize(memoryPcm(audio), batch, { ...decodingDefaults, language: 'en' })),
    );
  await recognizer.close();
  segments.sort((a, b) => a.start - b.start);
  const { kept, suppressed } = findHallucinations(segments, speech, 6 * every);
  expect(suppressed).toEqual([]);
  const said = speech.map(({ start, end }) =>
    plainWords(
      kept
        .filter((segment) => segment.start >= start - 0.5 && segment.start < end)
        .map(({ text }) => text)
        .join(' '),
    ).join(' '),
  );
  expect(said[0]).toMatch(/^tom please send/);
  // Rounding to 8 bits may write one of them otherwise.
  for (const text of said) expect(text).toMatch(/please send/);
});
