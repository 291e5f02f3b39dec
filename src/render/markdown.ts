import { stringify } from 'yaml';
import { isDoubtful } from '../domain/confidence.js';
import { type Meeting, shortId, spokenLanguages } from '../domain/meeting.js';
import { isoDate } from '../domain/recorded-at.js';
import type { Turn } from '../domain/speakers.js';
import { formatClock } from '../domain/time.js';
import { describeUnrecognized } from '../domain/unrecognized.js';
import { oneLine } from '../domain/visible-text.js';
import { findOverlapping } from '../transcript/find-overlapping.js';
import { modelNames } from './model-names.js';
import { speakerNames } from './speaker-names.js';

/**
 * Markdown: a YAML front matter about the meeting, warnings and notes about the recording, then the turns as paragraphs
 * `[hh:mm:ss] **Name:** text`.
 */
export function renderMarkdown(meeting: Meeting): string {
  const nameOf = speakerNames(meeting);
  const paragraphs = [`---\n${frontMatter(meeting, nameOf)}---\n`];
  const { warnings, notes } = meeting.recording;
  const remarks = [...warnings, ...notes].map((remark) => `> ${escapeMarkdown(oneLine(remark))}\n`);
  if (remarks.length > 0) paragraphs.push(remarks.join('>\n'));
  const turns = meeting.turns.filter((turn) => oneLine(turn.text) !== '');
  const spoken = turns.map((turn) => ({
    start: turn.start,
    line: spokenLine(turn, meeting, nameOf) + translationOf(turn),
  }));
  const lost = meeting.unrecognized.map((span) => ({
    start: span.start,
    line: `*${describeUnrecognized(span)}*`,
  }));
  for (const { start, line } of [...spoken, ...lost].sort((a, b) => a.start - b.start))
    paragraphs.push(`[${formatClock(start, 'clock')}] ${line}\n`);
  if (spoken.length === 0 && (lost.length > 0 || meeting.clusters.length > 0))
    paragraphs.push('*Speech was found in this recording, but no words were understood.*\n');
  else if (spoken.length === 0) paragraphs.push('*No speech was found in this recording.*\n');
  if (meeting.suppressed.length > 0) paragraphs.push(describeSuppressed(meeting));
  return paragraphs.join('\n');
}

function spokenLine(turn: Turn, { clusters }: Meeting, nameOf: (clusterId: string) => string): string {
  const doubt = isDoubtful(turn) ? ` *(doubtful: confidence ${turn.confidence.toFixed(2)})*` : '';
  const others = new Set(findOverlapping(turn, clusters).map(({ clusterId }) => nameOf(clusterId)));
  const also = others.size > 0 ? ` *(at the same time: ${escapeMarkdown([...others].join(', '))})*` : '';
  return `**${escapeMarkdown(nameOf(turn.clusterId))}:** ${escapeMarkdown(oneLine(turn.text))}${doubt}${also}`;
}

/** A quotation below the turn, so that the first text stays one line; nothing without a translation. */
function translationOf({ translation, translationIsOlder }: Turn): string {
  if (translation === undefined || oneLine(translation) === '') return '';
  const older = translationIsOlder ? ' *(of the text before it was corrected)*' : '';
  return `\n\n> *In English:* ${escapeMarkdown(oneLine(translation))}${older}`;
}

function describeSuppressed({ id, suppressed }: Meeting): string {
  const count = suppressed.length;
  const passages = count === 1 ? '1 passage was' : `${count} passages were`;
  return `*${passages} left out as probably not spoken: \`scribe transcript ${shortId(id)} --suppressed\`.*\n`;
}

function frontMatter(meeting: Meeting, nameOf: (clusterId: string) => string): string {
  const { id, title, recording, language, models, clusters, speakers } = meeting;
  const languages = spokenLanguages(meeting);
  const matter = {
    title: oneLine(title),
    id,
    date: isoDate(recording.recordedAt, recording.dating),
    duration: formatClock(recording.duration, 'clock'),
    language,
    ...(languages.length > 1 && { languages }),
    models: modelNames(models),
    speakers: clusters.map((cluster) => {
      const speaker = speakers.find((s) => s.clusterId === cluster.id);
      const identified = (speaker?.profileId ?? null) !== null;
      // Whom an unnamed voice resembles helps the reader to name it; beside a name it would only sow doubt.
      const resembles = identified ? [] : (speaker?.candidates ?? []);
      return {
        name: nameOf(cluster.id),
        cluster: cluster.id,
        identified,
        confidence: hundredths(speaker?.similarity ?? 0),
        ...(resembles.length > 0 && {
          candidates: resembles.map((c) => ({
            name: oneLine(c.displayName),
            similarity: hundredths(c.similarity),
          })),
        }),
      };
    }),
  };
  // Every string is quoted: readers of YAML 1.1 would take `no`, `1:30` or a date for something else.
  return stringify(matter, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 });
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

/**
 * Escapes what CommonMark, GitHub, Obsidian or Pandoc would read as markup inside a line. Marks that mean
 * something only at the start of a line stay, since no line starts with spoken text.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>&~$^|@]/g, '\\$&')
    .replace(/([=%])(?=\1)/g, '\\$1')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/\b(www)\./gi, '$1\\.')
    .replace(/(^|\s)#(?=\S)/g, '$1\\#');
}
