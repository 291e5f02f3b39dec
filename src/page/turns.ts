import { isDoubtful } from '../domain/confidence.js';
import { type Meeting, shortId } from '../domain/meeting.js';
import type { Turn } from '../domain/speakers.js';
import { formatClock } from '../domain/time.js';
import { joinWords, type Word } from '../domain/transcript.js';
import { describeUnrecognized } from '../domain/unrecognized.js';
import { oneLine } from '../domain/visible-text.js';
import { findOverlapping } from '../transcript/find-overlapping.js';
import { escapeHtml } from './escape.js';

/** What the transcript of a page is made of. */
interface Written {
  readonly meeting: Meeting;
  readonly nameOf: (clusterId: string) => string;
  readonly voiceOf: (clusterId: string) => string;
  /** The ids of the turns, in their order. */
  readonly turnIds: readonly string[];
  /** What they say in English, in their order; null: not translated. */
  readonly translations: readonly (string | null)[];
}

/** The address of a turn inside the page, without `#`. */
export const turnAnchor = (turnId: string): string => `turn-${turnId}`;

/** The turns, and speech without words where it was, as a list in the order of time. */
export function transcriptList(written: Written): string {
  const { meeting, turnIds, translations } = written;
  const turns = meeting.turns.flatMap((turn, i) =>
    oneLine(turn.text) === ''
      ? []
      : [{ start: turn.start, item: turnItem(turn, turnIds[i], translations[i] ?? null, written) }],
  );
  const lost = meeting.unrecognized.map((span) => ({
    start: span.start,
    item: `<li class="lost"><p>${formatClock(span.start, 'short')} · ${escapeHtml(describeUnrecognized(span))}</p></li>`,
  }));
  const items = [...turns, ...lost].sort((a, b) => a.start - b.start).map(({ item }) => item);
  if (turns.length === 0)
    items.push(
      `<li class="lost"><p>${
        lost.length > 0 || meeting.clusters.length > 0
          ? 'Speech was found in this recording, but no words were understood.'
          : 'No speech was found in this recording.'
      }</p></li>`,
    );
  const { suppressed } = meeting;
  const passages = suppressed.length === 1 ? '1 passage was' : `${suppressed.length} passages were`;
  const note =
    suppressed.length > 0
      ? `<p class="note">${passages} left out as probably not spoken: <code>scribe transcript ${shortId(meeting.id)} --suppressed</code></p>`
      : '';
  return `<ol class="turns" id="turns">\n${items.join('\n')}\n</ol>${note}`;
}

function turnItem(turn: Turn, id: string, translation: string | null, written: Written): string {
  const { meeting, nameOf, voiceOf } = written;
  const name = nameOf(turn.clusterId);
  const anchor = escapeHtml(turnAnchor(id));
  const at = formatClock(turn.start, 'short');
  const words = timedWords(turn);
  const said = `<p class="said" ${inLanguage(turn.language)}${words === null ? '' : ` data-words="${words}"`}>${escapeHtml(turn.text)}</p>`;
  const translated =
    translation === null ? '' : `<p class="translation" lang="en" dir="auto">${escapeHtml(translation)}</p>`;
  const others = new Set(findOverlapping(turn, meeting.clusters).map(({ clusterId }) => nameOf(clusterId)));
  const remarks = [
    ...(isDoubtful(turn) ? [`doubtful: confidence ${turn.confidence.toFixed(2)}`] : []),
    ...(others.size > 0 ? [`at the same time: ${[...others].join(', ')}`] : []),
  ];
  const remark = remarks.length > 0 ? `<p class="remark">${escapeHtml(remarks.join('; '))}</p>` : '';
  return `<li class="turn ${voiceOf(turn.clusterId)}" id="${anchor}" data-start="${seconds(turn.start)}" data-end="${seconds(turn.end)}" data-cluster="${escapeHtml(turn.clusterId)}"><span class="mark" aria-hidden="true">${escapeHtml(initial(name))}</span><p class="who"><b>${escapeHtml(name)}</b> <a class="at" href="#${anchor}"><time datetime="${duration(turn.start)}">${at}</time></a></p><div class="texts">${said}${translated}</div>${remark}</li>`;
}

/** The code of a language as a page says it; one that is no code (`auto`, older data) is not said. */
function inLanguage(language: string): string {
  return `${/^[a-z]{2,3}$/.test(language) ? `lang="${language}" ` : ''}dir="auto"`;
}

/**
 * Where the words of a turn stand in its text, and when they are said: `start.length.letters` each, in hundredths of a
 * second from the start of the turn and in UTF-16 units, `?` after those that are doubtful. Null when the text is not
 * that of its words: somebody wrote it anew.
 */
export function timedWords({ words, text, start }: Pick<Turn, 'words' | 'text' | 'start'>): string | null {
  const shown: Word[] = words
    .map((word) => ({ ...word, text: oneLine(word.text) }))
    .filter((word) => word.text !== '');
  if (shown.length === 0 || joinWords(shown) !== oneLine(text)) return null;
  const hundredths = (value: number) => Math.max(0, Math.round(value * 100));
  return shown
    .map(
      (word) =>
        `${hundredths(word.start - start)}.${hundredths(word.end - word.start)}.${word.text.length}${isDoubtful(word) ? '?' : ''}`,
    )
    .join(' ');
}

/** What stands in the mark of a speaker: the first letter of the name as people see it. */
function initial(name: string): string {
  const [first] = new Intl.Segmenter().segment(
    /^Speaker \d+$/.test(name) ? name.slice('Speaker '.length) : name,
  );
  return (first?.segment ?? '').toLocaleUpperCase();
}

const seconds = (value: number): string => String(Math.max(0, Math.round(value * 1000) / 1000));
const duration = (value: number): string => `PT${Math.max(0, Math.round(value))}S`;
