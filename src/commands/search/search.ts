import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { type Dating, localTime } from '../../domain/recorded-at.js';
import { formatClock } from '../../domain/time.js';
import { counted } from '../../report/describe.js';
import { mark } from '../../report/marks.js';
import { printJson, writeLine } from '../../report/output.js';
import { searchTitles } from '../../search/search-titles.js';
import {
  contextOf,
  type Hit,
  type NeighbourTurn,
  searchDefaults,
  searchTranscripts,
} from '../../search/search-transcripts.js';
import { resolveMeetingId } from '../../store/meetings.js';
import type { Store } from '../../store/store.js';
import { requirePeriod } from '../read-period.js';
import { withStore } from '../with-store.js';

export interface SearchOptions {
  readonly speaker?: string;
  readonly from?: string;
  readonly to?: string;
  readonly meeting?: string;
  readonly language?: string;
  readonly limit?: number;
  readonly context?: number;
}

/** `scribe search WORDS` */
export async function search(
  context: CommandContext,
  words: readonly string[],
  { context: around = 0, ...options }: SearchOptions,
): Promise<void> {
  return withStore(context, (store) => {
    const wanted = { text: words.join(' '), ...filterOf(store, options, context.zone) };
    const meetings = searchTitles(store, wanted);
    const hits = searchTranscripts(store, wanted);
    const inContext = hits.map((hit) => ({ ...hit, ...(around > 0 && contextOf(store, hit, around)) }));
    if (context.json) return printJson(context, { meetings, hits: inContext });
    for (const { meetingId, title, recordedAt, dating } of meetings)
      writeLine(context.out, `${placeOf(context, { meetingId, recordedAt, dating })}  ${title}`);
    for (const [i, hit] of inContext.entries()) {
      if (i + meetings.length > 0) writeLine(context.out, '');
      printHit(context, hit);
    }
    if (meetings.length + hits.length === 0) writeLine(context.err, 'Nothing was found.');
    else if (hits.length === (options.limit ?? searchDefaults.limit))
      writeLine(context.err, `The best ${counted(hits.length, 'turn')}; --limit shows more.`);
  });
}

function filterOf(store: Store, options: SearchOptions, zone: string) {
  const { from, to, meeting, speaker, language, limit } = options;
  return {
    speaker,
    language,
    limit,
    meetingId: meeting === undefined ? undefined : resolveMeetingId(store, meeting),
    from: from === undefined ? undefined : requirePeriod(from, '--from', zone).from,
    before: to === undefined ? undefined : requirePeriod(to, '--to', zone).before,
  };
}

type Shown = Hit & { readonly before?: readonly NeighbourTurn[]; readonly after?: readonly NeighbourTurn[] };

function printHit(context: CommandContext, hit: Shown): void {
  const { title, start, speaker, snippet, marks, before = [], after = [] } = hit;
  writeLine(context.out, `${placeOf(context, hit)}  ${formatClock(start, 'short')}  ${title}`);
  for (const turn of before) printTurn(context, turn);
  writeLine(context.out, `  ${speaker}: ${mark(context, snippet, marks)}`);
  for (const turn of after) printTurn(context, turn);
}

const printTurn = ({ out }: CommandContext, { speaker, text }: NeighbourTurn): void =>
  writeLine(out, `  ${speaker}: ${text}`);

const placeOf = (
  { zone }: CommandContext,
  { meetingId, recordedAt, dating }: Pick<Hit, 'meetingId' | 'recordedAt'> & { dating: Dating | null },
): string => `${shortId(meetingId)}  ${recordedAt ? localTime(recordedAt, dating, zone).day : '-'}`;
