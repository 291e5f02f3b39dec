import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.js';
import { loadProvenance, saveProvenance } from '../../src/store/provenance.js';
import { makeMedia } from '../audio/media.js';
import { at } from '../store/fixture.js';
import { createFolders, example, resultsOf, runScribe } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);

const home = folders.make();
const recording = join(home, 'standup.wav');
let id: string;

/** The files of a meeting by name, as text, with the run's own id taken out. */
function filesOf(folder: string, meetingId: string): Record<string, string> {
  const texts = readdirSync(folder).map((name) => {
    const text = readFileSync(join(folder, name), 'latin1');
    return [name, text.replaceAll(meetingId, 'ID')] as const;
  });
  return Object.fromEntries(texts);
}

beforeAll(async () => {
  makeMedia('-i', example('standup.ogg'), '-t', '10', recording);
  const run = await runScribe(home, ['ingest', recording, '--language', 'en', '--threads', '1', '--json']);
  id = resultsOf(run.stdout)[0].meetingId!;
}, 120_000);

it('on another number of threads, every file has the same bytes but for the id', {
  timeout: 120_000,
}, async () => {
  const other = folders.make();
  const args = ['ingest', recording, '--language', 'en', '--threads', '3', '--verify-repro', '--json'];
  const run = await runScribe(other, args);
  const [result] = resultsOf(run.stdout);
  expect(result.reproduction).toMatchObject({ equal: true, first: null, changes: [] });
  expect(run.status).toBe(0);
  const files = filesOf(join(home, 'artifacts', id), id);
  expect(Object.keys(files)).toHaveLength(5);
  expect(filesOf(join(other, 'artifacts', result.meetingId!), result.meetingId!)).toEqual(files);
});

it('what a person changed is no difference; what a stage came to is', { timeout: 120_000 }, async () => {
  await runScribe(home, ['meetings', 'name', id, 'S1', 'Maya']);
  const same = await runScribe(home, ['meetings', 'verify', id, '--json']);
  expect(JSON.parse(same.stdout)).toMatchObject({ meetingId: id, equal: true, first: null });
  expect(same.status).toBe(0);

  const store = openStore({ home, now: at(0) });
  const kept = loadProvenance(store, id)!;
  saveProvenance(store, id, {
    madeWith: { ...kept.madeWith, ffmpeg: '0.1' },
    results: kept.results.map((one) => (one.stage === 'diarize' ? { ...one, sha256: 'other' } : one)),
  });
  store.close();
  const { stdout, status } = await runScribe(home, ['meetings', 'verify', id]);
  expect(stdout).toContain('other bytes, from the stage diarize on');
  expect(stdout).toContain('ffmpeg: 0.1 at first');
  expect(status).toBe(8);
});

it('a meeting whose first run was not kept, and another file, are refused', async () => {
  const wrong = await runScribe(home, ['meetings', 'verify', id, '--recording', example('voice-tom.ogg')]);
  expect(wrong.stderr).toContain('is not the recording that it was made of');
  expect(wrong.status).toBe(3);
});
