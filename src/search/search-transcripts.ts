import { clusterName } from '../domain/meeting.js';
import type { Dating } from '../domain/recorded-at.js';
import { foldText } from '../domain/words-of-text.js';
import {
  type Chosen,
  choose,
  type FoundTurn,
  type Match,
  matchTurns,
  meetingsMatching,
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
    return toHits(store, matches, () => query).map(({ hit }) => hit);
  });
}

/** The turns to which a query applies, best first. To be called inside `read`. */
export function matchQuery(store: Store, query: Query, chosen: Chosen): Match[] {
  const best = new Map<number, Match>();
  for (const match of query.flatMap((clause) => matchClause(store, clause, chosen))) {
    const score = match.score + (best.get(match.key)?.score ?? 0);
    best.set(match.key, { key: match.key, score });
  }
  return [...best.values()].sort((a, b) => b.score - a.score || b.key - a.key);
}

function matchClause(store: Store, clause: Clause, chosen: Chosen): Match[] {
  const wanted = lookUp(store, clause);
  return wanted ? matchTurns(store, { ...wanted, chosen, most: searchDefaults.ranked }) : [];
}

/**
 * The completed meetings in which a turn has the words somebody looks for, in no order.
 *
 * @throws ScribeError USAGE when there is no word to look for.
 */
export function meetingsWith(store: Store, text: string): string[] {
  const query = parseQuery(text);
  return read(store, 'searching the transcripts', () => {
    const found = query.flatMap((clause) => {
      const wanted = lookUp(store, clause);
      return wanted ? meetingsMatching(store, wanted) : [];
    });
    return [...new Set(found)];
  });
}

/** The index in which a clause is looked up, and how; null: nothing there can fit it. */
function lookUp(store: Store, clause: Clause) {
  const beginningWith = (text: string) => threeCharacters(store, foldText(text));
  if (clause.all.some(({ unspaced }) => unspaced)) {
    const expression = unspacedExpression(clause, beginningWith);
    return expression === null ? null : { index: 'search_unspaced' as const, expression, except: null };
  }
  const none = clause.none.filter(({ unspaced }) => !unspaced);
  const absent = clause.none.filter(({ unspaced }) => unspaced);
  const except = absent
    .map((term) => unspacedExpression({ all: [term], none: [] }, beginningWith))
    .filter((expression) => expression !== null);
  return {
    index: 'search_words' as const,
    expression: wordExpression({ all: clause.all, none }),
    except: except.length > 0 ? except.join(' OR ') : null,
  };
}

/**
 * Matches with what a reader sees of them, in their order. To be called inside `read`.
 *
 * @param queryOf what is marked in the turn with this key.
 */
export function toHits(
  store: Store,
  matches: readonly Match[],
  queryOf: (key: number) => Query,
): { readonly key: number; readonly hit: Hit }[] {
  const keys = matches.map(({ key }) => key);
  const turns = new Map(turnsByKey(store, keys).map((turn) => [turn.key, turn]));
  return matches.flatMap(({ key, score }) => {
    const turn = turns.get(key);
    return turn ? [{ key, hit: { ...toReadable(turn), ...snippetFor(turn, queryOf(key)), score } }] : [];
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
