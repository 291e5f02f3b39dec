import { expect, test } from 'vitest';
import { decodingDefaults } from '../../../../src/asr/recognizer.js';
import type { WhisperModel } from '../../../../src/asr/whisper/networks/model.js';
import { recognizeSequential } from '../../../../src/asr/whisper/transcribe/recognize-sequential.js';
import { createLogMel } from '../../../../src/features/log-mel.js';
import { memoryPcm } from '../../memory-pcm.js';

/** Ids of letters, then end, start, the mark of the text before, no timestamps, and times from 30 on. */
const [end, start, previous, noTimestamps, firstTimestamp] = [26, 27, 28, 29, 30];
const vocabulary = firstTimestamp + 1501;

/** Hears "a" from 0 to 30 s in every window. */
const oneWord = [firstTimestamp, 0, firstTimestamp + 1500, end];

/** Writes the script in every window; what it was given before is kept. */
function modelOf(prompts: number[][], script: readonly number[]): WhisperModel {
  const startDecoder = () => {
    let step = 0;
    return {
      async step(fed: readonly number[], layers: readonly number[]) {
        if (layers.length === 0 && step === 0) prompts.push([...fed]);
        const logits = new Float32Array(fed.length * vocabulary);
        logits[(fed.length - 1) * vocabulary + script[Math.min(step++, script.length - 1)]] = 50;
        // Each token listens to half a second of its own.
        const heard = Float32Array.from({ length: fed.length * 1500 }, (_, i) =>
          Math.floor((i % 1500) / 25) === Math.floor(i / 1500) ? 1 : 0.01,
        );
        const attention = new Map(layers.map((layer) => [layer, heard]));
        return { logits, attention };
      },
      arrange() {},
    };
  };
  return {
    network: {
      startDecoder,
      vocabulary,
      heads: 1,
      width: 1,
      bins: 4,
      bytesPerPosition: 4,
      encode: async () => new Float32Array(1500),
    },
    tokens: {
      start,
      end,
      previous,
      noTimestamps,
      firstTimestamp,
      noSpeech: null,
      suppressed: [],
      suppressedAtStart: [],
      maxInitialTimestamp: null,
      languages: new Map(),
      tasks: new Map(),
    },
    tokenizer: {
      decode: (ids: readonly number[]) =>
        ids.map((id) => (id < end ? ` ${String.fromCharCode(97 + id)}` : '')).join(''),
      encode: (text: string) => Array.from(text.trim(), (letter) => letter.charCodeAt(0) - 97),
    },
    logMel: createLogMel(4),
    maxPositions: 1500,
    context: 40,
    alignmentHeads: [[0, 0]],
    medianWidth: 1,
  } as unknown as WhisperModel;
}

const pcm = memoryPcm(new Float32Array(115 * 16_000));
const windowOf = (...speech: { start: number; end: number }[]) => ({
  start: speech[0].start,
  end: speech[speech.length - 1].end,
  speech,
});

async function hear(window: ReturnType<typeof windowOf>, change: object = {}, script = oneWord) {
  const prompts: number[][] = [];
  const shares: number[] = [];
  const onProgress = (share: number) => void shares.push(share);
  const options = { ...decodingDefaults, language: 'en', onProgress, ...change };
  const heard = await recognizeSequential(modelOf(prompts, script), pcm, [window], options);
  return { prompts, shares, heard };
}

test('windows of 30 s follow each other through the speech and its pauses, but not through long ones', async () => {
  const short = await hear(windowOf({ start: 10, end: 40 }, { start: 60, end: 110 }));
  expect(short.shares).toEqual([0, 0.3, 0.6, 0.9]);
  const long = await hear(windowOf({ start: 10, end: 40 }, { start: 100, end: 110 }));
  expect(long.shares).toEqual([0, 0.9]);
  expect(long.heard.flatMap(({ words }) => words.map(({ text }) => text))).toEqual(['a', 'a']);
  expect(long.heard[1].words[0].start).toBeGreaterThanOrEqual(100);
});

test('each window is told what was written before it, the first one the prompt, and all of them the hotwords', async () => {
  const written = [firstTimestamp, 0, firstTimestamp + 1500];
  const { prompts } = await hear(windowOf({ start: 0, end: 90 }), { prompt: 'yz', hotwords: ['h'] });
  const [y, z, h] = [24, 25, 7];
  expect(prompts).toEqual([
    [previous, h, y, z, start],
    [previous, h, y, z, ...written, start],
    [previous, h, y, z, ...written, ...written, start],
  ]);
});

test('a silence behind the last word is heard again, unless it is shorter than the threshold for silence', async () => {
  // The word listens to the first half second; its end is said to be where the window ends.
  const script = [firstTimestamp, 0, firstTimestamp + 1500, firstTimestamp + 1500, end];
  const sharesWith = async (hallucinationSilence: number | null) =>
    (await hear(windowOf({ start: 0, end: 60 }), { hallucinationSilence }, script)).shares.slice(0, 2);
  expect(await sharesWith(null)).toEqual([0, 1 / 60]);
  expect(await sharesWith(2)).toEqual([0, 1 / 60]);
  expect(await sharesWith(30)).toEqual([0, 1 / 2]);
});
