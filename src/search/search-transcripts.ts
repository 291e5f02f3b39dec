import { clusterName } from '../domain/meeting.js';
import type { Dating } from '../domain/recorded-at.js';
import { foldText } from '../domain/words-of-text.js';
import {
  type Chosen,
  choose,
  type FoundTurn,
  type Match,
  matchTurns,
  type TurnFilter,
  threeCharacters,
  turnsAround,
  turnsByKey,
} from '../store/search-index.js';
import { read, type Store } from '../store/store.js';
import { unspacedExpression, wordExpression } from './match-expression.js';
import { type Clause, parseQuery, type Query } from './parse-query.js';
import { type Snippet, snippetOf } from './snippets.js';

/** A turn that a search found. */
export interface Hit {
  readonly meetingId: string;
  readonly turnId: string;
  /** Of the meeting. */
  readonly title: string;
  /** UTC ISO-8601; null when it is not known. */
  readonly recordedAt: string | null;
  /** How that is known. */
  readonly dating: Dating | null;
  /** Whom a reader sees: the name, or `Speaker 2`. */
  readonly speaker: string;
  readonly clusterId: string;
  /** Seconds from the start of the recording. */
  readonly start: number;
  readonly end: number;
  readonly language: string | null;
  readonly text: string;
  /** The part of the text that shows best why it was found. */
  readonly snippet: string;
  /** What was looked for, in the snippet: UTF-16 units, half-open. */
  readonly marks: Snippet['marks'];
  /** Greater is better; only to be compared with others of the same search. */
  readonly score: number;
}

export interface TranscriptSearch extends TurnFilter {
  /** What somebody typed (`parseQuery`). */
  readonly text: string;
  /** At most so many hits; 20 without it. */
  readonly limit?: number;
}

export const searchDefaults = {
  limit: 20,
  /** Meetings that are shown for their titles and notes. */
  titles: 5,
  /**
   * Turns of which the best are looked for. When more turns have the words, these are the newest; their scores take a few
   * milliseconds, and those of half a million turns half a second.
   */
  ranked: 1000,
} as const;

/**
 * The turns of completed meetings that have the words somebody looks for, best first: by bm25, equals newest first.
 *
 * @throws ScribeError USAGE when there is no word to look for.
 */
export function searchTranscripts(store: Store, search: TranscriptSearch): Hit[] {
  const { text, limit = searchDefaults.limit, ...filter } = search;
  const query = parseQuery(text);
  return read(store, 'searching the transcripts', () => {
    const matches = matchQuery(store, query, choose(store, filter)).slice(0, limit);
    return toHits(store, matches, query);
  });
}

/** The turns to which a query applies, best first. To be called inside `read`. */
function matchQuery(store: Store, query: Query, chosen: Chosen): Match[] {
  const best = new Map<number, Match>();
  for (const match of query.flatMap((clause) => matchClause(store, clause, chosen))) {
    const score = match.score + (best.get(match.key)?.score ?? 0);
    best.set(match.key, { key: match.key, score });
  }
  return [...best.values()].sort((a, b) => b.score - a.score || b.key - a.key);
}

function matchClause(store: Store, clause: Clause, chosen: Chosen): Match[] {
  const beginningWith = (text: string) => threeCharacters(store, foldText(text));
  const rest = { chosen, most: searchDefaults.ranked };
  if (clause.all.some(({ unspaced }) => unspaced)) {
    const expression = unspacedExpression(clause, beginningWith);
    if (expression === null) return [];
    return matchTurns(store, { index: 'search_unspaced', expression, except: null, ...rest });
  }
  const none = clause.none.filter(({ unspaced }) => !unspaced);
  const absent = clause.none.filter(({ unspaced }) => unspaced);
  const except = absent
    .map((term) => unspacedExpression({ all: [term], none: [] }, beginningWith))
    .filter((expression) => expression !== null);
  return matchTurns(store, {
    index: 'search_words',
    expression: wordExpression({ all: clause.all, none }),
    except: except.length > 0 ? except.join(' OR ') : null,
    ...rest,
  });
}

/** Matches with what a reader sees of them, in their order. To be called inside `read`. */
function toHits(store: Store, matches: readonly Match[], query: Query): Hit[] {
  const keys = matches.map(({ key }) => key);
  const turns = new Map(turnsByKey(store, keys).map((turn) => [turn.key, turn]));
  return matches.flatMap(({ key, score }) => {
    const turn = turns.get(key);
    return turn ? [{ ...toReadable(turn), ...snippetFor(turn, query), score }] : [];
  });
}

function snippetFor({ text }: FoundTurn, query: Query): Pick<Hit, 'snippet' | 'marks'> {
  const { text: snippet, marks } = snippetOf(text, query);
  return { snippet, marks };
}

function toReadable({ key: _, name, ...turn }: FoundTurn): Omit<Hit, 'snippet' | 'marks' | 'score'> {
  return { ...turn, speaker: name ?? clusterName(turn.clusterId) };
}

/** A turn beside a hit. */
export type NeighbourTurn = Pick<Hit, 'turnId' | 'speaker' | 'clusterId' | 'start' | 'end' | 'text'>;

/** What is said before and after a hit, at most `count` turns on each side. */
export function contextOf(
  store: Store,
  { turnId }: Pick<Hit, 'turnId'>,
  count: number,
): { readonly before: NeighbourTurn[]; readonly after: NeighbourTurn[] } {
  const [before, after] = read(store, 'reading the turns around a hit', () =>
    turnsAround(store, turnId, count).map((turns) =>
      turns.map(toReadable).map(({ turnId, speaker, clusterId, start, end, text }) => ({
        turnId,
        speaker,
        clusterId,
        start,
        end,
        text,
      })),
    ),
  );
  return { before, after };
}
