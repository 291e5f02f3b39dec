import { type Meeting, spokenLanguages } from '../domain/meeting.js';
import { formatClock } from '../domain/time.js';
import { oneLine } from '../domain/visible-text.js';
import { type SubtitleShape, subtitleDefaults } from './cue-length.js';
import { modelNames } from './model-names.js';
import { speakerNames } from './speaker-names.js';
import { buildCues } from './subtitles.js';

/**
 * WebVTT (W3C): every cue has an id, and a voice span with the speaker's name unless none is wanted; players do not show
 * it.
 */
export function renderVtt(meeting: Meeting, shape: SubtitleShape = subtitleDefaults): string {
  const nameOf = speakerNames(meeting);
  const note = (label: string, text: string) => `${label}: ${escapeVtt(oneLine(text))}`;
  const blocks = [
    'WEBVTT',
    [
      'NOTE',
      note('meeting', meeting.id),
      note('language', spokenLanguages(meeting).join(', ')),
      ...Object.entries(modelNames(meeting.models)).map(([task, name]) => note(task, name)),
    ].join('\n'),
  ];
  for (const [i, cue] of buildCues(meeting, () => '', shape).entries()) {
    const text = cue.lines.map(escapeVtt).join('\n');
    const voice = shape.speakers ? `<v ${escapeVtt(nameOf(cue.clusterId))}>${text}</v>` : text;
    blocks.push(`${i + 1}\n${formatClock(cue.start, 'vtt')} --> ${formatClock(cue.end, 'vtt')}\n${voice}`);
  }
  return `${blocks.join('\n\n')}\n`;
}

/** An arrow would end a cue's text wherever it stands, so it loses a dash before it is escaped. */
function escapeVtt(text: string): string {
  return text
    .replace(/-{2,}>/g, '->')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
