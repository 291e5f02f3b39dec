import type { ActionItem, Claim, Insights } from '../domain/insights.js';
import { type Meeting, shortId } from '../domain/meeting.js';
import { isoDate } from '../domain/recorded-at.js';
import { formatClock, milliseconds } from '../domain/time.js';
import { oneLine, toJson } from '../domain/visible-text.js';
import { escapeMarkdown } from './markdown.js';
import { speakerNames } from './speaker-names.js';

/** What a meeting comes to, as Markdown to be sent around; tasks are a list to tick. */
export function renderSummary(meeting: Meeting): string {
  const { title, recording, insights } = meeting;
  const nameOf = speakerNames(meeting);
  const people = meeting.clusters.map(({ id }) => nameOf(id)).join(', ');
  const about = [
    isoDate(recording.recordedAt, recording.dating),
    formatClock(recording.duration, 'clock'),
    people,
  ];
  const lines = [
    `# ${escapeMarkdown(oneLine(title))}\n`,
    `${escapeMarkdown(about.filter(Boolean).join(' · '))}\n`,
  ];
  if (!insights) return `${lines.join('\n')}\n*Nothing was summed up.*\n`;
  const place = ({ start, turnIds }: Claim) =>
    turnIds.length > 0 ? `[${formatClock(start, 'clock')}] ` : '';
  const claim = (each: Claim) => {
    const who = each.clusterId === null ? '' : `**${escapeMarkdown(nameOf(each.clusterId))}:** `;
    return `- ${place(each)}${who}${escapeMarkdown(oneLine(each.text))}`;
  };
  const item = (each: ActionItem) => {
    const facts = [ownerOf(each, nameOf), each.dueDate].filter((fact) => fact !== null);
    const who = facts.length > 0 ? ` *(${escapeMarkdown(facts.join(', '))})*` : '';
    return `- [${each.status === 'completed' ? 'x' : ' '}] ${place(each)}${escapeMarkdown(oneLine(each.text))}${who}`;
  };
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['Summary', insights.summary.map(claim)],
    ['Decisions', insights.decisions.map(claim)],
    ['Action items', insights.actionItems.map(item)],
    ['Key points', insights.keyPoints.map(claim)],
    ['Questions', insights.questions.map(claim)],
    ['Risks', insights.risks.map(claim)],
    [
      'Chapters',
      insights.chapters.map(
        ({ title: name, start }) => `- [${formatClock(start, 'clock')}] ${escapeMarkdown(oneLine(name))}`,
      ),
    ],
    ['Topics', insights.topics.length > 0 ? [escapeMarkdown(insights.topics.join(', '))] : []],
  ];
  for (const [name, list] of parts) if (list.length > 0) lines.push(`## ${name}\n`, `${list.join('\n')}\n`);
  return lines.join('\n');
}

/** The same for programs; times are whole milliseconds on the recording's clock. */
export function renderSummaryJson(meeting: Meeting): string {
  const { id, title, language, recording, insights } = meeting;
  const nameOf = speakerNames(meeting);
  const claim = ({ text, start, end, clusterId, turnIds, origin = insights?.origin }: Claim) => ({
    text,
    clusterId,
    speaker: clusterId === null ? null : nameOf(clusterId),
    startMs: milliseconds(start),
    endMs: milliseconds(end),
    turnIds,
    origin,
  });
  const item = (each: ActionItem) => ({
    ...claim(each),
    owner: ownerOf(each, nameOf),
    ownerClusterId: each.ownerClusterId,
    dueDate: each.dueDate,
    status: each.status ?? 'todo',
    task: each.taskId === undefined ? null : shortId(each.taskId),
  });
  const lists = (from: Insights) => ({
    summary: from.summary.map(claim),
    keyPoints: from.keyPoints.map(claim),
    decisions: from.decisions.map(claim),
    actionItems: from.actionItems.map(item),
    questions: from.questions.map(claim),
    risks: from.risks.map(claim),
    chapters: from.chapters.map(({ title: name, start, end, turnIds }) => ({
      title: name,
      startMs: milliseconds(start),
      endMs: milliseconds(end),
      turnIds,
    })),
    topics: from.topics,
  });
  const about = {
    format: 'scribe-summary',
    version: 1,
    id,
    title,
    language,
    recordedAt: recording.recordedAt,
    durationMs: milliseconds(recording.duration),
    /** Who made it; null: nothing was made. */
    origin: insights?.origin ?? null,
  };
  return `${toJson({ ...about, ...(insights && lists(insights)) }, 2)}\n`;
}

function ownerOf(
  { ownerClusterId, ownerName }: ActionItem,
  nameOf: (clusterId: string) => string,
): string | null {
  return ownerClusterId === null ? ownerName : nameOf(ownerClusterId);
}
