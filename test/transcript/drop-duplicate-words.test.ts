import { describe, expect, it } from 'vitest';
import type { Segment } from '../../src/domain/transcript.js';
import { dropDuplicateWords, type OwnWords } from '../../src/transcript/drop-duplicate-words.js';

function segment(text: string, start: number): Segment {
  const words = text
    .split(' ')
    .map((word, i) => ({ text: word, start: start + i * 0.3, end: start + i * 0.3 + 0.25, confidence: 0.9 }));
  return { text, start, end: words[words.length - 1].end, confidence: 0.9, language: 'en', words };
}
const texts = (channels: readonly OwnWords[]) => channels.map((own) => own.segments.map(({ text }) => text));
const channel = (level: number, ...segments: Segment[]) => ({ segments, level: () => level });

describe('a voice that two channels hear', () => {
  it('is kept where it is louder', () => {
    const far = channel(-15, segment('We ship it on friday.', 1.1));
    const near = channel(0, segment('We ship it on Friday', 1));
    expect(texts(dropDuplicateWords([far, near]))).toEqual([[], ['We ship it on Friday']]);
    expect(texts(dropDuplicateWords([near, far]))).toEqual([['We ship it on Friday'], []]);
    expect(dropDuplicateWords([far, near]).map(({ duplicates }) => duplicates)).toEqual([
      [{ start: far.segments[0].start, end: far.segments[0].end }],
      [],
    ]);
  });

  it('is kept once where both are as loud', () => {
    const channels = [1, 1.1].map((start) => channel(0, segment('we ship it on friday', start)));
    expect(texts(dropDuplicateWords(channels))).toEqual([['we ship it on friday'], []]);
  });

  it('goes together with what was misheard in between', () => {
    const near = channel(0, segment('the landslides almost completely blocked the roads', 1));
    const far = channel(-20, segment('the land lies completely blocked the rows', 1.2));
    expect(texts(dropDuplicateWords([near, far]))[1]).toEqual([]);
  });

  it('leaves the words that the channel has of its own', () => {
    const near = channel(0, segment('we ship it on friday', 1));
    const far = channel(-12, segment('we ship it on friday no the tests are red and nobody looks', 1));
    expect(texts(dropDuplicateWords([near, far]))[1]).toEqual(['no the tests are red and nobody looks']);
  });
});

describe('sound that two channels share', () => {
  const said = (text: string, level: number) => channel(level, segment(text, 1));
  const share = (value: number) => () => value;

  it('shows that a single word is one voice', () => {
    const channels = [said('yes', 0), said('yes', -3)];
    expect(texts(dropDuplicateWords(channels, share(0.9)))).toEqual([['yes'], []]);
  });

  it('shows that a word was misheard, whatever it became', () => {
    const channels = [said('the attack was successful', 0), said('a tech was so full', -12)];
    expect(texts(dropDuplicateWords(channels, share(0.8)))).toEqual([['the attack was successful'], []]);
    expect(texts(dropDuplicateWords(channels, share(0.05)))[1]).toEqual(['a tech was so full']);
  });

  it('counts for a word without any length, too', () => {
    const short = segment('a few words of my own and son', 0.1);
    const words = short.words.map((word) => (word.text === 'son' ? { ...word, end: word.start } : word));
    const near = channel(0, segment('skin', 2.1));
    const far = channel(-5, { ...short, words });
    expect(texts(dropDuplicateWords([near, far], share(0.8)))[1]).toEqual(['a few words of my own and']);
  });

  it('is not there when two people say the same at once', () => {
    const channels = [said('thank you bye bye', 0), said('thank you bye bye', -2)];
    expect(texts(dropDuplicateWords(channels, share(0.02)))[1]).toEqual(['thank you bye bye']);
    expect(texts(dropDuplicateWords(channels, share(0.2)))[1]).toEqual([]);
  });

  it('is not asked about words of different moments', () => {
    const channels = [channel(0, segment('we ship it', 1)), channel(-10, segment('nobody knows', 9))];
    const never = () => {
      throw new Error('asked');
    };
    expect(texts(dropDuplicateWords(channels, never))).toEqual([['we ship it'], ['nobody knows']]);
  });
});

describe('two people', () => {
  it('who both say yes stay', () => {
    const channels = [channel(0, segment('yes', 1)), channel(-3, segment('Yes.', 1.2))];
    expect(texts(dropDuplicateWords(channels))).toEqual([['yes'], ['Yes.']]);
  });

  it('who say the same at another time stay', () => {
    const channels = [
      channel(0, segment('we ship it on friday', 1)),
      channel(-10, segment('we ship it on friday', 4)),
    ];
    expect(texts(dropDuplicateWords(channels))).toEqual([['we ship it on friday'], ['we ship it on friday']]);
  });

  it('who speak at once stay', () => {
    const channels = [
      channel(0, segment('we ship it on friday', 1)),
      channel(-5, segment('nobody told me on time', 1)),
    ];
    expect(texts(dropDuplicateWords(channels))).toEqual([
      ['we ship it on friday'],
      ['nobody told me on time'],
    ]);
  });
});
