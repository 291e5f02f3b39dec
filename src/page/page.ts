import type { Insights } from '../domain/insights.js';
import { type Meeting, spokenLanguages } from '../domain/meeting.js';
import { isoDate } from '../domain/recorded-at.js';
import { formatClock } from '../domain/time.js';
import { pageAssets, pagePolicy } from './assets.js';
import { voiceClasses } from './colours.js';
import { editDialogs } from './editing.js';
import { escapeHtml } from './escape.js';
import { icon } from './icons.js';
import { chapterList, insightSections } from './insights.js';
import { playerSection, type Sound } from './player.js';
import { helpDialog } from './shortcuts.js';
import { talkTime, timeline } from './timeline.js';
import { transcriptList } from './turns.js';

/** Addresses of the server that shows a page. */
export interface ServedAt {
  /** Of all meetings. */
  readonly home: string;
  /** Where changes of this meeting are sent. */
  readonly changes: string;
}

/** What a page shows. */
export interface Page {
  readonly meeting: Meeting;
  /** What a reader calls a cluster. */
  readonly nameOf: (clusterId: string) => string;
  /** Of the turns, in their order. */
  readonly turnIds: readonly string[];
  /** What the turns say in English, in their order; null, or missing: not translated. */
  readonly translations: readonly (string | null)[];
  readonly insights: Insights | null;
  readonly sound: Sound;
  /** Where the meeting can be changed, by a local server; undefined: nowhere. */
  readonly served?: ServedAt;
}

/**
 * A meeting as one HTML file that needs nothing beside it but the recording: the style and the script are inside, a
 * policy that names their hashes lets nothing else run, and no address leads into a network. Pure.
 */
export function renderPage(page: Page): string {
  const { meeting, nameOf, served } = page;
  const kind = served ? 'edit' : 'read';
  const { style, script } = pageAssets(kind);
  const title = escapeHtml(meeting.title);
  const told = { ...page, voiceOf: voiceClasses(meeting) };
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${pagePolicy(kind)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="scribe">
<title>${title}</title>
<style>${style.text}</style>
</head>
<body${served ? ` data-changes="${escapeHtml(served.changes)}"` : ''}>
<a class="skip" href="#transcript">Skip to the transcript</a>
<header class="top">
<div class="about">${served ? `<a class="home" href="${escapeHtml(served.home)}">All meetings</a>` : ''}<div class="title"><h1 dir="auto">${title}</h1>${served ? '<button type="button" id="open-rename" hidden>Rename</button>' : ''}</div>
<p class="facts">${facts(meeting)}</p></div>
${tools()}
</header>
<div class="columns">
<main id="main">
${remarks(meeting)}${insightSections(told)}
<section id="transcript" aria-labelledby="transcript-title" tabindex="-1"><h2 id="transcript-title" class="spoken">Transcript</h2>
${transcriptList(told)}
</section>
</main>
<aside aria-label="Overview">
${talkTime(told)}
${chapterList(told)}
</aside>
</div>
${playerSection(page.sound, meeting.recording, timeline(told))}
<footer><p>${colophon(meeting)}</p></footer>
${helpDialog()}${served ? editDialogs(meeting, nameOf) : ''}
<p id="said" class="spoken" role="status"></p>
<script>${script.text}</script>
</body>
</html>
`;
}

/** When it was, how long it is, who speaks, and in which languages. */
function facts(meeting: Meeting): string {
  const { recording, clusters } = meeting;
  const iso = isoDate(recording.recordedAt, recording.dating);
  const voices = clusters.length === 1 ? '1 speaker' : `${clusters.length} speakers`;
  return [
    `<time datetime="${escapeHtml(iso)}">${dateForPeople(iso)}</time>`,
    formatClock(recording.duration, 'short'),
    voices,
    spokenLanguages(meeting).map(languageName).join(', '),
  ]
    .map((fact) => `<span>${fact}</span>`)
    .join(' ');
}

const calendarDay = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' });
const languageNames = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' });

/** `Monday 5 January 2026, 10:00`, on the clock that the date has; in UTC, which is said, when that is not known. */
function dateForPeople(iso: string): string {
  const day = calendarDay.format(new Date(`${iso.slice(0, 10)}T00:00:00Z`));
  const time = iso.slice(11, 16);
  if (time === '') return escapeHtml(day);
  return escapeHtml(`${day}, ${time}${iso.endsWith('Z') ? ' UTC' : ''}`);
}

function languageName(code: string): string {
  return escapeHtml(/^[a-z]{2,3}$/.test(code) ? (languageNames.of(code) ?? code) : code);
}

/** Search, theme and help: they are shown by the script that they need. */
function tools(): string {
  return `<div class="tools" id="tools" hidden>
<form class="search" id="search" role="search"><span class="field">${icon('search')}<input type="search" id="query" placeholder="Search" aria-label="Search in the transcript" autocomplete="off" spellcheck="false"></span><output id="found" for="query" aria-live="polite"></output><button type="button" id="previous" aria-label="Previous place" title="Previous place (P)" hidden>${icon('up')}</button><button type="button" id="next" aria-label="Next place" title="Next place (N)" hidden>${icon('down')}</button></form>
<button type="button" id="theme" aria-label="Dark or light" title="Dark or light (D)">${icon('theme')}</button><button type="button" id="open-help" aria-label="Help" aria-haspopup="dialog" title="Help (?)">${icon('help')}</button>
</div>`;
}

/** What a reader must know of the recording before the words. */
function remarks({ recording }: Meeting): string {
  const all = [...recording.warnings, ...recording.notes];
  if (all.length === 0) return '';
  return `<ul class="remarks" aria-label="About the recording">${all.map((remark) => `<li>${escapeHtml(remark)}</li>`).join('')}</ul>`;
}

function colophon({ id, models, recording }: Meeting): string {
  const used = [models.recognition, models.segmentation, models.voice].filter((name) => name !== undefined);
  return `Made by scribe from <b>${escapeHtml(recording.fileName)}</b> with ${used.map(escapeHtml).join(', ')} · meeting ${escapeHtml(id)}`;
}
