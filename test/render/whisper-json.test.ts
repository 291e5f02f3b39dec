import { describe, expect, it } from 'vitest';
import { oneLine } from '../../src/domain/visible-text.js';
import { renderWhisperJson, renderWhisperxJson } from '../../src/render/whisper-json.js';
import { meeting, speaker, turn, wildMeeting, words } from './meetings.js';

const said = meeting(
  [turn('S2', words('See example. We ship.', 2)), turn('S1', words('Good.', 1))],
  [speaker('S1', 'Maya')],
);

describe('whisper-json', () => {
  it('has the keys of openai/whisper, a segment for each sentence, and a space before each word', () => {
    const { text, language, segments } = JSON.parse(renderWhisperJson(said));
    expect(text).toBe(' Good. See example. We ship.');
    expect(language).toBe('en');
    expect(segments).toHaveLength(3);
    expect(segments[1]).toEqual({
      id: 1,
      seek: 0,
      start: 2,
      end: 2.55,
      text: ' See example.',
      tokens: [],
      temperature: 0,
      avg_logprob: -0.105,
      compression_ratio: expect.closeTo(0.6, 1),
      no_speech_prob: 0,
      words: [
        { word: ' See', start: 2, end: 2.25, probability: 0.9 },
        { word: ' example.', start: 2.3, end: 2.55, probability: 0.9 },
      ],
    });
  });

  it.each([1, 2, 3])('says everything, and its words are its text (%i)', (seed) => {
    const wild = wildMeeting(seed);
    const { segments } = JSON.parse(renderWhisperJson(wild)) as {
      segments: { text: string; words: { word: string }[] }[];
    };
    for (const { text, words: parts } of segments)
      expect(
        parts
          .map(({ word }) => word)
          .join('')
          .trim(),
      ).toBe(text.trim());
    const letters = (texts: string[]) => [...texts.join('').replace(/\s+/g, '')].sort().join('');
    expect(letters(segments.map(({ text }) => text))).toBe(
      letters(wild.turns.map(({ text }) => oneLine(text))),
    );
  });

  it('divides no word that has a full stop inside', () => {
    const glued = words('example. org is up.', 1).map((word, i) =>
      i === 1 ? { ...word, glued: true } : word,
    );
    const { segments } = JSON.parse(renderWhisperJson(meeting([turn('S1', glued, 'example.org is up.')])));
    expect(segments.map(({ text }: { text: string }) => text)).toEqual([' example.org is up.']);
  });
});

it('whisperx-json has its speakers in segments and words, and all words once more', () => {
  const { segments, word_segments, language } = JSON.parse(renderWhisperxJson(said));
  expect(language).toBe('en');
  expect(segments[0]).toEqual({
    start: 1,
    end: 1.25,
    text: 'Good.',
    words: [{ word: 'Good.', start: 1, end: 1.25, score: 0.9, speaker: 'Maya' }],
    speaker: 'Maya',
  });
  expect(segments.map(({ speaker: name }: { speaker: string }) => name)).toEqual([
    'Maya',
    'Speaker 2',
    'Speaker 2',
  ]);
  expect(word_segments).toEqual(segments.flatMap(({ words: each }: { words: unknown[] }) => each));
});
