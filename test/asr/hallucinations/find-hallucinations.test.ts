import { describe, expect, it } from 'vitest';
import { findHallucinations } from '../../../src/asr/hallucinations/find-hallucinations.js';
import type { SuppressionReason } from '../../../src/domain/suppressed.js';
import type { Segment } from '../../../src/domain/transcript.js';
import { longEnglish, segment } from './segments.js';

const everywhere = [{ start: 0, end: 1000 }];
const find = (segments: readonly Segment[], speech = everywhere, duration = 1000) =>
  findHallucinations(segments, speech, duration);
const texts = (segments: readonly Segment[]) => segments.map(({ text }) => text);

/** Expects the one segment in question to go for this reason, whatever is around it. */
function expectReason(reason: SuppressionReason, text: string, found: ReturnType<typeof find>) {
  expect(found.suppressed.map((s) => [s.reason, s.text])).toEqual([[reason, text]]);
  expect(found.suppressed[0].detail).not.toBe('');
}

describe('no-speech', () => {
  const speech = [
    { start: 0, end: 5 },
    { start: 20, end: 30 },
  ];

  it('a segment without speech nearby is suppressed', () => {
    const found = find([segment('We begin.', 1, 2), segment('Thank you.', 10, 11)], speech, 30);
    expectReason('no-speech', 'Thank you.', found);
    expect(texts(found.kept)).toEqual(['We begin.']);
  });

  it('a segment of which one word is 0.3 s from speech stays, one that is 0.4 s away does not', () => {
    expect(find([segment('And yes.', 5.3, 6)], speech, 30).suppressed).toEqual([]);
    expectReason('no-speech', 'And yes.', find([segment('And yes.', 5.4, 6)], speech, 30));
  });

  it('three words a second or more from speech are cut out of a segment that was heard', () => {
    const words = segment('we are done so thank you all', 3, 10);
    const found = find([words], speech, 30);
    expect(texts(found.kept)).toEqual(['we are done so']);
    expectReason('no-speech', 'thank you all', found);
  });

  it('two such words stay: the time of a word may be wrong', () => {
    const found = find([segment('we are done so thank you', 3, 9)], speech, 30);
    expect(texts(found.kept)).toEqual(['we are done so thank you']);
  });

  it('everything is suppressed when nobody was heard, and text without letters always', () => {
    expect(find([segment('Hello there.', 1, 2)], [], 30).suppressed[0].reason).toBe('no-speech');
    expectReason('no-speech', '...', find([segment('...', 1, 2), segment('Good.', 3, 4)]));
  });
});

