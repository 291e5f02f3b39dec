/**
 * How long one voice takes to be matched with many enrolled ones, through the store's own functions, beside a plain
 * loop over the same rows; and that memory does not grow with the matches.
 * Run: npm run bench:profiles -- [--profiles 100000] [--searches 200]
 *
 * Memory is that of the process when it has settled after the first searches, and after all of them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { v7 } from 'uuid';
import { dot, normalize } from '../src/domain/vectors.js';
import { toBlob, toFloats } from '../src/store/columns.js';
import { openStore } from '../src/store/open-store.js';
import { createProfile } from '../src/store/profiles.js';
import { type Store, write } from '../src/store/store.js';
import { nearestProfiles } from '../src/store/voice-centroids.js';
import { normalFrom, randomFrom } from './conversations/random.js';

const { values: flags } = parseArgs({
  options: { profiles: { type: 'string' }, searches: { type: 'string' } },
});
const profiles = Number(flags.profiles ?? '100000');
const searches = Number(flags.searches ?? '200');
const model = 'campplus-zh-en';
const dims = 192;
const now = new Date().toISOString();
const random = randomFrom(1);

const home = mkdtempSync(join(tmpdir(), 'scribe-bench-'));
const store = openStore({ home, now });
try {
  enrollAll(store);
  const baseline = measure(20, plainLoop);
  const first = measure(4, search);
  const [loading] = measure(1, search);
  const settled = process.memoryUsage.rss();
  const kept = measure(searches, search);
  const grown = process.memoryUsage.rss() - settled;
  const voice = probe();
  const [ours, theirs] = [search(voice), plainLoop(voice)];
  if (ours.profileId !== theirs.profileId) throw new Error('The two ways found different people.');

  const row = (what: string, times: readonly number[]) =>
    console.log(
      `${what.padEnd(44)} ${median(times).toFixed(1).padStart(7)} ms  ${(median(times) / median(baseline)).toFixed(2)}`,
    );
  console.log(`${profiles} profiles of ${dims} numbers; median, and ratio to the plain loop`);
  row('plain loop over the rows', baseline);
  row('first searches, in the file', first);
  row('the search that reads all into memory', [loading]);
  row(`the ${searches} searches after it`, kept);
  console.log(`memory: ${megabytes(settled)} MB, ${megabytes(grown)} MB more after ${searches} searches`);
} finally {
  store.close();
  rmSync(home, { recursive: true, force: true });
}

function probe(): Float32Array {
  return normalize(Float32Array.from({ length: dims }, () => normalFrom(random)));
}

function enrollAll({ db }: Store): void {
  write(store, 'enrolling', () => {
    const insert = db.prepare(
      'INSERT INTO voice_centroids (profile_id, model, dims, vector) VALUES (?, ?, ?, ?)',
    );
    for (let i = 0; i < profiles; i++) {
      const id = v7();
      createProfile(store, { id, displayName: `Person ${i}`, consentVersion: '1', consentedAt: now, now });
      insert.run(id, model, dims, toBlob(probe()));
    }
  });
}

function search(vector: Float32Array): { profileId: string } {
  return nearestProfiles(store, { model, vector }, 2)[0];
}

function plainLoop(vector: Float32Array): { profileId: string } {
  let best = { profileId: '', similarity: -2 };
  const rows = store.db
    .prepare<[string], { profileId: string; vector: Buffer }>(
      'SELECT profile_id AS profileId, vector FROM voice_centroids WHERE model = ?',
    )
    .iterate(model);
  for (const { profileId, vector: blob } of rows) {
    const similarity = dot(toFloats(blob), vector);
    if (similarity > best.similarity) best = { profileId, similarity };
  }
  return best;
}

function measure(times: number, work: (vector: Float32Array) => unknown): number[] {
  return Array.from({ length: times }, () => {
    const vector = probe();
    const startedAt = performance.now();
    work(vector);
    return performance.now() - startedAt;
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
