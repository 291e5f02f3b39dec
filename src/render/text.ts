import type { Meeting } from '../domain/meeting.js';
import { oneLine } from '../domain/visible-text.js';
import { speakerNames } from './speaker-names.js';

/**
 * Plain text: one paragraph `Name: text` per turn, an empty line between two. A translation is a second line,
 * indented. The last paragraph names the meeting.
 */
export function renderText(meeting: Meeting): string {
  const nameOf = speakerNames(meeting);
  const paragraphs: string[] = [];
  for (const turn of meeting.turns) {
    const text = oneLine(turn.text);
    if (text === '') continue;
    const older = turn.translationIsOlder ? ', before the correction' : '';
    const translation = oneLine(turn.translation ?? '');
    const second = translation === '' ? '' : `    [in English${older}] ${translation}\n`;
    paragraphs.push(`${nameOf(turn.clusterId)}: ${text}\n${second}`);
  }
  paragraphs.push(`[meeting ${meeting.id}]\n`);
  return paragraphs.join('\n');
}
