import { endsSentence } from '../domain/sentences.js';
import { type Cluster, type Turn, unattributed } from '../domain/speakers.js';
import { overlap, type Seconds, type Span } from '../domain/time.js';
import { passageOf, type Segment, type Word } from '../domain/transcript.js';

export interface AttributeOptions {
  /** A word outside of all spans goes to the nearest voice within this reach, the farther the weaker. */
  readonly reach: Seconds;
  /** Cost of a change of speaker between two words, in words of full support: within a sentence, ... */
  readonly changeInSentence: number;
  /** ... after a comma or a pause of `breath`, ... */
  readonly changeAtBreath: number;
  /** ... after the end of a sentence or a pause of `longPause`, and where a segment begins. */
  readonly changeAtEnd: number;
  readonly breath: Seconds;
  readonly longPause: Seconds;
  /** Words of one speaker that are further apart than this make two turns. */
  readonly turnPause: Seconds;
  /** A turn that has lasted this long ends after the next sentence, so that it can be read. */
  readonly longTurn: Seconds;
}

export const attributeDefaults: AttributeOptions = {
  reach: 1,
  changeInSentence: 1.2,
  changeAtBreath: 0.6,
  changeAtEnd: 0.15,
  breath: 0.25,
  longPause: 0.6,
  turnPause: 2,
  longTurn: 60,
};

/**
 * Gives every word to a voice and joins consecutive words of one voice into turns. Pure and total: every word that
 * comes in comes out, in the same order, exactly once.
 *
 * The support of a voice for a word is the share of the word that its spans cover (outside of all spans, how near they
 * are). The sequence of voices with the most support over all words is taken (Viterbi 1967), where a change costs
 * much inside a sentence and little after one. So a word whose times are a little off does not flicker to the other
 * voice, while a short answer between two sentences stays a turn. A word that no voice is near to is `unattributed`.
 */
export function attributeWords(
  segments: readonly Segment[],
  clusters: readonly Cluster[],
  options: AttributeOptions = attributeDefaults,
): Turn[] {
  const words = segments.flatMap((segment) =>
    segment.words.map((word, i) => ({ word, language: segment.language, opens: i === 0 })),
  );
  if (words.length === 0) return [];
  const support = supportWords(
    words.map((w) => w.word),
    clusters,
    options.reach,
  );
  const costs = words.map((w, i) => (i === 0 ? 0 : changeCost(words[i - 1].word, w.word, w.opens, options)));
  const speakers = bestSequence(support, costs);

  const turns: Turn[] = [];
  let first = 0;
  for (let i = 1; i <= words.length; i++) {
    if (i < words.length && speakers[i] === speakers[first]) {
      const previous = words[i - 1].word;
      const pause = words[i].word.start - previous.end;
      const long =
        previous.end - words[first].word.start >= options.longTurn && endsSentence(previous.text, 'turn');
      if (pause <= options.turnPause && !long && words[i].language === words[first].language) continue;
    }
    const id = speakers[first] < 0 ? unattributed : clusters[speakers[first]].id;
    const own = words.slice(first, i).map((w) => w.word);
    turns.push(makeTurn(own, id, words[first].language));
    first = i;
  }
  return turns;
}

/**
 * [words][clusters]: the share of the word that a voice covers, which counts less where another voice is stronger. Only a word that nobody covers is supported by voices
 * nearby: by 1/2 if they touch it, by 0 if they are `reach` away.
 */
function supportWords(words: readonly Word[], clusters: readonly Cluster[], reach: Seconds): Float64Array[] {
  const covered = words.map(() => new Float64Array(clusters.length));
  const near = words.map(() => new Float64Array(clusters.length));
  clusters.forEach((cluster, c) => {
    // Spans are sorted, and words nearly are: `from` moves back only for the few that are not.
    let from = 0;
    words.forEach((word, w) => {
      // A word of no length is taken to have 20 ms, so that there is something to cover.
      const span: Span = { start: word.start, end: Math.max(word.end, word.start + 0.02) };
      while (from > 0 && cluster.spans[from - 1].end >= span.start - reach) from--;
      while (from < cluster.spans.length && cluster.spans[from].end < span.start - reach) from++;
      for (let s = from; s < cluster.spans.length && cluster.spans[s].start <= span.end + reach; s++) {
        covered[w][c] += overlap(span, cluster.spans[s]) / (span.end - span.start);
        near[w][c] = Math.max(near[w][c], 0.5 * (1 - gap(span, cluster.spans[s]) / reach));
      }
      for (const quiet of cluster.fainter ?? [])
        covered[w][c] -= (fainterLoss * overlap(span, quiet)) / (span.end - span.start);
    });
  });
  return covered.map((own, w) => (own.some((share) => share > 0) ? own : near[w]));
}

/** What a voice loses of its support for a word over which another one is stronger. */
const fainterLoss = 0.5;

function gap(a: Span, b: Span): Seconds {
  return Math.max(0, a.start - b.end, b.start - a.end);
}

const clauseEnd = /[,;:\u2014\u2013\u060c\u3001\uff0c-]["'\u201d\u2019)\]]*$/u;

function changeCost(before: Word, word: Word, opens: boolean, options: AttributeOptions): number {
  const pause = word.start - before.end;
  if (opens || pause >= options.longPause || endsSentence(before.text, 'turn')) return options.changeAtEnd;
  if (pause >= options.breath || clauseEnd.test(before.text)) return options.changeAtBreath;
  return options.changeInSentence;
}

/**
 * Viterbi: the sequence of clusters with the most support less the costs of its changes; -1 for a word without support.
 * Such a word ends the chain: nothing is known about what happened in between.
 */
function bestSequence(support: readonly Float64Array[], costs: readonly number[]): Int32Array {
  const words = support.length;
  const voices = support[0].length;
  const chosen = new Int32Array(words).fill(-1);
  const from = support.map(() => new Int32Array(voices));
  let best = new Float64Array(voices);
  let next = new Float64Array(voices);
  let start = 0;
  const trace = (end: number) => {
    let voice = 0;
    for (let v = 1; v < voices; v++) if (best[v] > best[voice]) voice = v;
    for (let w = end - 1; w >= start; w--) {
      chosen[w] = voice;
      voice = from[w][voice];
    }
  };
  for (let w = 0; w < words; w++) {
    if (support[w].every((s) => s === 0)) {
      if (w > start) trace(w);
      start = w + 1;
      best.fill(0);
      continue;
    }
    let leader = 0;
    for (let v = 1; v < voices; v++) if (best[v] > best[leader]) leader = v;
    const changed = best[leader] - (w === start ? 0 : costs[w]);
    for (let v = 0; v < voices; v++) {
      const stays = best[v] >= changed;
      from[w][v] = stays ? v : leader;
      next[v] = (stays ? best[v] : changed) + support[w][v];
    }
    [best, next] = [next, best];
  }
  if (words > start) trace(words);
  return chosen;
}

/** Words of no length, as an alignment may give, still take a moment: a turn has some length. */
const shortestTurn: Seconds = 0.02;

/** One turn of some words, at least one. */
export function makeTurn(words: readonly Word[], clusterId: string, language: string): Turn {
  const passage = passageOf(words);
  return { clusterId, ...passage, end: Math.max(passage.end, passage.start + shortestTurn), language };
}
