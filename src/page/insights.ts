import type { ActionItem, Claim, Insights } from '../domain/insights.js';
import { formatClock } from '../domain/time.js';
import { escapeHtml } from './escape.js';
import { turnAnchor } from './turns.js';

/** What the sections need of a page. */
interface Told {
  readonly insights: Insights | null;
  readonly nameOf: (clusterId: string) => string;
}

const lists = [
  ['decisions', 'Decisions'],
  ['actionItems', 'To do'],
  ['questions', 'Questions'],
  ['risks', 'Risks'],
  ['keyPoints', 'Key points'],
] as const;

/** Summary, decisions, tasks, questions and points, each with links to where it was said; nothing without any. */
export function insightSections({ insights, nameOf }: Told): string {
  if (insights === null) return '';
  const summary = insights.summary.map((claim) => `${escapeHtml(claim.text)}${where(claim)}`).join(' ');
  const about =
    summary === ''
      ? ''
      : `<section class="summary" aria-labelledby="summary-title"><h2 id="summary-title">Summary</h2><p dir="auto">${summary}</p></section>`;
  const sections = lists.flatMap(([part, title]) => {
    const items = insights[part].map((claim) => item(claim, nameOf));
    if (items.length === 0) return [];
    return `<section aria-labelledby="${part}-title"><h2 id="${part}-title">${title}</h2><ul>${items.join('')}</ul></section>`;
  });
  return about + (sections.length > 0 ? `<div class="points">${sections.join('')}</div>` : '');
}

function item(claim: Claim | ActionItem, nameOf: Told['nameOf']): string {
  const owner = 'ownerClusterId' in claim ? claim : null;
  const who = owner?.ownerClusterId ? nameOf(owner.ownerClusterId) : owner?.ownerName;
  const facts = [who, owner?.dueDate && `by ${owner.dueDate}`]
    .filter(Boolean)
    .map((fact) => escapeHtml(String(fact)));
  const whose = facts.map((fact) => ` <span class="whose">${fact}</span>`).join('');
  const done = owner?.status === 'completed';
  const tick = done ? '<span role="img" aria-label="done">✓</span> ' : '';
  return `<li dir="auto"${done ? ' class="done"' : ''}>${tick}${escapeHtml(claim.text)}${whose}${where(claim)}</li>`;
}

/** The chapters, as a way into the transcript. */
export function chapterList({ insights }: Pick<Told, 'insights'>): string {
  if (insights === null || insights.chapters.length === 0) return '';
  const items = insights.chapters.map(
    ({ title, start, turnIds }) =>
      `<li><a href="${address(turnIds, start)}"><span class="at">${formatClock(start, 'short')}</span> <span dir="auto">${escapeHtml(title)}</span></a></li>`,
  );
  return `<nav class="chapters" aria-labelledby="chapters-title"><h2 id="chapters-title">Chapters</h2><ol>${items.join('')}</ol></nav>`;
}

/** A turn can be found without a script; a moment cannot. */
function address(turnIds: readonly string[], start: number): string {
  return turnIds.length > 0 ? `#${escapeHtml(turnAnchor(turnIds[0]))}` : `#t=${start.toFixed(1)}`;
}

/** What a person wrote has no place in the recording. */
function where({ turnIds, start }: Claim): string {
  if (turnIds.length === 0) return '';
  return ` <a class="at" href="${address(turnIds, start)}">${formatClock(start, 'short')}</a>`;
}
