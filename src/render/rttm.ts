import type { Meeting } from '../domain/meeting.js';
import { milliseconds } from '../domain/time.js';
import { recordingToken, seconds, speakerTokens } from './tokens.js';

/**
 * NIST's Rich Transcription Time Marked: who speaks when, by the spans of the voices, so two who speak at once are both
 * there. A line has ten fields: type, file, channel, onset, duration, then the name among fields that are not used.
 */
export function renderRttm(meeting: Meeting): string {
  const file = recordingToken(meeting);
  const labelOf = speakerTokens(meeting);
  return meeting.clusters
    .flatMap(({ id, spans }) =>
      spans.map((span) => ({
        label: labelOf(id),
        start: milliseconds(span.start),
        end: milliseconds(span.end),
      })),
    )
    .filter(({ start, end }) => end > start)
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map(
      ({ label, start, end }) =>
        `SPEAKER ${file} 1 ${seconds(start)} ${seconds(end - start)} <NA> <NA> ${label} <NA> <NA>\n`,
    )
    .join('');
}
