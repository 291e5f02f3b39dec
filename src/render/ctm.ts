import type { Meeting } from '../domain/meeting.js';
import { milliseconds } from '../domain/time.js';
import { recordingToken, seconds, token } from './tokens.js';
import { wordsOf } from './turn-words.js';

/**
 * NIST's Conversation Time Marked: a word a line, by start, with file, channel, start, duration and confidence. It knows
 * no speakers; a word with white space inside is written with underscores.
 */
export function renderCtm(meeting: Meeting): string {
  const file = recordingToken(meeting);
  return meeting.turns
    .flatMap(wordsOf)
    .sort((a, b) => a.start - b.start)
    .map(({ text, start, end, confidence }) => {
      const from = milliseconds(start);
      const duration = Math.max(0, milliseconds(end) - from);
      return `${file} 1 ${seconds(from)} ${seconds(duration)} ${token(text)} ${confidence.toFixed(2)}\n`;
    })
    .join('');
}
