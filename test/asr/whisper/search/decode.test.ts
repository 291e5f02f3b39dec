import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMelWindows } from '../../../../src/asr/whisper/networks/mel-windows.js';
import { loadWhisper, type WhisperModel } from '../../../../src/asr/whisper/networks/model.js';
import {
  type DecodedWindow,
  type DecodeOptions,
  decodeWindows,
} from '../../../../src/asr/whisper/search/decode.js';
import { decodeWithFallback } from '../../../../src/asr/whisper/search/fallback.js';
import { createRandom } from '../../../../src/asr/whisper/search/sampler.js';
import { buildPrompt } from '../../../../src/asr/whisper/tokens/prompt.js';
import { hasShared, shared } from '../../../shared.js';
import { memoryPcm } from '../../memory-pcm.js';
import { readAudio } from '../../read-audio.js';

const bytesOf = (data: Float32Array) => new Uint8Array(data.buffer);

describe.skipIf(!hasShared)('a batch in a float model (random weights, multilingual)', () => {
  let model: WhisperModel;
  const rows: Float32Array[] = [];
  beforeAll(async () => {
    model = await loadWhisper(shared('golden/whisper-random'), { threads: 1 });
    const mel = await createMelWindows(
      model.logMel,
      memoryPcm(readAudio(shared('audio/meetings/read-2-speakers.flac'))),
    );
    for (const seek of [0, 1300, 2600, 3900, 5200])
      rows.push(await model.network.encode(mel.cut(seek, 1200), 3000));
  });
  afterAll(() => model.network.close());

  const greedy = { temperature: 0, beam: 1, patience: 1, bestOf: 1 };
  const decode = (
    hidden: Float32Array,
    maxTokens: number[],
    options: Partial<DecodeOptions>,
  ): Promise<DecodedWindow[]> => {
    const timestamps = options.timestamps ?? true;
    const prompt = buildPrompt(model.tokens, model.context, {
      language: 'fr',
      task: 'transcribe',
      timestamps,
      given: [],
      previous: [],
      prefix: [],
    });
    return decodeWindows(model.network, model.tokens, hidden, model.maxPositions, {
      ...greedy,
      random: (row) => createRandom(row),
      prompts: maxTokens.map(() => prompt.ids),
      startIndex: prompt.startIndex,
      maxTokens,
      context: model.context,
      stopLoops: false,
      alignmentHeads: model.alignmentHeads,
      timestamps,
      ...options,
    });
  };

  const searches: Record<string, Partial<DecodeOptions>> = {
    'greedily, with timestamps': {},
    'greedily, without timestamps': { timestamps: false },
    'with a beam of 3': { beam: 3 },
    'with a beam of 2 and patience': { beam: 2, patience: 2, timestamps: false },
    'drawn, the best of 3': { temperature: 0.7, bestOf: 3 },
  };
  for (const [title, options] of Object.entries(searches))
    test(`rows that end at different steps say what they say alone: ${title}`, async () => {
      const limits = [4, 25, 9, 1, 17];
      const hidden = new Float32Array(rows.length * rows[0].length);
      for (const [i, row] of rows.entries()) hidden.set(row, i * row.length);
      const before = hidden.slice();
      const together = await decode(hidden, limits, options);
      expect(Buffer.compare(bytesOf(hidden), bytesOf(before))).toBe(0);
      for (const [i, row] of rows.entries()) {
        const [alone] = await decode(row, [limits[i]], { ...options, random: () => createRandom(i) });
        expect(together[i].tokens).toEqual(alone.tokens);
        expect(together[i].tokens.length).toBeGreaterThan(0);
        expect(together[i].stopped).toBe(alone.stopped);
        expect(together[i].meanLogProb).toBeCloseTo(alone.meanLogProb, 4);
        expect(together[i].noSpeechProb).toBeCloseTo(alone.noSpeechProb, 6);
        expect(together[i].attention.length).toBe(alone.attention.length);
        const last = together[i].attention.length - 1;
        together[i].attention[last].forEach((x, k) => {
          if (Math.abs(x - alone.attention[last][k]) > 1e-4) expect(x).toBe(alone.attention[last][k]);
        });
      }
    });

  test('the best of several texts has the highest mean; other seeds draw other texts', async () => {
    const single = async (seed: number) =>
      (await decode(rows[0], [12], { temperature: 1, random: () => createRandom(seed) }))[0];
    const [first, other] = [await single(1), await single(2)];
    expect(first.tokens).not.toEqual(other.tokens);
    expect((await single(1)).tokens).toEqual(first.tokens);
    const [greedyRow] = await decode(rows[0], [12], {});
    const [best] = await decode(rows[0], [12], {
      temperature: 1,
      bestOf: 6,
      random: () => createRandom(1),
    });
    expect(best.meanLogProb).toBeLessThanOrEqual(greedyRow.meanLogProb);
  });

  test('rows that failed are written again together as they would be alone', async () => {
    const { tokens, context } = model;
    const prompt = buildPrompt(tokens, context, {
      language: 'fr',
      task: 'transcribe',
      timestamps: true,
      given: [],
      previous: [],
      prefix: [],
    });
    const limits = [6, 14, 9, 3, 11];
    const tried: number[] = [];
    const write = (chosen: readonly number[], limit: number) => {
      const hidden = new Float32Array(chosen.length * rows[0].length);
      for (const [i, row] of chosen.entries()) hidden.set(rows[row], i * rows[row].length);
      return decodeWithFallback(model, hidden, model.maxPositions, {
        prompts: chosen.map(() => prompt.ids),
        timestamps: true,
        startIndex: prompt.startIndex,
        maxTokens: chosen.map((row) => limits[row]),
        stopLoops: false,
        alignmentHeads: [],
        beam: 2,
        patience: 1,
        bestOf: 2,
        temperatures: [0, 0.6, 1],
        fails: (attempt) => attempt.meanLogProb < limit,
        settle: (attempts) => attempts[0],
        random: (row, rung) => {
          tried.push(rung);
          return createRandom(chosen[row], rung);
        },
      });
    };
    const sure = (await write([0, 1, 2, 3, 4], Number.NEGATIVE_INFINITY)).map((row) => row.meanLogProb);
    const limit = [...sure].sort((a, b) => a - b)[2];
    const together = await write([0, 1, 2, 3, 4], limit);
    expect(tried.filter((rung) => rung === 1)).toHaveLength(2);
    for (const [row, found] of together.entries()) {
      const [alone] = await write([row], limit);
      expect(found.tokens).toEqual(alone.tokens);
      expect(found.temperature).toBe(alone.temperature);
      expect(found.meanLogProb).toBeCloseTo(alone.meanLogProb, 4);
    }
  });

  test('rows in any order, dropped, doubled and more than before, go on as they would alone', async () => {
    const { network, tokens, maxPositions } = model;
    const three = new Float32Array(3 * rows[0].length);
    for (let i = 0; i < 3; i++) three.set(rows[i], i * rows[i].length);
    const next = [11, 22, 33];
    const alone: number[][] = [];
    for (let i = 0; i < 3; i++) {
      const run = network.startDecoder(rows[i], 1, maxPositions);
      await run.step([tokens.start], []);
      const { logits } = await run.step([next[i]], []);
      alone.push([...logits.subarray(0, 50)]);
    }
    for (const order of [[2, 0, 1], [1, 0], [0, 1, 0], [0, 0, 1, 2, 2], [2], [0, 2]]) {
      const run = network.startDecoder(three, 3, maxPositions);
      await run.step([tokens.start, tokens.start, tokens.start], []);
      run.arrange(order);
      const { logits } = await run.step(
        order.map((i) => next[i]),
        [],
      );
      for (const [row, i] of order.entries())
        alone[i].forEach((logit, k) => {
          expect(logits[row * network.vocabulary + k]).toBeCloseTo(logit, 3);
        });
    }
  });

  test('the prompt of a multilingual model names language and task', () => {
    const { tokens, context } = model;
    const previous = Array.from({ length: 300 }, (_, i) => i);
    const options = {
      language: 'fr',
      task: 'translate',
      timestamps: false,
      given: [],
      previous,
      prefix: [11],
    } as const;
    const { ids, startIndex } = buildPrompt(tokens, context, options);
    expect(startIndex).toBe(224);
    expect(ids.slice(0, 2)).toEqual([tokens.previous, 77]);
    expect(ids.slice(224)).toEqual([tokens.start, 50265, 50358, tokens.noTimestamps, 11]);
  });
});
