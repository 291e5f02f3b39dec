import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../../src/asr/whisper/search/sampler.js';
import type { SpecialTokens } from '../../../../src/asr/whisper/tokens/model-files.js';
import { nextToken, suppress, survey } from '../../../../src/asr/whisper/tokens/token-rules.js';

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

/** Which ids may come next; text is made far more probable than times, unless told otherwise. */
function allowed(
  sampled: number[],
  logits = [5, 5, 5, 5, 5, 5, 5, 5, 5, 0, 0, 0, 0, 0, 0],
  rules: Partial<SpecialTokens> = {},
  timestamps = true,
): number[] {
  const free = { ...tokens, suppressed: [], suppressedAtStart: [], ...rules };
  const next = nextToken(Float32Array.from(logits), sampled, free, timestamps);
  const ids = [next.text, next.times].flatMap(({ from, to }) =>
    Array.from({ length: to - from }, (_, i) => from + i),
  );
  return ids.filter((id) => next.logits[id] !== no);
}

describe('timestamp rules', () => {
  test('a window begins with a time, and not with a late one', () => {
    expect(allowed([])).toEqual([9, 10, 11]);
  });

  test('without a limit any time may be first', () => {
    expect(allowed([], undefined, { maxInitialTimestamp: null })).toEqual([9, 10, 11, 12, 13, 14]);
  });

  test('after the first time comes text', () => {
    expect(allowed([9])).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test('after text and a time comes a time that is not earlier, or the end', () => {
    expect(allowed([9, 1, 11])).toEqual([6, 7, 11, 12, 13, 14]);
  });

  test('after a pair of times comes text', () => {
    expect(allowed([9, 1, 11, 11])).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test('inside of text times must be later than the last: no segment is empty', () => {
    expect(allowed([9, 1])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14]);
    expect(allowed([9, 1, 11, 11, 3])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 12, 13, 14]);
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
    expect(allowed([1], undefined, tokens, false)).toEqual([0, 1, 3, 4, 5, 6]);
  });

  test('blank and end are forbidden as the first token only', () => {
    expect(allowed([], undefined, tokens, false)).toEqual([1, 3, 4, 5]);
  });

  test('suppress touches what is listed and nothing else', () => {
    const values = Float32Array.of(1, 2, 3);
    suppress(values, [1]);
    expect([...values]).toEqual([1, no, 3]);
  });
});

/** The rules one after the other, each writing -Infinity over all that it forbids. */
function slowly(logits: Float32Array, sampled: number[], timestamps: boolean): Float64Array {
  const values = Float64Array.from(logits);
  const { end, firstTimestamp, maxInitialTimestamp, noTimestamps } = tokens;
  const forbid = (ids: readonly number[]) => {
    for (const id of ids) values[id] = no;
  };
  const sum = (part: Float64Array) => Math.log(part.reduce((all, x) => all + Math.exp(x), 0));
  if (sampled.length === 0) forbid(tokens.suppressedAtStart);
  forbid([...tokens.suppressed, noTimestamps]);
  if (!timestamps) return values.fill(no, firstTimestamp);
  const isTime = (token: number | undefined) => token !== undefined && token >= firstTimestamp;
  const last = sampled.findLast(isTime);
  if (isTime(sampled.at(-1))) {
    if (sampled.length < 2 || isTime(sampled.at(-2))) values.fill(no, firstTimestamp);
    else values.fill(no, 0, end).fill(no, firstTimestamp, last);
  } else if (last !== undefined) values.fill(no, firstTimestamp, last + 1);
  if (sampled.length === 0)
    values.fill(no, 0, firstTimestamp).fill(no, firstTimestamp + maxInitialTimestamp! + 1);
  if (sum(values.subarray(firstTimestamp)) > Math.max(...values.subarray(0, firstTimestamp)))
    values.fill(no, 0, firstTimestamp);
  return values;
}

test('bounds and one pass give what the rules give one after the other', () => {
  const random = createRandom(5);
  const pick = (ids: readonly number[]) => ids[Math.floor(random() * ids.length)];
  for (let round = 0; round < 500; round++) {
    const logits = Float32Array.from({ length: 15 }, () => Math.floor(random() * 1000) / 100);
    const sampled = Array.from({ length: Math.floor(random() * 5) }, () => pick([1, 3, 4, 9, 10, 11, 12]));
    const timestamps = random() < 0.8;
    const expected = slowly(logits, sampled, timestamps);
    const next = nextToken(logits, sampled, tokens, timestamps);
    const inside = (id: number) => [next.text, next.times].some(({ from, to }) => id >= from && id < to);
    const found = Float64Array.from(next.logits, (x, id) => (inside(id) ? x : no));
    expect(found).toEqual(expected);
    if (Math.max(...expected) === no) continue;
    expect(next.best).toBe(expected.indexOf(Math.max(...expected)));
    expect(next.logSum).toBeCloseTo(Math.log(expected.reduce((all, x) => all + Math.exp(x), 0)), 5);
  }
});

describe('what is most probable', () => {
  test('the first of equals; nothing allowed is -Infinity', () => {
    expect(survey(Float32Array.of(0, 3, 3, 1), 0, 4)).toMatchObject({ best: 1, max: 3 });
    expect(survey(Float32Array.of(9, 1, 4, 9), 1, 3)).toMatchObject({ best: 2, max: 4 });
    expect(survey(Float32Array.of(no, no), 0, 2)).toMatchObject({ max: no, logSum: no });
  });

  test('the sum in one pass equals the exact one to 1e-6, with forbidden values among it', () => {
    const values = Float32Array.from({ length: 51_864 }, (_, i) =>
      i % 7 === 0 ? no : -30 + ((i * 7919) % 997) / 25,
    );
    const exact = Math.log(values.reduce((sum, x) => sum + Math.exp(x), 0));
    expect(Math.abs(survey(values, 0, values.length).logSum - exact)).toBeLessThan(1e-6);
    expect(survey(Float32Array.of(no, 1, no), 0, 3).logSum).toBeCloseTo(1, 9);
    expect(survey(Float32Array.of(-60, 1), 0, 2).logSum).toBeCloseTo(1, 9);
  });

  test('text and times are summed together, times alone when they win', () => {
    const both = nextToken(
      Float32Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
      [9, 1],
      { ...tokens, suppressed: [], suppressedAtStart: [] },
      true,
    );
    expect(both.best).toBe(0);
    // 0 to 7 and 10 to 14: one e^2, seven and five e^0.
    expect(both.logSum).toBeCloseTo(Math.log(Math.exp(2) + 12), 6);
    const times = nextToken(new Float32Array(15), [9, 1], tokens, true);
    expect(times.best).toBe(10);
    expect(times.logSum).toBeCloseTo(Math.log(5), 6);
  });
});
