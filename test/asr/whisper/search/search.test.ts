import { describe, expect, test } from 'vitest';
import { placeRows } from '../../../../src/asr/whisper/networks/decoder-rows.js';
import { createBeamSearch, topTokens } from '../../../../src/asr/whisper/search/beam-search.js';
import { createRandom, createSampler, drawToken } from '../../../../src/asr/whisper/search/sampler.js';
import { likeliest, type Search } from '../../../../src/asr/whisper/search/search.js';
import type { NextToken } from '../../../../src/asr/whisper/tokens/token-rules.js';

const no = Number.NEGATIVE_INFINITY;
const end = 3;

/** Letters a = 0, b = 1, c = 2 and the end = 3 with these probabilities, which sum to 1. */
function odds(...probabilities: number[]): NextToken {
  const logits = Float32Array.from(probabilities, Math.log);
  const best = probabilities.indexOf(Math.max(...probabilities));
  return { logits, text: { from: 0, to: 4 }, times: { from: 0, to: 0 }, best, logSum: 0 };
}

/** Asks a search what it goes on with until it is over, or for so many steps; `say` gives the probabilities after a text. */
function write(search: Search, say: (text: string) => NextToken, steps = 20): void {
  for (let step = 0; step < steps; step++) {
    const texts = search.live.map(({ tokens }) => tokens.map((t) => 'abc'[t]).join(''));
    const sources = search.advance(texts.map(say), []);
    if (sources.length === 0) return;
    for (const [i, source] of sources.entries())
      expect(
        search.live[i].tokens
          .slice(0, -1)
          .map((t) => 'abc'[t])
          .join(''),
      ).toBe(texts[source]);
  }
}
const lettersOf = ({ tokens }: { tokens: readonly number[] }) => tokens.map((t) => 'abc'[t]).join('');

describe('choosing tokens', () => {
  const next: NextToken = {
    logits: Float32Array.of(9, 1, 3, no, 3, 2, 9, 2.5, 2),
    text: { from: 1, to: 6 },
    times: { from: 7, to: 9 },
    best: 2,
    logSum: 0,
  };

  test('the most probable of both ranges, in order, the lower id first; never what is forbidden', () => {
    expect(topTokens(next, 3)).toEqual([2, 4, 7]);
    expect(topTokens(next, 1)).toEqual([2]);
    expect(topTokens(next, 20)).toEqual([2, 4, 7, 5, 8, 1]);
  });

  test('drawn tokens follow the tempered probabilities', () => {
    const share = (temperature: number): number[] => {
      const counts = new Array<number>(4).fill(0);
      const random = createRandom(7);
      for (let i = 0; i < 20_000; i++) counts[drawToken(odds(0.6, 0.3, 0, 0.1), temperature, random)]++;
      return counts.map((n) => n / 20_000);
    };
    const close = (found: number[], expected: number[]) =>
      expected.forEach((p, i) => {
        expect(Math.abs(found[i] - p)).toBeLessThan(0.012);
      });
    close(share(1), [0.6, 0.3, 0, 0.1]);
    // Squared and divided by their sum: .36, .09, .01.
    close(share(0.5), [0.7826, 0.1957, 0, 0.0217]);
  });

  test('a draw at the very end of the range is still a token that is allowed', () => {
    expect(drawToken(next, 1, () => 1 - 2 ** -53)).toBe(8);
    expect(drawToken(next, 1, () => 0)).toBe(1);
  });

  test('the same seeds give the same numbers, evenly spread; others give others', () => {
    const take = (...seeds: number[]) => Array.from({ length: 4 }, createRandom(...seeds));
    expect(take(1, 2)).toEqual(take(1, 2));
    expect(take(1, 2)).not.toEqual(take(2, 1));
    expect(take(0)).not.toEqual(take(0, 0));
    const random = createRandom(3);
    const tenths = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) tenths[Math.floor(random() * 10)]++;
    expect(Math.min(...tenths)).toBeGreaterThan(880);
    expect(Math.max(...tenths)).toBeLessThan(1120);
  });
});

