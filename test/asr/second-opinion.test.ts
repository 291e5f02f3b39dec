import { describe, expect, it } from 'vitest';
import { combineOpinions, territories, unsureSpans } from '../../src/asr/second-opinion.js';
import { passageOf, type Segment } from '../../src/domain/transcript.js';

/** Confidence is the probability. */
const calibration = { offset: 0, slope: 1 };
const everywhere = [{ start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY }];

/** `Hello,.9 you.3`: a word a second from `start` on, with its confidence. */
function segment(text: string, start = 0): Segment {
  const words = text.split(' ').map((word, i) => {
    const at = word.lastIndexOf('.');
    return {
      text: word.slice(0, at),
      confidence: Number(word.slice(at)),
      start: start + i,
      end: start + i + 0.8,
    };
  });
  return { ...passageOf(words), language: 'en' };
}
const opinion = (...segments: Segment[]) => ({ segments, calibration });
const texts = (segments: readonly Segment[]) => segments.map(({ text }) => text);

describe('spans in which the first recognizer is not sure', () => {
  it('are those with a word below the threshold', () => {
    const spans = [
      { start: 0, end: 2 },
      { start: 2, end: 4 },
      { start: 10, end: 11 },
    ];
    expect(unsureSpans(spans, [segment('sure.99 very.95 so.5 so.99')], calibration)).toEqual([1]);
  });

  it('reach half-way to their neighbours, and one after the other they are one', () => {
    const spans = [0, 10, 20, 30].map((start) => ({ start, end: start + 6 }));
    expect(territories(spans, [1, 2])).toEqual([{ start: 8, end: 28 }]);
    expect(territories(spans, [0, 3])).toEqual([
      { start: Number.NEGATIVE_INFINITY, end: 8 },
      { start: 28, end: Number.POSITIVE_INFINITY },
    ]);
    expect(territories(spans, [])).toEqual([]);
  });
});

describe('two opinions', () => {
  it('become one by the likelier word; the same word keeps its spelling and the higher confidence', () => {
    const first = opinion(segment('Hello,.9 wold.3 again.6'));
    const second = opinion(segment('hello.5 world.8 again!.9'));
    const [combined] = combineOpinions(first, second, everywhere);
    expect(combined.text).toBe('Hello, world again');
    expect(combined.words.map(({ confidence }) => Math.round(confidence * 100))).toEqual([90, 80, 90]);
    expect(combined.language).toBe('en');
  });

  it('leave segments where they are: an added word belongs to the one before', () => {
    const first = opinion(segment('One.9 two..9'), segment('Four.9 five..9', 3));
    const second = opinion(segment('one.9 two.9 three.95 four.9 five.9'));
    expect(texts(combineOpinions(first, second, everywhere))).toEqual(['One two. three', 'Four five.']);
  });

  it('keep the order of the words, however the two time them', () => {
    const first = opinion(segment('One.9 two.3 three.9', 1));
    const late = segment('one.9 too.9 three.9', 1);
    const words = late.words.map((word, i) => (i === 1 ? { ...word, start: 0.2, end: 0.9 } : word));
    const [combined] = combineOpinions(first, opinion({ ...late, words }), everywhere);
    expect(combined.text).toBe('One too three');
    const starts = combined.words.map(({ start }) => start);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
  });

  it('change nothing outside of the spans', () => {
    const first = opinion(segment('one.1 two.1 three.1 four.1'));
    const second = opinion(segment('a.9 b.9 c.9 d.9'));
    expect(texts(combineOpinions(first, second, [{ start: 1, end: 3 }]))).toEqual(['one b c four']);
  });

  it('let a doubtful segment go that the other did not hear, and bring none of their own', () => {
    const first = opinion(segment('Good.95 morning..95'), segment('Thanks.2', 5));
    const second = opinion(segment('good.9 morning.9'));
    expect(texts(combineOpinions(first, second, everywhere))).toEqual(['Good morning.']);
    expect(combineOpinions(opinion(), second, everywhere)).toEqual([]);
  });

  it('pass over what a decoder wrote in a loop', () => {
    const loop = { ...segment('and.9 and.9', 2), repeats: true };
    const combined = combineOpinions(opinion(segment('Hi.9'), loop), opinion(segment('hi.9')), everywhere);
    expect(combined.map(({ text, repeats }) => [text, repeats])).toEqual([
      ['Hi', undefined],
      ['and and', true],
    ]);
  });
});