describe('loop', () => {
  it('keeps the first round of a long run that comes three times, across segments', () => {
    const said = [0, 1, 2].map((i) => segment('I will see you there.', 10 + 2 * i, 12 + 2 * i));
    const found = find([segment('Right.', 5, 6), ...said, segment('Bye then.', 20, 21)]);
    expect(texts(found.kept)).toEqual(['Right.', 'I will see you there.', 'Bye then.']);
    expect(found.suppressed.map((s) => s.reason)).toEqual(['loop', 'loop']);
    expect(found.suppressed[0].detail).toBe('"I will see you there." 3 times in a row');
  });

  it('cuts inside a segment, and keeps what comes before and after', () => {
    const text = 'so we and then and then and then and then and then and then we stop';
    const found = find([segment(text, 0, 20)]);
    expect(texts(found.kept)).toEqual(['so we and then', 'we stop']);
    expectReason('loop', Array.from({ length: 5 }, () => 'and then').join(' '), found);
  });

  describe('a sentence that comes six times', () => {
    const line = 'How long will it take to fix the import?';
    const said = (more: Parameters<typeof segment>[3]) =>
      Array.from({ length: 6 }, (_, i) => segment(line, 7 * i, 7 * i + 2.5, more));
    const speech = said({}).map(({ start, end }) => ({ start, end }));
    const sure = { meanLogProb: -0.05 };

    it('stays when somebody speaks and the decoder is sure', () => {
      expect(find(said({ confidence: 0.97, evidence: sure }), speech, 42).suppressed).toEqual([]);
    });

    it.each([
      ['doubtful words', { confidence: 0.7, evidence: sure }],
      ['an improbable text', { confidence: 0.97, evidence: { meanLogProb: -0.6 } }],
      ['a decoder that was stopped', { confidence: 0.97, evidence: { ...sure, looped: true } }],
      ['a text that was drawn', { confidence: 0.97, evidence: { ...sure, temperature: 0.4 } }],
      ['no evidence', { confidence: 0.97 }],
    ])('is a loop with %s', (_, more) => {
      const found = find(said(more), speech, 42);
      expect(texts(found.kept)).toEqual([line]);
      expect(found.suppressed.map((s) => s.reason)).toEqual(Array(5).fill('loop'));
    });

    it('is a loop in silence', () => {
      const soft = speech.map(({ start }) => ({ start, end: start + 1 }));
      expect(find(said({ confidence: 0.97, evidence: sure }), soft, 42).kept).toHaveLength(1);
    });
  });

  it('what the decoder wrote after the first round of a loop is listed', () => {
    const rest = { ...segment('and on and on', 2, 3, { evidence: { looped: true } }), repeats: true };
    const found = find([segment('We go on and on', 0, 2, { evidence: { looped: true } }), rest]);
    expectReason('loop', 'and on and on', found);
  });

  it.each([
    ['no, no, no, no', 'four short words'],
    ['yes yes yes yes yes yes yes yes yes yes yes', 'eleven words of one kind'],
    ['I said to him I said to him and left', 'a long run twice'],
  ])('%s stays: %s', (text) => {
    expect(texts(find([segment(text, 0, 10)]).kept)).toEqual([text]);
  });
});

describe('too-fast', () => {
  const text = 'I think that it should be a break for advertisements.';

  it('a text that cannot be said in the time between its neighbours is suppressed', () => {
    const found = find([segment('First.', 1, 10), segment(text, 10, 10.4), segment('Then.', 10.8, 20)]);
    expectReason('too-fast', text, found);
    expect(found.suppressed[0].detail).toBe('53 characters where there were 0.8 s');
  });

  it('squeezed times alone do not count: there was room', () => {
    const found = find([segment('First.', 1, 9), segment(text, 10, 10.4), segment('Then.', 11, 20)]);
    expect(found.suppressed).toEqual([]);
  });

  it('a short answer stays however fast', () => {
    const found = find([segment('A.', 1, 10), segment('Yes, of course.', 10, 10.2), segment('B.', 10.2, 20)]);
    expect(found.suppressed).toEqual([]);
  });

  it('a Chinese character is a syllable', () => {
    const chinese = '我们今天下午三点在会议室讨论';
    const around = (end: number) => [segment('A.', 0, 10), segment(chinese, 10, end), segment('B.', end, 20)];
    expectReason('too-fast', chinese, find(around(11)));
    expect(find(around(12)).suppressed).toEqual([]);
  });
});

