import { describe, expect, test } from 'vitest';
import type { WhisperModel } from '../../../../src/asr/whisper/networks/model.js';
import type { DecoderRun } from '../../../../src/asr/whisper/networks/network.js';
import {
  type Attempt,
  decodeWithFallback,
  type FallbackLimits,
  fallbackDefaults,
  needsFallback,
} from '../../../../src/asr/whisper/search/fallback.js';
import { createRandom } from '../../../../src/asr/whisper/search/sampler.js';
import { isSound } from '../../../../src/asr/whisper/transcribe/hear-again.js';
import { evidenceOf } from '../../../../src/asr/whisper/transcribe/heard-text.js';

describe('whether to try again', () => {
  const good = { compressionRatio: 1.5, meanLogProb: -0.4, noSpeechProb: 0.1 };
  const fails = (change: Partial<typeof good>, limits: Partial<FallbackLimits> = {}) =>
    needsFallback({ ...good, ...change }, { ...fallbackDefaults, ...limits });

  test('text that repeats itself or is improbable fails, each above its limit', () => {
    expect(fails({})).toBe(false);
    expect(fails({ compressionRatio: 2.4 })).toBe(false);
    expect(fails({ compressionRatio: 2.41 })).toBe(true);
    expect(fails({ meanLogProb: -1 })).toBe(false);
    expect(fails({ meanLogProb: -1.01 })).toBe(true);
  });

  test('silence is no failure: improbable, and probably nobody speaks', () => {
    expect(fails({ meanLogProb: -1.5, noSpeechProb: 0.61 })).toBe(false);
    expect(fails({ meanLogProb: -1.5, noSpeechProb: 0.6 })).toBe(true);
    expect(fails({ meanLogProb: -1.5, noSpeechProb: 0.7, compressionRatio: 3 })).toBe(false);
    expect(fails({ meanLogProb: -0.5, noSpeechProb: 0.7, compressionRatio: 3 })).toBe(true);
  });

  test('a limit that is null does not count', () => {
    expect(fails({ compressionRatio: 9 }, { compressionRatio: null })).toBe(false);
    expect(fails({ meanLogProb: -9 }, { meanLogProb: null })).toBe(false);
    expect(fails({ meanLogProb: -9, noSpeechProb: 0.9 }, { noSpeechProb: null })).toBe(true);
    expect(fails({ meanLogProb: -9, noSpeechProb: Number.NaN })).toBe(true);
  });
});

/** Vocabulary: a = 0, b = 1, end 2, no timestamps 3. */
const vocabulary = 4;

/**
 * A network without weights: the first hidden number of a row says what it does. 0 writes "ab" and ends; 1 writes "a" for
 * ever where it is most probable, and something else where it is drawn.
 */
function modelOf(calls: number[][]): WhisperModel {
  const startDecoder = (hidden: Float32Array, rows: number): DecoderRun => {
    let kinds = [...hidden.slice(0, rows)];
    let last = kinds.map(() => [] as number[]);
    let first = true;
    calls.push(kinds);
    return {
      async step(fed) {
        const count = fed.length / kinds.length;
        if (!first) last = last.map((text, i) => [...text, fed[i]]);
        first = false;
        const logits = new Float32Array(kinds.length * count * vocabulary);
        for (const [i, kind] of kinds.entries()) {
          const at = ((i + 1) * count - 1) * vocabulary;
          const n = last[i].length;
          const scores = kind === 0 ? [n === 0 ? 9 : 0, n === 1 ? 9 : 0, n === 2 ? 9 : 0] : [3, 1, 2];
          logits.set(scores, at);
        }
        return { logits, attention: new Map() };
      },
      arrange(order) {
        kinds = order.map((i) => kinds[i]);
        last = order.map((i) => last[i]);
      },
    };
  };
  return {
    network: { startDecoder, vocabulary, bytesPerPosition: 4 } as unknown as WhisperModel['network'],
    tokens: {
      start: 3,
      end: 2,
      previous: 3,
      noTimestamps: 3,
      firstTimestamp: 4,
      noSpeech: null,
      suppressed: [],
      suppressedAtStart: [],
      maxInitialTimestamp: null,
      languages: new Map(),
      tasks: new Map(),
    },
    tokenizer: { decode: (ids: readonly number[]) => ids.map((id) => 'ab'[id]).join(''), encode: () => [] },
    context: 400,
  } as unknown as WhisperModel;
}

describe('retries inside the batch', () => {
  const decode = (model: WhisperModel, kinds: number[], change: object = {}): Promise<Attempt[]> =>
    decodeWithFallback(model, Float32Array.from(kinds), 1, {
      prompts: kinds.map(() => [3]),
      timestamps: false,
      startIndex: 0,
      maxTokens: kinds.map(() => 30),
      stopLoops: true,
      alignmentHeads: [],
      beam: 1,
      patience: 1,
      bestOf: 1,
      temperatures: fallbackDefaults.temperatures,
      fails: (attempt) => !isSound(attempt),
      settle: (attempts) => attempts[attempts.length - 1],
      random: (row, rung) => createRandom(row, rung),
      ...change,
    });

  test('only rows that failed are decoded again, at the next temperature, as a smaller batch', async () => {
    const calls: number[][] = [];
    const found = await decode(modelOf(calls), [0, 1, 0, 1]);
    expect(calls[0]).toEqual([0, 1, 0, 1]);
    expect(calls[1]).toEqual([1, 1]);
    expect(found[0]).toMatchObject({ tokens: [0, 1], temperature: 0, stopped: 'end' });
    expect(found[2]).toMatchObject({ tokens: [0, 1], temperature: 0 });
    for (const i of [1, 3]) {
      expect(found[i].temperature).toBeGreaterThan(0);
      expect(found[i].stopped).toBe('end');
    }
    expect(found[1].tokens).not.toEqual(found[3].tokens);
  });

  test('the same batch gives the same texts, and a row the same as alone', async () => {
    const together = await decode(modelOf([]), [0, 1, 1]);
    expect(await decode(modelOf([]), [0, 1, 1])).toEqual(together);
    const alone = await decode(modelOf([]), [1], {
      random: (_: number, rung: number) => createRandom(2, rung),
    });
    expect(alone[0]).toEqual(together[2]);
  });

  test('beam only at temperature 0, best of several only above; when all fail, it is settled', async () => {
    const calls: number[][] = [];
    const tried: number[] = [];
    const found = await decode(modelOf(calls), [1], {
      temperatures: [0, 0.5],
      beam: 2,
      bestOf: 3,
      fails: () => true,
      settle: (attempts: readonly Attempt[]) => {
        tried.push(...attempts.map((attempt) => attempt.temperature));
        return attempts[0];
      },
    });
    expect(tried).toEqual([0, 0.5]);
    expect(found[0].temperature).toBe(0);
    expect(calls).toEqual([[1], [1]]);
  });

  test('a loop is given up early, and says so', async () => {
    const [found] = await decode(modelOf([]), [1], { temperatures: [0] });
    expect(found.stopped).toBe('loop');
    expect(found.tokens.length).toBe(12);
    expect(evidenceOf(found)).toMatchObject({ looped: true, temperature: 0, noSpeechProb: null });
    const [unwatched] = await decode(modelOf([]), [1], { temperatures: [0], stopLoops: false });
    expect(unwatched).toMatchObject({ stopped: 'length' });
    expect(unwatched.tokens.length).toBe(30);
    expect(unwatched.compressionRatio).toBeGreaterThan(2.4);
  });
});
