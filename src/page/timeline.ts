import type { Meeting } from '../domain/meeting.js';
import { formatClock, joinSpans, type Span, totalSeconds } from '../domain/time.js';
import { escapeHtml } from './escape.js';

/** What the drawings need of a page. */
interface Drawn {
  readonly meeting: Meeting;
  readonly nameOf: (clusterId: string) => string;
  readonly voiceOf: (clusterId: string) => string;
}

/** Width of the drawing, in its own units. */
const width = 1000;
/** Height of the lane of one voice, and of the part of it that is drawn, in the same units. */
const lane = { height: 10, bar: 7 } as const;
/** Seconds: shorter pauses cannot be seen. */
const shortestPause = 0.3;

/** When each voice speaks, one lane below the other; the whole width is the recording. Decoration: the transcript says it. */
export function timeline({ meeting, voiceOf }: Drawn): string {
  const { clusters, recording } = meeting;
  const lanes = clusters.map(({ id, spans }, i) => {
    const bars = joinSpans(spans, shortestPause).map((span) =>
      bar(span, recording.duration, i * lane.height),
    );
    return `<path class="${voiceOf(id)}" d="${bars.join('')}"/>`;
  });
  const height = Math.max(1, clusters.length) * lane.height;
  return `<svg class="timeline" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true" focusable="false">${lanes.join('')}</svg>`;
}

function bar({ start, end }: Span, duration: number, top: number): string {
  const x = (seconds: number) => Math.min(width, Math.max(0, (seconds / duration) * width));
  const left = x(start);
  // What somebody says can be seen, however short it is.
  const wide = Math.max(0.8, x(end) - left);
  return `M${tenth(left)} ${top}h${tenth(wide)}v${lane.bar}h-${tenth(wide)}z`;
}

const tenth = (value: number): string => String(Math.round(value * 10) / 10);

/** How long each voice speaks, the most first: a bar, the time, and the share of all that is spoken. */
export function talkTime({ meeting, nameOf, voiceOf }: Drawn): string {
  const spoken = meeting.clusters
    .map(({ id, spans }) => ({ id, seconds: totalSeconds(spans) }))
    .sort((a, b) => b.seconds - a.seconds);
  const all = spoken.reduce((sum, { seconds }) => sum + seconds, 0);
  if (all === 0) return '';
  const most = spoken[0].seconds;
  const rows = spoken.map(({ id, seconds }) => {
    const long = tenth((seconds / most) * 100);
    const rounded = `<rect class="${voiceOf(id)}" width="${long}" height="6"/>`;
    return `<li><span class="name">${escapeHtml(nameOf(id))}</span> <span class="share">${formatClock(seconds, 'short')} <span class="percent">${Math.round((seconds / all) * 100)} %</span></span><svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">${rounded}</svg></li>`;
  });
  return `<section class="talk" aria-labelledby="talk-title"><h2 id="talk-title">Talk time</h2><ul>${rows.join('')}</ul></section>`;
}
