import type { Meeting } from '../domain/meeting.js';
import { oneLine, speakerNames } from './plain-text.js';

/** Plain text: one paragraph `Name: text` per turn, an empty line between two. Nothing when nobody speaks. */
export function renderText(meeting: Meeting): string {
  const nameOf = speakerNames(meeting);
  const paragraphs: string[] = [];
  for (const turn of meeting.turns) {
    const text = oneLine(turn.text);
    if (text !== '') paragraphs.push(`${nameOf(turn.clusterId)}: ${text}\n`);
  }
  return paragraphs.join('\n');
}
