import type { Meeting } from '../domain/meeting.js';

/**
 * A meeting that says what it says in English: turns with a translation have its text, without times of words, since they
 * stand in another order than what was said; formats share the time of the turn among them. Turns without one stay as
 * they are. Pure.
 */
export function translatedMeeting(meeting: Meeting): Meeting {
  return {
    ...meeting,
    turns: meeting.turns.map((turn) => {
      const { translation, translationIsOlder, ...plain } = turn;
      return translation === undefined ? turn : { ...plain, text: translation, language: 'en', words: [] };
    }),
  };
}
