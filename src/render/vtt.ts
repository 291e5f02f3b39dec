import { type Meeting, spokenLanguages } from '../domain/meeting.js';
import { formatClock } from '../domain/time.js';
import { oneLine } from '../domain/visible-text.js';
import { modelNames } from './model-names.js';
import { speakerNames } from './speaker-names.js';
import { buildCues } from './subtitles.js';

/** WebVTT (W3C): every cue has an id and a voice span with the speaker's name, which players do not show. */
export function renderVtt(meeting: Meeting): string {
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
  for (const [i, cue] of buildCues(meeting, () => '').entries()) {
    const voice = `<v ${escapeVtt(nameOf(cue.clusterId))}>${cue.lines.map(escapeVtt).join('\n')}</v>`;
    blocks.push(`${i + 1}\n${formatClock(cue.start, 'vtt')} --> ${formatClock(cue.end, 'vtt')}\n${voice}`);
  }
  return `${blocks.join('\n\n')}\n`;
}

/** An arrow would end a cue's text wherever it stands, so it loses a dash before it is escaped. */
function escapeVtt(text: string): string {
  return text
    .replaceAll('-->', '->')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