describe('repetitive', () => {
  it('a window whose text compresses better than 2.4 to 1 is suppressed with a second sign, loops that vary included', () => {
    const counted = Array.from(
      { length: 12 },
      (_, i) => `and then there were ${i} of them in the house,`,
    ).join(' ');
    const halfOfIt = Array.from({ length: 30 }, (_, i) => ({ start: 2 * i, end: 2 * i + 0.9 }));
    const doubtful = segment(counted, 0, 60, { confidence: 0.49 });
    expectReason('repetitive', counted, find([doubtful]));
    expectReason('repetitive', counted, find([segment(counted, 0, 60)], halfOfIt));
    const evidence = { temperature: 0.2 };
    expectReason('repetitive', counted, find([segment(counted, 0, 60, { evidence })]));
    // Somebody counts: one witness is not enough.
    expect(find([segment(counted, 0, 60)]).suppressed).toEqual([]);
  });

  it('the sentences of one window count together', () => {
    const evidence = { compressionRatio: 3.1 };
    const window = Array.from({ length: 12 }, (_, i) =>
      segment(`And then there were ${i} of them in the house.`, i * 3, i * 3 + 3, {
        evidence,
        confidence: 0.4,
      }),
    );
    const found = find(window);
    expect(found.suppressed.map((s) => s.reason)).toEqual(window.map(() => 'repetitive'));
  });

  it('doubtful words of a window in which the recognizer was stopped are suppressed; sure ones and other windows stay', () => {
    const said = (confidence: number, looped: boolean) =>
      segment('We begin with it.', 1, 3, { confidence, evidence: { looped } });
    expectReason('repetitive', 'We begin with it.', find([said(0.49, true)]));
    expect(find([said(0.5, true)]).suppressed).toEqual([]);
    expect(find([said(0.49, false)]).suppressed).toEqual([]);
  });

  it('ordinary Tamil stays, however well its bytes compress', () => {
    const tamil =
      'அன்பிலான எல்லாம் தமக்கும் குரியார் அன்புடையார் என்பும் ஒரு யர்ப்பிரர்க்கு. சிங்கத்தின் கூட்டமென்றும் சிரியோருக்கு நாமகம் செய்யில்லை. மதிக்கின்ற மானிக்கம் மாது நம்போது மலர்க்கம்லை.';
    expect(find([{ ...segment(tamil, 0, 16, { confidence: 0.4 }), language: 'ta' }]).suppressed).toEqual([]);
  });

  it('ordinary speech stays', () => {
    expect(find([segment(longEnglish, 0, 12)]).suppressed).toEqual([]);
  });
});

describe('improbable', () => {
  const doubtful = (noSpeechProb: number | null, meanLogProb = -1.1) =>
    segment('Something like this.', 10, 12, { evidence: { meanLogProb, noSpeechProb } });

  it('is suppressed when the network hears nobody either', () => {
    expectReason('improbable', 'Something like this.', find([doubtful(0.7)]));
  });

  it('stays with a probability of no speech of 0.6, and with a mean log probability of -1', () => {
    expect(find([doubtful(0.6)]).suppressed).toEqual([]);
    expect(find([doubtful(0.9, -1)]).suppressed).toEqual([]);
  });

  it('doubtful words are enough when the network hears nobody, not when it does', () => {
    // As tiny.en hears washing dishes.
    const thanks = { confidence: 0.49, evidence: { meanLogProb: -0.99, noSpeechProb: 0.84 } };
    expectReason('improbable', 'Thank you.', find([segment('Thank you.', 69, 71, thanks)]));
    const okay = (noSpeechProb: number, confidence: number) =>
      segment('Okay.', 10, 11, { confidence, evidence: { meanLogProb: -0.53, noSpeechProb } });
    expectReason('improbable', 'Okay.', find([okay(0.64, 0.21)]));
    expect(find([okay(0.48, 0.21)]).suppressed).toEqual([]);
    expect(find([okay(0.64, 0.5)]).suppressed).toEqual([]);
  });

  it('without that output: suppressed when the detector hears less than 30 %', () => {
    const barely = (end: number) => [{ start: 9, end }];
    expectReason('improbable', 'Something like this.', find([doubtful(null)], barely(10.5)));
    expect(find([doubtful(null)], barely(10.7)).suppressed).toEqual([]);
  });
});

describe('anomalous', () => {
  const speech = [
    { start: 0, end: 10.2 },
    { start: 20, end: 30 },
  ];
  const around = (confidence: number, start = 10.4, end = 13.4) => [
    segment('We begin.', 1, 3),
    segment('of the of', start, end, { confidence }),
    segment('We go on.', 21, 23),
  ];

  it('improbable words between silences, mostly outside of speech, are suppressed', () => {
    expectReason('anomalous', 'of the of', find(around(0.1), speech, 30));
  });

  it('words that are probable enough stay', () => {
    expect(find(around(0.2), speech, 30).suppressed).toEqual([]);
  });

  it('so do those with speech in them', () => {
    expect(find(around(0.1, 7, 13), speech, 30).suppressed).toEqual([]);
  });

  it('and those within 2 s of others', () => {
    const close = [segment('We begin.', 6, 8.5), ...around(0.1).slice(1)];
    expect(find(close, speech, 30).suppressed).toEqual([]);
  });
});

