import { describe, expect, test } from 'vitest';
import type { SpecialTokens } from '../../../src/asr/whisper/model-files.js';
import {
  applyTimestampRules,
  applyTokenRules,
  argMax,
  logSumExp,
  maximum,
  suppress,
} from '../../../src/asr/whisper/token-rules.js';

/** Text 0-5, end 6, start 7, no timestamps 8, times 9-14. */
const tokens: SpecialTokens = {
  start: 7,
  end: 6,
  previous: 7,
  noTimestamps: 8,
  firstTimestamp: 9,
  noSpeech: null,
  suppressed: [2, 7],
  suppressedAtStart: [0, 6],
  maxInitialTimestamp: 2,
  languages: new Map(),
  tasks: new Map(),
};
const no = Number.NEGATIVE_INFINITY;

/** Which ids are still allowed after the rules; text is made far more probable than times, unless told otherwise. */
function allowed(sampled: number[], logits = [5, 5, 5, 5, 5, 5, 5, 5, 5, 0, 0, 0, 0, 0, 0]): number[] {
  const values = Float32Array.from(logits);
  applyTimestampRules(values, sampled, tokens);
  return [...values.keys()].filter((id) => values[id] !== no);
}

describe('timestamp rules', () => {
  test('a window begins with a time, and not with a late one', () => {
    expect(allowed([])).toEqual([9, 10, 11]);
  });

  test('without a limit any time may be first', () => {
    const values = new Float32Array(15);
    applyTimestampRules(values, [], { ...tokens, maxInitialTimestamp: null });
    expect([...values.keys()].filter((id) => values[id] !== no)).toEqual([9, 10, 11, 12, 13, 14]);
  });

  test('after the first time comes text', () => {
    expect(allowed([9])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('after text and a time comes a time that is not earlier, or the end', () => {
    expect(allowed([9, 1, 11])).toEqual([6, 7, 8, 11, 12, 13, 14]);
  });

  test('after a pair of times comes text', () => {
    expect(allowed([9, 1, 11, 11])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('inside of text times must be later than the last: no segment is empty', () => {
    expect(allowed([9, 1])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14]);
    expect(allowed([9, 1, 11, 11, 3])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 14]);
  });

  test('times that are together more probable than any one other token win', () => {
    // ln(5 * e^0) = 1.609 for the times 10 to 14, against 1.6 and 1.62.
    const text = (best: number) => [best, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    expect(allowed([9, 1], text(1.6))).toEqual([10, 11, 12, 13, 14]);
    expect(allowed([9, 1], text(1.62))).toContain(0);
  });
});

describe('token rules', () => {
  test('without timestamps no time and no marker of it is left', () => {
    const values = new Float32Array(15);
    applyTokenRules(values, [1], tokens, false);
    expect([...values.keys()].filter((id) => values[id] !== no)).toEqual([0, 1, 3, 4, 5, 6]);
  });

  test('blank and end are forbidden as the first token only', () => {
    const values = new Float32Array(15);
    applyTokenRules(values, [], tokens, false);
    expect([...values.keys()].filter((id) => values[id] !== no)).toEqual([1, 3, 4, 5]);
  });

  test('suppress touches what is listed and nothing else', () => {
    const values = Float32Array.of(1, 2, 3);
    suppress(values, [1]);
    expect([...values]).toEqual([1, no, 3]);
  });
});

describe('sums', () => {
  test('argMax takes the first of equals', () => {
    expect(argMax(Float32Array.of(0, 3, 3, 1))).toBe(1);
  });

  test('maximum of a range; nothing allowed is -Infinity', () => {
    expect(maximum(Float32Array.of(9, 1, 4, 9), 1, 3)).toBe(4);
    expect(maximum(Float32Array.of(no, no), 0, 2)).toBe(no);
  });

  test('logSumExp equals the exact sum to 1e-6, with forbidden values among it', () => {
    const values = Float32Array.from({ length: 51_864 }, (_, i) =>
      i % 7 === 0 ? no : -30 + ((i * 7919) % 997) / 25,
    );
    const max = maximum(values, 0, values.length);
    const exact = Math.log(values.reduce((sum, x) => sum + Math.exp(x), 0));
    expect(Math.abs(logSumExp(values, 0, values.length, max) - exact)).toBeLessThan(1e-6);
    expect(logSumExp(Float32Array.of(1, no), 0, 2, 1)).toBeCloseTo(1, 9);
  });
});
