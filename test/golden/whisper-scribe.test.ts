import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadWhisper } from '../../src/asr/whisper/networks/model.js';
import { decodeWindows } from '../../src/asr/whisper/search/decode.js';
import { positionsOf } from '../../src/asr/whisper/transcribe/recognize-windows.js';
import { readAudio } from '../asr/read-audio.js';
import { plainWords, wordErrors } from '../asr/word-errors.js';
import { hasShared, repo, shared } from '../shared.js';

const greedy = { temperature: 0, beam: 1, patience: 1, bestOf: 1, random: () => Math.random } as const;

interface Golden {
  cases: { audio: string; frames: number; text: string }[];
}

/**
 * Share of the words that may be others than the reference's. Products of 8 bits are rounded in other ways from processor
 * to processor, and near ties fall otherwise; token for token the decoder is held to answers in float32 (`asr.test.ts`).
 */
const tolerance = 0.03;

test.skipIf(!hasShared)('the words of the model that ships, from onnxruntime in Python', async () => {
  const folder = shared('golden/whisper-tiny.en-scribe');
  const { cases } = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Golden;
  const model = await loadWhisper(repo('models/whisper-tiny.en-scribe'), { threads: 2 });
  const { tokens, network, logMel, tokenizer } = model;
  let errors = 0;
  let words = 0;
  for (const { audio, frames, text } of cases) {
    const clip = readAudio(join(folder, audio));
    const positions = positionsOf({ start: 0, end: clip.length / 16_000 }, 0.5);
    expect(positions * 2).toBe(frames);
    const padded = new Float32Array(positions * 320);
    padded.set(clip);
    const mel = new Float32Array(logMel.bins * frames);
    logMel.compute(padded, mel);
    const [row] = await decodeWindows(network, tokens, await network.encode(mel, frames), positions, {
      prompts: [[tokens.start, tokens.noTimestamps]],
      timestamps: false,
      startIndex: 0,
      maxTokens: [224],
      context: model.context,
      stopLoops: true,
      alignmentHeads: [],
      ...greedy,
    });
    errors += wordErrors(plainWords(text), plainWords(tokenizer.decode(row.tokens)));
    words += plainWords(text).length;
  }
  await network.close();
  expect(words).toBeGreaterThan(200);
  expect(errors / words).toBeLessThanOrEqual(tolerance);
});
