import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { type Dating, localTime } from '../../domain/recorded-at.js';
import { formatClock } from '../../domain/time.js';
import { ScribeError } from '../../errors.js';
import { embedTurns } from '../../ingest/embed-turns.js';
import { counted } from '../../report/describe.js';
import { mark } from '../../report/marks.js';
import { printJson, writeLine } from '../../report/output.js';
import { parseQuery } from '../../search/parse-query.js';
import { embedQuery, searchByMeaning } from '../../search/search-by-meaning.js';
import { searchTitles } from '../../search/search-titles.js';
import {
  contextOf,
  type Hit,
  type NeighbourTurn,
  searchDefaults,
  searchTranscripts,
  type TranscriptSearch,
} from '../../search/search-transcripts.js';
import { resolveMeetingId } from '../../store/meetings.js';
import type { Store } from '../../store/store.js';
import { countWaiting, modelOfVectors } from '../../store/text-vectors.js';
import { openInstalledTextEmbedder } from '../../text-embedding/installed-model.js';
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
  readonly meaning?: boolean;
}

/** Turns whose vectors are made before a search, about a second's work: those that were edited since the last one. */
const madeUpFor = 200;

/** `scribe search WORDS` */
export async function search(
  context: CommandContext,
  words: readonly string[],
  { context: around = 0, meaning, ...options }: SearchOptions,
): Promise<void> {
  return withStore(context, async (store) => {
    const wanted = { text: words.join(' '), ...filterOf(store, options, context.zone) };
    const meetings = searchTitles(store, wanted);
    const found = meaning ? await findByMeaning(context, store, wanted) : searchTranscripts(store, wanted);
    const hits = found.map((hit) => ({ ...hit, ...(around > 0 && contextOf(store, hit, around)) }));
    if (context.json) return printJson(context, { meetings, hits });
    for (const { meetingId, title, recordedAt, dating } of meetings)
      writeLine(context.out, `${placeOf(context, { meetingId, recordedAt, dating })}  ${title}`);
    for (const [i, hit] of hits.entries()) {
      if (i + meetings.length > 0) writeLine(context.out, '');
      printHit(context, hit);
    }
    if (meetings.length + hits.length === 0) writeLine(context.err, 'Nothing was found.');
    else if (hits.length === (options.limit ?? searchDefaults.limit))
      writeLine(context.err, `The best ${counted(hits.length, 'turn')}; --limit shows more.`);
  });
}

/** @throws ScribeError MODEL when no text embedding model is installed. */
async function findByMeaning(
  context: CommandContext,
  store: Store,
  wanted: TranscriptSearch,
): Promise<readonly Hit[]> {
  // What cannot be looked for is said before a network is opened.
  parseQuery(wanted.text);
  const embedder = await openInstalledTextEmbedder(context);
  const { textModel } = context.settings.values;
  if (!embedder)
    throw new ScribeError('MODEL', `Searching by meaning failed: the model ${textModel} is not installed.`, {
      hint: `Run \`scribe models pull ${textModel}\` and \`scribe store index\`, or search without --meaning.`,
    });
  try {
    const { model, embed } = embedder;
    await embedTurns(store, { model, embed, signal: context.signal, most: madeUpFor });
    if (!context.quiet) noteWithoutVectors(context, store, model);
    return searchByMeaning(store, wanted, { model, vector: await embedQuery(embedder, wanted.text) });
  } finally {
    await embedder.close();
  }
}

/** What cannot be found by meaning, on standard error. */
function noteWithoutVectors({ err }: CommandContext, store: Store, model: string): void {
  const other = modelOfVectors(store);
  const waiting = countWaiting(store);
  const remedy = 'can only be found by their words so far; `scribe store index` changes that.';
  if (other !== null && other !== model)
    writeLine(
      err,
      `note: the vectors are of the model ${other}: what is said ${remedy.replace('their', 'its')}`,
    );
  else if (waiting > 0) writeLine(err, `note: ${counted(waiting, 'turn')} ${remedy}`);
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
): string => `${shortId(meetingId)}  ${recordedAt ? localTime(recordedAt, dating, { zone }).day : '-'}`;
