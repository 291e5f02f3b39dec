import { describe, expect, it } from 'vitest';
import { doubtfulSpans } from '../../../src/asr/languages/doubtful-spans.js';
import {
  amongLanguages,
  assignLanguages,
  exploreLanguages,
  glimpses,
  languageSpans,
  leadingWindows,
  meanOdds,
  mostProbable,
  obviousLanguage,
  spokenLanguageDefaults,
  spreadWindow,
  withTag,
} from '../../../src/asr/languages/spoken-languages.js';
import type { LanguageOdds } from '../../../src/asr/recognizer.js';
import { totalSeconds } from '../../../src/domain/time.js';
import type { Segment, SegmentEvidence } from '../../../src/domain/transcript.js';

const spansOf = (...lengths: number[]) => {
  let at = 0;
  return lengths.map((length) => {
    const start = at;
    at += length + 1;
    return { start, end: start + length };
  });
};
const de = { de: 0.97, en: 0.02, fr: 0.01 };
const fr = { fr: 0.95, de: 0.03, en: 0.02 };

describe('a window that is spread over the speech', () => {
  it('is all that is said in a short recording', () => {
    const speech = spansOf(4, 5, 6);
    expect(spreadWindow(speech)).toEqual(speech);
  });

  it('is put together from places all over a long one', () => {
    const speech = spansOf(...Array.from({ length: 360 }, () => 9));
    const spans = spreadWindow(speech);
    expect(totalSeconds(spans)).toBeCloseTo(spokenLanguageDefaults.window);
    const quarters = new Set(spans.map(({ start }) => Math.floor(start / 900)));
    expect(quarters.size).toBe(4);
    for (const { start, end } of spans)
      expect(speech.some((span) => span.start <= start && end <= span.end)).toBe(true);
  });
});

describe('glimpses of a window', () => {
  it('are a few seconds of two places in each half of it', () => {
    const speech = spansOf(7, 7, 7, 7);
    expect(glimpses(speech)).toEqual([
      [
        { start: 2, end: 5 },
        { start: 10, end: 13 },
      ],
      [
        { start: 18, end: 21 },
        { start: 26, end: 29 },
      ],
    ]);
  });

  it('are all that is said where little is said', () => {
    const speech = spansOf(2, 3);
    expect(glimpses(speech).map(totalSeconds)).toEqual([2.5, 2.5]);
  });

  it.each([
    ['both halves are clearly in one language', [de, de], de],
    ['the halves are in two languages', [de, fr], null],
    ['one of them is in doubt', [de, { de: 0.85, nl: 0.15 }], null],
  ])('decide only when both agree: %s', (_, heard, expected) => {
    expect(obviousLanguage(heard)).toEqual(expected);
  });
});

describe('the language of a track by its tag', () => {
  const odds: LanguageOdds = { de: 0.3, en: 0.6, nl: 0.1 };

  it.each(['ger', 'deu', 'de', 'de-AT'])('%s is a hint for German', (tag) => {
    const weighed = withTag(odds, tag);
    expect(mostProbable(weighed).language).toBe('de');
    expect(Object.values(weighed).reduce((a, b) => a + b)).toBeCloseTo(1);
  });

  it('does not outweigh what is heard clearly', () => {
    expect(mostProbable(withTag({ ja: 0.98, en: 0.01 }, 'eng')).language).toBe('ja');
  });

  it.each([null, 'tlh', 'und', '', 'no language!'])('%j says nothing', (tag) => {
    expect(withTag(odds, tag)).toEqual(odds);
  });
});

describe('the odds among some languages', () => {
  const odds: LanguageOdds = { ru: 0.6, uk: 0.3, en: 0.06, de: 0.02 };

  it('leave the others out and are together 1 again', () => {
    const narrowed = amongLanguages(odds, ['de', 'en']);
    expect(Object.keys(narrowed)).toEqual(['de', 'en']);
    expect(narrowed.de).toBeCloseTo(0.25);
    expect(narrowed.en).toBeCloseTo(0.75);
  });

  it('are as they were when any may be spoken', () => {
    expect(amongLanguages(odds, [])).toBe(odds);
  });

  it('are even when none of them was heard', () => {
    expect(amongLanguages(odds, ['ja', 'th'])).toEqual({ ja: 0.5, th: 0.5 });
  });
});

it('the mean counts a language that a window does not name as improbable', () => {
  expect(meanOdds([{ en: 1 }, { en: 0.5, de: 0.5 }])).toEqual({ en: 0.75, de: 0.25 });
});

