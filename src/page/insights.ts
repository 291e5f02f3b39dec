import { formatClock } from '../domain/time.js';
import { escapeHtml } from './escape.js';
import { turnAnchor } from './turns.js';

/** A sentence about the meeting, and the turns that support it. */
interface PageClaim {
  readonly text: string;
  /** Seconds; null: of no moment. */
  readonly start: number | null;
  readonly turnIds: readonly string[];
  /** Who is meant: who is to do something, who asked; null: nobody. */
  readonly who?: string | null;
  /** A task that is done. */
  readonly done?: boolean;
}

/** What is known of a meeting beside its words. */
export interface PageInsights {
  readonly summary: readonly PageClaim[];
  readonly keyPoints: readonly PageClaim[];
  readonly decisions: readonly PageClaim[];
  readonly questions: readonly PageClaim[];
  readonly actionItems: readonly PageClaim[];
  readonly chapters: readonly PageClaim[];
}

const titles: readonly (readonly [
  part: 'keyPoints' | 'decisions' | 'actionItems' | 'questions',
  title: string,
])[] = [
  ['decisions', 'Decisions'],
  ['actionItems', 'To do'],
  ['questions', 'Open questions'],
  ['keyPoints', 'Key points'],
];

/** Summary, decisions, tasks, questions and points, each with links to where it was said; nothing without any. */
export function insightSections(insights: PageInsights | null): string {
  if (insights === null) return '';
  const { summary } = insights;
  const about =
    summary.length > 0
      ? `<section class="summary" aria-labelledby="summary-title"><h2 id="summary-title">Summary</h2><p dir="auto">${summary.map((claim) => `${escapeHtml(claim.text)}${where(claim)}`).join(' ')}</p></section>`
      : '';
  const lists = titles.flatMap(([part, title]) => {
    const items = insights[part].map(
      (claim) =>
        `<li dir="auto"${claim.done ? ' class="done"' : ''}>${claim.done ? '<span class="tick" aria-label="done">✓</span> ' : ''}${escapeHtml(claim.text)}${claim.who ? ` <span class="whose">${escapeHtml(claim.who)}</span>` : ''}${where(claim)}</li>`,
    );
    return items.length > 0
      ? [
          `<section aria-labelledby="${part}-title"><h2 id="${part}-title">${title}</h2><ul>${items.join('')}</ul></section>`,
        ]
      : [];
  });
  return about + (lists.length > 0 ? `<div class="points">${lists.join('')}</div>` : '');
}

/** The chapters, as a way into the transcript. */
export function chapterList(insights: PageInsights | null): string {
  if (insights === null || insights.chapters.length === 0) return '';
  const items = insights.chapters.map(
    ({ text, start, turnIds }) =>
      `<li><a href="${address(turnIds, start)}"><span class="at">${start === null ? '' : formatClock(start, 'short')}</span> <span dir="auto">${escapeHtml(text)}</span></a></li>`,
  );
  return `<nav class="chapters" aria-labelledby="chapters-title"><h2 id="chapters-title">Chapters</h2><ol>${items.join('')}</ol></nav>`;
}

/** A turn can be found without a script; a moment cannot. */
function address(turnIds: readonly string[], start: number | null): string {
  if (turnIds.length > 0) return `#${escapeHtml(turnAnchor(turnIds[0]))}`;
  return start === null ? '#transcript' : `#t=${start.toFixed(1)}`;
}

function where(claim: PageClaim): string {
  if (claim.start === null) return '';
  return ` <a class="at" href="${address(claim.turnIds, claim.start)}">${formatClock(claim.start, 'short')}</a>`;
}
