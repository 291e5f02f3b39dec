import { expect, it } from 'vitest';
import { renderSrt } from '../../src/render/srt.js';
import { translatedMeeting } from '../../src/transcript/translated-meeting.js';
import { makeMeeting, makeRecording } from '../store/fixture.js';

const meeting = {
  ...makeMeeting(makeRecording('a.ogg'), { id: '', displayName: 'Maya' }, 'id'),
  turns: [
    {
      clusterId: 'S1',
      start: 10,
      end: 14,
      text: 'Guten Morgen zusammen.',
      confidence: 0.9,
      language: 'de',
      words: [],
      translation: 'Good morning, everybody.',
      translationIsOlder: true as const,
    },
    { clusterId: 'S2', start: 15, end: 16, text: 'Hello.', confidence: 0.9, language: 'en', words: [] },
  ],
};

it('a meeting in English says the translations, over the time of their turns, and the rest as it is', () => {
  const [translated, plain] = translatedMeeting(meeting).turns;
  expect(translated).toMatchObject({ text: 'Good morning, everybody.', language: 'en', start: 10, end: 14 });
  expect(translated).not.toHaveProperty('translation');
  expect(translated.words).toEqual([]);
  expect(plain).toBe(meeting.turns[1]);
});

it('its subtitles are English', () => {
  const srt = renderSrt(translatedMeeting(meeting));
  expect(srt).toContain('00:00:10,000 -->');
  expect(srt).toContain('Good morning, everybody.');
  expect(srt).not.toContain('Guten');
});
