import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeGreedy, type GreedyRow } from '../../src/asr/whisper/greedy.js';
import { createMelWindows } from '../../src/asr/whisper/mel-windows.js';
import { loadWhisper, type WhisperModel } from '../../src/asr/whisper/model.js';
import { buildPrompt } from '../../src/asr/whisper/prompt.js';
import { hasShared, shared } from '../shared.js';
import { readClip } from './clips.js';

describe.skipIf(!hasShared)('a batch in a float model (random weights, multilingual)', () => {
  let model: WhisperModel;
  const rows: Float32Array[] = [];
  beforeAll(async () => {
    model = await loadWhisper(shared('golden/whisper-random'), { threads: 1 });
    const mel = createMelWindows(model.logMel, readClip(shared('audio/meetings/read-2-speakers.flac')));
    for (const seek of [0, 1300, 2600, 3900, 5200])
      rows.push(await model.network.encode(mel.cut(seek, 1200), 3000));
  });
  afterAll(() => model.network.close());

  const decode = (hidden: Float32Array, maxTokens: number[], timestamps: boolean): Promise<GreedyRow[]> => {
    const options = { language: 'fr', task: 'transcribe', timestamps, previous: [], prefix: [] } as const;
    const prompt = buildPrompt(model.tokens, model.context, options);
    return decodeGreedy(model.network, model.tokens, hidden, model.maxPositions, {
      prompts: maxTokens.map(() => prompt.ids),
      timestamps,
      startIndex: prompt.startIndex,
      maxTokens,
      context: model.context,
      stopLoops: false,
      alignmentHeads: model.alignmentHeads,
    });
  };

  for (const timestamps of [true, false])
    test(`rows that end at different steps say what they say alone, ${timestamps ? 'with' : 'without'} timestamps`, async () => {
      const limits = [4, 25, 9, 1, 17];
      const hidden = new Float32Array(rows.length * rows[0].length);
      for (const [i, row] of rows.entries()) hidden.set(row, i * row.length);
      const before = hidden.slice();
      const together = await decode(hidden, limits, timestamps);
      expect(hidden).toEqual(before);
      for (const [i, row] of rows.entries()) {
        const [alone] = await decode(row, [limits[i]], timestamps);
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

  test('the prompt of a multilingual model names language and task', () => {
    const { tokens, context } = model;
    const previous = Array.from({ length: 300 }, (_, i) => i);
    const options = { language: 'fr', task: 'translate', timestamps: false, previous, prefix: [11] } as const;
    const { ids, startIndex } = buildPrompt(tokens, context, options);
    expect(startIndex).toBe(224);
    expect(ids.slice(0, 2)).toEqual([tokens.previous, 77]);
    expect(ids.slice(224)).toEqual([tokens.start, 50265, 50358, tokens.noTimestamps, 11]);
  });
});