describe('phrase', () => {
  const speech = [
    { start: 0, end: 10.2 },
    { start: 16, end: 30 },
  ];
  const thanks = (text: string, confidence: number, start = 10.3) => [
    segment('We begin.', 8, 9),
    segment(text, start, 13, { confidence }),
    segment('We go on.', 13.5, 17),
  ];

  it.each([
    'Thanks for watching!',
    'Thank you. Thank you.',
    'Untertitel der Amara.org-Community',
    'ご視聴ありがとうございました',
  ])('%s, doubtful and in silence, goes', (text) => {
    expectReason('phrase', text, find(thanks(text, 0.4), speech, 30));
  });

  it('never by its text alone: it stays when it is sure, or when somebody was heard', () => {
    expect(find(thanks('Thanks for watching!', 0.5), speech, 30).suppressed).toEqual([]);
    expect(find(thanks('Thanks for watching!', 0.4, 8.9), speech, 30).suppressed).toEqual([]);
    expect(find(thanks('Thanks for watching!', 0.4)).suppressed).toEqual([]);
  });

  it('another text with the same doubts stays', () => {
    expect(find(thanks('Thanks for the coffee!', 0.4), speech, 30).suppressed).toEqual([]);
  });
});

describe('foreign-script', () => {
  const russian = (confidence: number) => segment('продолжение работы', 20, 22, { confidence });

  it('a doubtful line in other letters is suppressed', () => {
    expectReason('foreign-script', 'продолжение работы', find([segment(longEnglish, 0, 12), russian(0.4)]));
  });

  it('a sure one stays, and one in a recording without a script of its own', () => {
    expect(find([segment(longEnglish, 0, 12), russian(0.5)]).suppressed).toEqual([]);
    expect(find([segment('Just a few words.', 0, 12), russian(0.4)]).suppressed).toEqual([]);
  });

  it('and one that was heard in a language of those letters', () => {
    const heard = { ...russian(0.4), language: 'ru' };
    expect(find([segment(longEnglish, 0, 12), heard]).suppressed).toEqual([]);
  });

  it('and one in a recording of two scripts', () => {
    const other = 'Мы обсудили планы на лето и решили, что обе команды будут работать вместе до осени.';
    const bilingual = [segment(longEnglish, 0, 12), segment(other, 14, 25)];
    expect(find([...bilingual, russian(0.4)]).suppressed).toEqual([]);
  });
});

it('is total: every word comes out once, in its order, kept or suppressed', () => {
  const segments = [
    segment('one two three four five six seven', 0, 7),
    segment('ha ha ha ha ha ha ha ha ha ha ha ha ha', 8, 12),
    segment('Thank you.', 40, 41),
    segment('...', 42, 43),
    segment(longEnglish, 50, 62),
  ];
  const { kept, suppressed } = find(
    segments,
    [
      { start: 0, end: 3 },
      { start: 8, end: 12 },
      { start: 50, end: 60 },
    ],
    70,
  );
  const out = [...kept, ...suppressed].flatMap((s) => s.words).sort((a, b) => a.start - b.start);
  expect(out).toEqual(segments.flatMap((s) => s.words));
  expect(kept.length).toBeGreaterThan(1);
  expect(suppressed.length).toBeGreaterThan(2);
  for (const s of [...kept, ...suppressed]) expect(s.text.length).toBeGreaterThan(0);
});

it('segments without words pass', () => {
  const bare = { ...segment('x', 0, 1), words: [], text: '' };
  expect(find([bare], [], 10)).toEqual({ kept: [bare], suppressed: [] });
});
