import type { ActionItem, Claim, Insights } from '../domain/insights.js';
import type { Meeting } from '../domain/meeting.js';
import { formatClock } from '../domain/time.js';
import { escapeHtml } from './escape.js';
import { turnAnchor } from './turns.js';

/** What the sections need of a page. */
interface Told {
  readonly meeting: Meeting;
  readonly insights: Insights | null;
  readonly nameOf: (clusterId: string) => string;
  readonly voiceOf: (clusterId: string) => string;
  readonly turnIds: readonly string[];
}

const lists = [
  ['decisions', 'Decisions'],
  ['actionItems', 'To do'],
  ['questions', 'Questions'],
  ['risks', 'Risks'],
  ['keyPoints', 'Key points'],
] as const;

/** Summary, decisions, tasks, questions and points, each with links to where it was said; nothing without any. */
export function insightSections(told: Told): string {
  const { insights } = told;
  if (insights === null) return '';
  const { summary } = insights;
  // Sentences of different people are no paragraph.
  const isQuoted = summary.some(({ clusterId }) => clusterId !== null);
  const said = isQuoted
    ? `<ul>${summary.map((claim) => item(claim, told)).join('')}</ul>`
    : `<p dir="auto">${summary.map((claim) => `${escapeHtml(claim.text)}${where(claim, told)}`).join(' ')}</p>`;
  const about =
    summary.length === 0
      ? ''
      : `<section class="summary" aria-labelledby="summary-title"><h2 id="summary-title">Summary</h2>${said}</section>`;
  const sections = lists.flatMap(([part, title]) => {
    const items = insights[part].map((claim) => item(claim, told));
    if (items.length === 0) return [];
    return `<section aria-labelledby="${part}-title"><h2 id="${part}-title">${title}</h2><ul>${items.join('')}</ul></section>`;
  });
  return about + (sections.length > 0 ? `<div class="points">${sections.join('')}</div>` : '');
}

/** A claim: who says it, or who is to do it. */
function item(claim: Claim | ActionItem, told: Told): string {
  const { nameOf, voiceOf } = told;
  const task = 'ownerClusterId' in claim ? claim : null;
  const owner = task?.ownerClusterId ? nameOf(task.ownerClusterId) : task?.ownerName;
  const facts = [owner, task?.dueDate && `by ${task.dueDate}`].filter((fact) => typeof fact === 'string');
  const whose = facts.map((fact) => ` <span class="whose">${escapeHtml(fact)}</span>`).join('');
  const speaker = task === null ? claim.clusterId : null;
  const by = speaker === null ? '' : `<b class="by ${voiceOf(speaker)}">${escapeHtml(nameOf(speaker))}:</b> `;
  const done = task?.status === 'completed';
  const tick = done ? '<span role="img" aria-label="done">✓</span> ' : '';
  return `<li dir="auto"${done ? ' class="done"' : ''}>${tick}${by}${escapeHtml(claim.text)}${whose}${where(claim, told)}</li>`;
}

/** The chapters, as a way into the transcript. */
export function chapterList(told: Told): string {
  const { insights } = told;
  if (insights === null || insights.chapters.length === 0) return '';
  const items = insights.chapters.map(
    (chapter) =>
      `<li><a href="${address(chapter, told)}"><span class="at">${formatClock(chapter.start, 'short')}</span> <span dir="auto">${escapeHtml(chapter.title)}</span></a></li>`,
  );
  return `<nav class="chapters" aria-labelledby="chapters-title"><h2 id="chapters-title">Chapters</h2><ol>${items.join('')}</ol></nav>`;
}

type Place = Pick<Claim, 'start' | 'turnIds'>;

/** Of the turn where something was said: by its id or, on a page that does not know ids, by the time. */
function address({ start, turnIds }: Place, { meeting, turnIds: known }: Told): string {
  const byId = known.indexOf(turnIds[0] ?? '');
  const at = byId >= 0 ? byId : meeting.turns.findIndex((turn) => turn.start <= start && start < turn.end);
  // A turn can be found without a script; a moment cannot.
  return at >= 0 ? `#${escapeHtml(turnAnchor(known[at]))}` : `#t=${start.toFixed(1)}`;
}

/** What a person wrote has no place in the recording. */
function where(claim: Claim, told: Told): string {
  if (claim.turnIds.length === 0) return '';
  return ` <a class="at" href="${address(claim, told)}">${formatClock(claim.start, 'short')}</a>`;
}
