import type { Meeting } from '../domain/meeting.js';
import { formatClock } from '../domain/time.js';
import { type SubtitleShape, subtitleDefaults } from './cue-length.js';
import { speakerNames } from './speaker-names.js';
import { buildCues } from './subtitles.js';
import { breakToWidth, displayWidth } from './text-width.js';

/**
 * SubRip: UTF-8 without a mark, CRLF, the speaker as `Name: ` where it changes. A meeting without words is empty.
 * The id of the meeting is not in it: SubRip has no comments, and players show any text between two cues.
 */
export function renderSrt(meeting: Meeting, shape: SubtitleShape = subtitleDefaults): string {
  const nameOf = speakerNames(meeting);
  const lead = (clusterId: string) => `${shorten(defuse(nameOf(clusterId)), shape)}:`;
  const cues = buildCues(meeting, shape.speakers ? lead : () => '', shape);
  return cues
    .map((cue, i) => {
      const times = `${formatClock(cue.start, 'srt')} --> ${formatClock(cue.end, 'srt')}`;
      return [i + 1, times, ...cue.lines.map(defuse), '', ''].join('\r\n');
    })
    .join('');
}

/** A name takes at most half a line, so that words fit beside it. */
function shorten(name: string, { lineWidth }: SubtitleShape): string {
  const room = Math.floor(lineWidth / 2) - 1;
  if (displayWidth(name) <= room) return name;
  return `${breakToWidth(name, room - 1)[0].trimEnd()}…`;
}

/**
 * SubRip knows no escapes, and players read `<i>` and `{\an8}` as markup: the characters that open it give way to
 * their look-alikes, which are as wide.
 */
function defuse(text: string): string {
  return text
    .replace(/-{2,}>/g, '->')
    .replaceAll('<', '‹')
    .replaceAll('{', '(')
    .replaceAll('}', ')');
}
