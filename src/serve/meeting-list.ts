import { speakerName } from '../domain/meeting.js';
import { isoDate, localTime } from '../domain/recorded-at.js';
import { formatClock } from '../domain/time.js';
import { ScribeError } from '../errors.js';
import { pageAssets, pagePolicy } from '../page/assets.js';
import { escapeHtml, escapePart } from '../page/escape.js';
import { icon } from '../page/icons.js';
import { turnAnchor } from '../page/turns.js';
import { type Hit, searchTranscripts } from '../search/search-transcripts.js';
import { listMeetings, type MeetingSummary } from '../store/list-meetings.js';
import type { Store } from '../store/store.js';

/** What the list needs of a server. */
interface Listed {
  readonly store: Store;
  readonly zone: string;
}

/** The most that one page shows; who looks for more, searches. */
const most = { meetings: 500, hits: 50 } as const;

/** All meetings, newest first; or what was said in them, when somebody looks for it. */
export function meetingList({ store, zone }: Listed, query: string): string {
  const { style, script } = pageAssets('list');
  const found = query.trim() === '' ? '' : results(store, query);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${pagePolicy('list')}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${query.trim() === '' ? 'Meetings' : `${escapeHtml(query)} · Meetings`}</title>
<style>${style.text}</style>
</head>
<body>
<header class="top"><h1>Meetings</h1><button type="button" id="theme" aria-label="Dark or light">${icon('theme')}</button></header>
<main class="list">
<form class="search" role="search" action="/"><span class="field">${icon('search')}<input type="search" name="q" value="${escapeHtml(query)}" placeholder="Search in all meetings" aria-label="Search in all meetings"></span><button type="submit">Search</button></form>
${found || everything(store, zone)}
</main>
<script>${script.text}</script>
</body>
</html>
`;
}

function everything(store: Store, zone: string): string {
  const meetings = listMeetings(store, { limit: most.meetings });
  if (meetings.length === 0) return '<p>There is no meeting yet: <code>scribe ingest FILE</code></p>';
  return `<ol>${meetings.map((meeting) => `<li>${entry(meeting, zone)}</li>`).join('')}</ol>`;
}

function entry(meeting: MeetingSummary, zone: string): string {
  const { id, title, status, startTime, dating, duration } = meeting;
  const speakers = meeting.speakers.map(({ clusterId, displayName }) =>
    displayName === null ? speakerName({ speakers: [] }, clusterId) : displayName,
  );
  const when = startTime === null ? null : localTime(startTime, dating, { zone });
  const facts = [
    when &&
      `<time datetime="${escapeHtml(isoDate(startTime!, dating))}">${escapeHtml(`${when.day} ${when.time?.slice(0, 5) ?? ''}`)}</time>`,
    duration === null ? null : formatClock(duration, 'short'),
    escapeHtml(speakers.join(', ')),
    status === 'completed' ? null : status,
  ].filter(Boolean);
  const inside = `<b dir="auto">${escapeHtml(title)}</b><span class="facts">${facts.map((fact) => `<span>${fact}</span>`).join(' ')}</span>`;
  return status === 'completed'
    ? `<a class="entry" href="/meetings/${id}">${inside}</a>`
    : `<div class="entry unfinished">${inside}</div>`;
}

function results(store: Store, query: string): string {
  let hits: readonly Hit[];
  try {
    hits = searchTranscripts(store, { text: query, limit: most.hits });
  } catch (cause) {
    if (!(cause instanceof ScribeError)) throw cause;
    return `<p role="status">${escapeHtml(cause.message)}</p>`;
  }
  const count =
    hits.length === 0 ? 'Nothing was found.' : hits.length === 1 ? '1 place' : `${hits.length} places`;
  return `<p role="status">${count}</p><ol>${hits.map((hit) => `<li>${place(hit)}</li>`).join('')}</ol>`;
}

function place({ meetingId, turnId, title, speaker, start, snippet, marks }: Hit): string {
  let at = 0;
  const pieces = marks.map(([from, to]) => {
    const piece = `${escapePart(snippet.slice(at, from))}<mark>${escapePart(snippet.slice(from, to))}</mark>`;
    at = to;
    return piece;
  });
  const said = pieces.join('') + escapePart(snippet.slice(at));
  return `<a class="entry" href="/meetings/${meetingId}#${turnAnchor(turnId)}"><span class="facts"><span>${escapeHtml(title)}</span> <span>${formatClock(start, 'short')}</span> <span>${escapeHtml(speaker)}</span></span><p dir="auto">${said}</p></a>`;
}
