/**
 * How long a search takes, in words and by meaning, in a store with thousands of meetings: their words are as frequent as
 * those of a language (Zipf's law), and their vectors are random. Prints Markdown.
 * Run: npm run bench:search -- [meetings] [folder that is kept for another run]
 */
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { normalize } from '../src/domain/vectors.js';
import { searchByMeaning } from '../src/search/search-by-meaning.js';
import { searchTitles } from '../src/search/search-titles.js';
import { searchTranscripts } from '../src/search/search-transcripts.js';
import { openStore } from '../src/store/open-store.js';
import type { Store } from '../src/store/store.js';
import { saveTextVectors, waitingTurns } from '../src/store/text-vectors.js';
import { normalFrom, randomFrom } from './conversations/random.js';
import { fillStore } from './many-meetings.js';

const model = 'random';
const dims = 384;
const meetings = Number(process.argv[2] ?? 10_000);
const kept = process.argv[3];
const home = kept ?? mkdtempSync(join(tmpdir(), 'scribe-search-'));
const isNew = !existsSync(join(home, 'scribe.db'));

/** The word of this rank: w0 is a fifteenth of all words. */
const wordOf = (rank: number): string =>
  `w${rank.toString(26).replace(/\d/g, (d) => 'qrstuvwxyz'[Number(d)])}`;

function zipf(words: number): (random: () => number) => string {
  const sums: number[] = [];
  let sum = 0;
  for (let rank = 1; rank <= words; rank++) {
    sum += 1 / rank;
    sums.push(sum);
  }
  return (random) => {
    const wanted = random() * sum;
    let [low, high] = [0, words - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    return wordOf(low);
  };
}

const random = randomFrom(7);
const newVector = () => normalize(Float32Array.from({ length: dims }, () => normalFrom(random)));

function embedAll(store: Store): void {
  for (;;) {
    const turns = waitingTurns(store, 20_000);
    if (turns.length === 0) return;
    saveTextVectors(
      store,
      model,
      turns.map((turn) => ({ ...turn, vector: newVector() })),
    );
    console.error(`${turns.length} vectors`);
  }
}

const store = openStore({ home, now: '2026-01-01T00:00:00.000Z' });
if (isNew) {
  fillStore(store, { meetings, turns: 55, wordOf: zipf(20_000) }, (done) => {
    if (done % 1000 === 0) console.error(`${done} meetings`);
  });
  embedAll(store);
}
const query = newVector();
const byMeaning = (s: Store, search: object) =>
  searchByMeaning(s, { text: wordOf(1500), ...search }, { model, vector: query });
const cases: readonly (readonly [name: string, run: (store: Store) => unknown])[] = [
  ['a rare word', (s) => searchTranscripts(s, { text: wordOf(5000) })],
  ['a word in 1% of the turns', (s) => searchTranscripts(s, { text: wordOf(100) })],
  ['the most frequent word', (s) => searchTranscripts(s, { text: wordOf(0) })],
  ['the two most frequent words', (s) => searchTranscripts(s, { text: `${wordOf(0)} ${wordOf(1)}` })],
  ['a frequent and a rare word', (s) => searchTranscripts(s, { text: `${wordOf(0)} ${wordOf(1500)}` })],
  ['a phrase of the two most frequent', (s) => searchTranscripts(s, { text: `"${wordOf(0)} ${wordOf(1)}"` })],
  ['a frequent or a rare word', (s) => searchTranscripts(s, { text: `${wordOf(0)} OR ${wordOf(1500)}` })],
  ['a beginning that all words have', (s) => searchTranscripts(s, { text: 'w*' })],
  [
    'a frequent word, one meeting in ten by date',
    (s) => searchTranscripts(s, { text: wordOf(10), before: '2024-03-25' }),
  ],
  [
    'a frequent word, one of fifty people',
    (s) => searchTranscripts(s, { text: wordOf(10), speaker: 'Maya 1' }),
  ],
  [
    'a frequent word, somebody who is not enrolled',
    (s) => searchTranscripts(s, { text: wordOf(10), speaker: 'Ann' }),
  ],
  ['titles', (s) => searchTitles(s, { text: 'budget' })],
  ['by meaning', (s) => byMeaning(s, {})],
  ['by meaning, one meeting in ten by date', (s) => byMeaning(s, { before: '2024-03-25' })],
  ['by meaning, one of fifty people', (s) => byMeaning(s, { speaker: 'Maya 1' })],
];

/** Milliseconds of the first run in a store that was just opened, the median of nine more, and that of processor time. */
function measure(run: (store: Store) => unknown): readonly number[] {
  const fresh = openStore({ home, now: '2026-01-01T00:00:00.000Z' });
  const once = () => {
    const start = performance.now();
    const used = process.cpuUsage();
    run(fresh);
    const { user, system } = process.cpuUsage(used);
    return [performance.now() - start, (user + system) / 1000] as const;
  };
  const [first] = once();
  const more = Array.from({ length: 9 }, once);
  fresh.close();
  const median = (values: readonly number[]) => [...values].sort((x, y) => x - y)[4];
  return [first, median(more.map(([ms]) => ms)), median(more.map(([, ms]) => ms))];
}

byMeaning(store, {});
const turns = store.sql<{ n: number }>('SELECT count(*) AS n FROM search_turns').get()!.n;
const size = statSync(join(home, 'scribe.db')).size / 1e6;
console.log(`${meetings} meetings, ${turns} turns, ${Math.round(size)} MB\n`);
console.log('| search | first, ms | then, ms | of a processor, ms |\n|---|---|---|---|');
for (const [name, run] of cases)
  console.log(
    `| ${name} | ${measure(run)
      .map((ms) => ms.toFixed(1))
      .join(' | ')} |`,
  );

store.close();
if (!kept) rmSync(home, { recursive: true });