describe('beam search', () => {
  /** Greedily "a" and then a long doubt; "b" is less probable and surely followed by the end. */
  const garden = (text: string): NextToken =>
    text === '' ? odds(0.5, 0.4, 0.1, 0) : text === 'b' ? odds(0, 0, 0, 1) : odds(0.3, 0.25, 0.25, 0.2);

  test('finds the text that greedy decoding misses', () => {
    const greedy = createSampler(end, { temperature: 0, count: 1, random: () => 0 });
    write(greedy, garden, 4);
    expect(lettersOf(greedy.best('length'))).toBe('aaaa');
    const beam = createBeamSearch(end, { beam: 2, patience: 1 });
    write(beam, garden, 4);
    const best = beam.best('length');
    expect(lettersOf(best)).toBe('b');
    expect(best.stopped).toBe('end');
    expect(best.sum).toBeCloseTo(Math.log(0.4), 6);
    expect(best.logProbs).toEqual([expect.closeTo(Math.log(0.4), 6)]);
  });

  test('ends when beam times patience hypotheses are finished', () => {
    const say = () => odds(0.3, 0.2, 0.1, 0.4);
    const steps = (beam: number, patience: number) => {
      const search = createBeamSearch(end, { beam, patience });
      let n = 1;
      while (search.advance(search.live.map(say), []).length > 0) n++;
      return n;
    };
    // The first step ends one text (the empty one); the second all that are live and among the best.
    expect(steps(1, 1)).toBe(1);
    expect(steps(2, 1)).toBe(2);
    expect(steps(2, 2)).toBe(3);
    // Halves round to even, as in the reference: 1.25 * 2 = 2.5 is 2.
    expect(steps(2, 1.25)).toBe(2);
  });

  test('texts that have not ended fill up what is missing, the likeliest first', () => {
    const search = createBeamSearch(end, { beam: 2, patience: 1 });
    write(search, () => odds(0.6, 0.4, 0, 0), 3);
    expect(search.live.map(lettersOf)).toEqual(['aaa', 'aab']);
    const best = search.best('loop');
    expect(lettersOf(best)).toBe('aaa');
    expect(best.stopped).toBe('loop');
  });

  test('fewer allowed tokens than the beam is wide: only these are followed', () => {
    const search = createBeamSearch(end, { beam: 5, patience: 1 });
    const sources = search.advance([odds(0.7, 0.3, 0, 0)], []);
    expect(sources).toEqual([0, 0]);
    expect(search.live.map(lettersOf)).toEqual(['a', 'b']);
  });

  test('nothing allowed at all ends the search with what there is', () => {
    const search = createBeamSearch(end, { beam: 2, patience: 1 });
    search.advance([odds(0.7, 0.3, 0, 0)], []);
    expect(search.advance([odds(0, 0, 0, 0), odds(0, 0, 0, 0)], [])).toEqual([]);
    expect(lettersOf(search.best('length'))).toBe('a');
  });

  test('each text carries the attention of its own ancestors', () => {
    const search = createBeamSearch(end, { beam: 2, patience: 1 });
    search.advance([odds(0.5, 0.5, 0, 0)], [Float32Array.of(1)]);
    search.advance([odds(0.1, 0.4, 0.5, 0), odds(0.9, 0.1, 0, 0)], [Float32Array.of(2), Float32Array.of(3)]);
    expect(search.live.map((t) => [lettersOf(t), t.attention.map((a) => a[0])])).toEqual([
      ['ba', [1, 3]],
      ['ac', [1, 2]],
    ]);
  });
});

describe('sampling', () => {
  test('the best of several: the highest mean over the tokens, with the end in the sum', () => {
    const text = (tokens: number[], sum: number) => ({ tokens, logProbs: [], attention: [], sum });
    expect(likeliest([text([1], -1), text([1, 1, 1], -2.1), text([2, 2, 2], -2.1)]).tokens).toEqual([
      1, 1, 1,
    ]);
    expect(likeliest([text([], -0.1), text([1], -0.2)]).tokens).toEqual([]);
  });

  test('several texts end on their own', () => {
    const draws = [0.1, 0.55, 0.95, 0.1, 0.95, 0.95];
    const search = createSampler(end, { temperature: 1, count: 3, random: () => draws.shift() ?? 0 });
    const say = () => odds(0.5, 0.3, 0, 0.2);
    expect(search.advance([say()], [])).toEqual([0, 0]);
    expect(search.live.map(lettersOf)).toEqual(['a', 'b']);
    expect(search.advance([say(), say()], [])).toEqual([0]);
    expect(search.live.map(lettersOf)).toEqual(['aa']);
    expect(search.advance([say()], [])).toEqual([]);
    // ln .2, (ln .3 + ln .2) and (2 ln .5 + ln .2) / 2
    expect(lettersOf(search.best('length'))).toBe('aa');
  });
});

describe('places of rows', () => {
  const orderOf = (sources: number[], windows: number[]) => {
    const places = placeRows(sources, windows);
    const order: number[] = [];
    for (const [i, place] of places.entries()) order[place] = sources[i];
    return order;
  };

  test('who goes on stays; who has ended gives its place to the last', () => {
    expect(orderOf([0, 1, 2], [0, 1, 2])).toEqual([0, 1, 2]);
    expect(orderOf([1, 2], [0, 1, 2])).toEqual([2, 1]);
    expect(orderOf([0, 2, 3], [0, 1, 2, 3])).toEqual([0, 3, 2]);
  });

  test('a row that is doubled goes into one of its own window', () => {
    expect(orderOf([0, 0, 3, 3], [0, 0, 1, 1])).toEqual([0, 0, 3, 3]);
    expect(orderOf([1, 0, 0, 3, 3], [0, 0, 0, 1, 1])).toEqual([0, 1, 0, 3, 3]);
  });

  test('more rows than before: each keeps its place, the others come behind', () => {
    expect(orderOf([0, 0, 0, 1, 1, 1], [0, 1])).toEqual([0, 1, 0, 0, 1, 1]);
  });

  test('nothing is copied from a row that was written over', () => {
    const random = createRandom(11);
    for (let round = 0; round < 300; round++) {
      const rows = 1 + Math.floor(random() * 8);
      const windows = Array.from({ length: rows }, () => Math.floor(random() * 3));
      const sources = Array.from({ length: Math.floor(random() * 9) }, () => Math.floor(random() * rows));
      const places = placeRows(sources, windows);
      expect([...places].sort((a, b) => a - b)).toEqual([...sources.keys()]);
      for (const [i, place] of places.entries()) {
        const from = sources[i];
        if (from === place || from >= sources.length) continue;
        expect(sources[places.indexOf(from)]).toBe(from);
      }
    }
  });
});
