import type { Meeting } from '../domain/meeting.js';
import { formatClock, milliseconds } from '../domain/time.js';
import { oneLine, toJson } from '../domain/visible-text.js';
import { escapeXml } from './escape-xml.js';
import { speakerNames } from './speaker-names.js';

/**
 * oTranscribe's own format: JSON with the HTML of its editor, in which a click on a time plays from there. A turn is a
 * paragraph. The audio is opened by hand; its name is there so that one knows which.
 */
export function renderOtr(meeting: Meeting): string {
  const nameOf = speakerNames(meeting);
  const paragraphs = meeting.turns
    .map((turn) => ({ turn, text: oneLine(turn.text) }))
    .filter(({ text }) => text !== '')
    .map(({ turn, text }) => {
      const at = (milliseconds(turn.start) / 1000).toFixed(3);
      const time = `<span class="timestamp" contenteditable="false" data-timestamp="${at}">${formatClock(turn.start, 'short')}</span>`;
      return `<p>${time} <b>${escapeXml(nameOf(turn.clusterId))}:</b> ${escapeXml(text)}</p>`;
    });
  return `${toJson({ text: paragraphs.join(''), media: meeting.recording.fileName, 'media-time': 0 })}\n`;
}
