import type { Meeting } from '../domain/meeting.js';
import { milliseconds } from '../domain/time.js';
import { oneLine } from '../domain/visible-text.js';
import { recordingToken, seconds, speakerTokens } from './tokens.js';

/**
 * NIST's Segment Time Marked: a turn a line, with file, channel, speaker, start, end and text. Scoring tools read
 * alternatives in braces, optional words in parentheses and labels in angle brackets: these marks are left out.
 */
export function renderStm(meeting: Meeting): string {
  const file = recordingToken(meeting);
  const labelOf = speakerTokens(meeting);
  return meeting.turns
    .map((turn) => ({
      turn,
      text: oneLine(turn.text.replace(/[{}()<>]/g, ' ')).replace(/(^| )@(?= |$)/g, ''),
    }))
    .filter(({ text }) => text.trim() !== '')
    .sort((a, b) => a.turn.start - b.turn.start)
    .map(({ turn, text }) => {
      const [start, end] = [turn.start, turn.end].map(milliseconds);
      return `${file} 1 ${labelOf(turn.clusterId)} ${seconds(start)} ${seconds(end)} ${text.trim()}\n`;
    })
    .join('');
}