describe('the language of each span', () => {
  it('changes where another one is heard, and changes back', () => {
    const spans = spansOf(9, 9, 9, 9, 9);
    expect(assignLanguages(spans, [de, de, fr, fr, de], 'de')).toEqual(['de', 'de', 'fr', 'fr', 'de']);
  });

  it('does not follow a doubtful span', () => {
    const doubt = { fr: 0.55, de: 0.4, en: 0.05 };
    expect(assignLanguages(spansOf(9, 9, 9), [de, doubt, de], 'de')).toEqual(['de', 'de', 'de']);
    expect(assignLanguages(spansOf(9, 9, 9), [fr, doubt, de], 'de')).toEqual(['fr', 'fr', 'de']);
  });

  it('does not follow a short quotation', () => {
    expect(assignLanguages(spansOf(9, 1, 9), [de, fr, de], 'de')).toEqual(['de', 'de', 'de']);
    expect(assignLanguages(spansOf(9, 5, 9), [de, fr, de], 'de')).toEqual(['de', 'fr', 'de']);
  });

  it('is the main one when none is clear', () => {
    const unclear = { en: 0.5, cy: 0.45, mi: 0.05 };
    expect(assignLanguages(spansOf(9, 9), [unclear, { cy: 0.55, en: 0.45 }], 'cy')).toEqual(['cy', 'cy']);
    expect(assignLanguages(spansOf(9), [unclear], 'en')).toEqual(['en']);
  });

  it('is not left for a word or two that are all there is, but for a sentence', () => {
    const chinese = { zh: 0.7, en: 0.1 };
    expect(assignLanguages(spansOf(1.9), [chinese], 'en')).toEqual(['en']);
    expect(assignLanguages(spansOf(6), [chinese], 'en')).toEqual(['zh']);
  });
});

describe('where a recording leaves its main language', () => {
  /** What is spoken in each of the spans, and which of them were heard. */
  function listener(spoken: readonly LanguageOdds[]) {
    const spans = spansOf(...spoken.map(() => 9));
    const heard: number[] = [];
    const hear = async (some: readonly { start: number }[]) => {
      const indexes = some.map(({ start }) => spans.findIndex((span) => span.start === start));
      heard.push(...indexes);
      return indexes.map((i) => spoken[i]);
    };
    return { spans, heard, hear };
  }
  const many = (count: number, odds: LanguageOdds) => Array.from({ length: count }, () => odds);

  it('costs a few probes when all of it is in one language', async () => {
    const { spans, heard, hear } = listener(many(300, de));
    const odds = await exploreLanguages(spans, 'de', [...spans.keys()], hear);
    expect(heard).toHaveLength(spokenLanguageDefaults.probes);
    expect(assignLanguages(spans, odds, 'de')).toEqual(spans.map(() => 'de'));
  });

  it('is found from one suspected span', async () => {
    const spoken = [...many(100, de), ...many(40, fr), ...many(100, de)];
    const { spans, heard, hear } = listener(spoken);
    const odds = await exploreLanguages(spans, 'de', [20, 120], hear);
    expect(assignLanguages(spans, odds, 'de')).toEqual(spoken.map((o) => mostProbable(o).language));
    expect(heard).toHaveLength(43);
    expect(new Set(heard).size).toBe(heard.length);
  });

  it('is not looked for when nothing is suspected', async () => {
    const { spans, heard, hear } = listener(many(5, fr));
    expect(await exploreLanguages(spans, 'fr', [], hear)).toHaveLength(5);
    expect(heard).toEqual([]);
  });
});

it('language spans are short, and hold all speech', () => {
  const speech = spansOf(8, 8, 3, 3, 20);
  const found = languageSpans(speech);
  expect(found.flatMap((span) => span.speech)).toEqual(speech);
  expect(found.map(({ start, end }) => end - start)).toEqual([8, 8, 3, 3, 20]);
});

describe('a span is in doubt', () => {
  const spans = spansOf(5, 5, 5, 5, 5, 2, 5);
  const segment = (i: number, confidence: number, evidence?: Partial<SegmentEvidence>): Segment => ({
    ...spans[i],
    text: 'so',
    confidence,
    language: 'en',
    words: [],
    ...(evidence && {
      evidence: {
        meanLogProb: -0.1,
        noSpeechProb: 0,
        compressionRatio: 1,
        temperature: 0,
        looped: false,
        ...evidence,
      },
    }),
  });

  it('when nothing was written, or the network and its words were unsure: the worst first', () => {
    const segments = [
      segment(0, 0.95, {}),
      segment(1, 0.6, { meanLogProb: -0.7 }),
      segment(2, 0.4, { temperature: 0.2 }),
      segment(3, 0.8, { meanLogProb: -0.58 }),
      segment(4, 0.3),
    ];
    expect(doubtfulSpans(spans, segments)).toEqual([6, 2, 1]);
  });

  it('and the worst are heard together first', () => {
    const windows = languageSpans(spansOf(9, 9, 9, 9, 9, 9, 9));
    const joined = leadingWindows([windows[5], ...windows]);
    expect(joined.map((spans) => spans.map(({ start }) => start))).toEqual([
      [50, 0, 10],
      [20, 30, 40],
    ]);
    expect(leadingWindows([])).toEqual([]);
  });
});
