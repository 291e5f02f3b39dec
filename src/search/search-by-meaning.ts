import { codeDistances, codeOf, nearestCodes } from '../domain/code-distances.js';
import { type Chosen, choose, keepChosen } from '../store/search-index.js';
import { read, type Store } from '../store/store.js';
import { codeBlocks, similarities } from '../store/text-vectors.js';
import type { TextEmbedder } from '../text-embedding/text-embedder.js';
import { fuseRanks } from './fuse-ranks.js';
import { parseQuery } from './parse-query.js';
import { type Hit, matchQuery, searchDefaults, type TranscriptSearch, toHits } from './search-transcripts.js';
import { findMarks } from './snippets.js';

const meaningDefaults = {
  /** Turns whose codes are nearest, of which the vectors are compared. */
  candidates: 400,
  /** The same when only some people or a language count, of which the codes know nothing. */
  filteredCandidates: 1500,
  /**
   * Cosine similarity of what means much the same. Of the sentences in the reference answers, those about one thing have .39
   * and .50, all others .27 at most.
   */
  similarity: 0.3,
  /** Turns of each list that are joined. */
  ranked: 200,
} as const;

/**
 * The turns that mean what somebody looks for, or have the words, best first: the order of `searchTranscripts` and that of
 * the vectors, joined by reciprocal rank. Turns without a vector are found by their words alone.
 *
 * @param vector of `search.text` (`embedQuery`).
 * @throws ScribeError USAGE when there is no word to look for.
 */
export function searchByMeaning(
  store: Store,
  search: TranscriptSearch,
  { model, vector }: { readonly model: string; readonly vector: Float32Array },
): (Hit & { readonly similarity: number | null })[] {
  const { text, limit = searchDefaults.limit, ...filter } = search;
  const query = parseQuery(text);
  return read(store, 'searching the transcripts', () => {
    const chosen = choose(store, filter);
    const byWords = matchQuery(store, query, chosen).slice(0, meaningDefaults.ranked);
    const byMeaning = nearestTurns(store, model, vector, chosen);
    const fused = fuseRanks([byWords.map(({ key }) => key), [...byMeaning.keys()]]);
    const unwanted = query.flatMap(({ none }) => none);
    const isWanted = (hit: Hit) => findMarks(hit.text, [{ all: unwanted, none: [] }]).length === 0;
    const likely = unwanted.length > 0 ? fused : fused.slice(0, limit);
    // Of a turn that was found by its meaning, single words that happen to be the same explain nothing.
    const withWords = new Set(byWords.map(({ key }) => key));
    return toHits(store, likely, (key) => (withWords.has(key) ? query : []))
      .filter(({ hit }) => isWanted(hit))
      .slice(0, limit)
      .map(({ key, hit }) => ({ ...hit, similarity: byMeaning.get(key) ?? null }));
  });
}

/** The vector of what somebody typed, without what must not be there. */
export async function embedQuery(embedder: TextEmbedder, text: string): Promise<Float32Array> {
  const words = parseQuery(text).flatMap(({ all }) => all.map((term) => term.text));
  const [vector] = await embedder.embed([words.join(' ')]);
  return vector;
}

/** The turns whose vectors are nearest, by key, best first, with their cosine similarity. To be called inside `read`. */
function nearestTurns(
  store: Store,
  model: string,
  vector: Float32Array,
  chosen: Chosen,
): Map<number, number> {
  const meetings = chosen.meetings && new Set(chosen.meetings);
  const isFiltered = chosen.speakers !== null || chosen.language !== null;
  const count = isFiltered ? meaningDefaults.filteredCandidates : meaningDefaults.candidates;
  const near = nearestKeys(store, model, vector, meetings, count);
  const left = isFiltered ? keepChosen(store, near, chosen) : near;
  const ranked = [...similarities(store, left, vector)]
    .filter(([, similarity]) => similarity >= meaningDefaults.similarity)
    .sort((a, b) => b[1] - a[1] || b[0] - a[0]);
  return new Map(ranked.slice(0, meaningDefaults.ranked));
}

/** Keys of the turns whose codes differ least from that of a vector. */
function nearestKeys(
  store: Store,
  model: string,
  vector: Float32Array,
  meetings: ReadonlySet<number> | null,
  count: number,
): number[] {
  const code = codeOf(vector);
  const blocks = [...codeBlocks(store, model, vector.length)].filter(({ keys }) => keys.length > 0);
  const turns = blocks.reduce((sum, { keys }) => sum + keys.length, 0);
  const distances = new Uint16Array(turns);
  const none = vector.length + 1;
  const begins: number[] = [];
  let at = 0;
  for (const { keys, codes } of blocks) {
    begins.push(at);
    codeDistances(codes, code, distances, at);
    if (meetings)
      for (let i = 0; i < keys.length; i++)
        if (!meetings.has(Math.floor(keys[i] / 2 ** 20))) distances[at + i] = none;
    at += keys.length;
  }
  return nearestCodes(distances, none, count)
    .filter((i) => distances[i] < none)
    .map((i) => {
      const block = begins.findLastIndex((begin) => begin <= i);
      return blocks[block].keys[i - begins[block]];
    });
}
