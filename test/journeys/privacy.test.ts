import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { repo } from '../shared.js';
import { createFolders, example, runScribe } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);

it('ingest opens no socket, in no thread', async () => {
  const home = folders.make();
  const log = join(home, 'sockets.log');
  const run = await runScribe(home, ['ingest', example('voice-maya.ogg'), '--quiet'], {
    env: { NODE_OPTIONS: `--require ${repo('test/journeys/record-sockets.cjs')}`, SOCKET_LOG: log },
  });
  expect(run.status).toBe(0);
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  // The main thread and the worker have both been watched.
  expect(lines.filter((line) => line === 'loaded').length).toBeGreaterThanOrEqual(2);
  expect(lines.filter((line) => line !== 'loaded')).toEqual([]);
});

it.runIf(process.platform !== 'win32')('the store is for its owner alone', async () => {
  const home = join(folders.make(), 'store');
  await runScribe(home, ['ingest', example('voice-maya.ogg'), '--quiet']);
  expect(statSync(home).mode & 0o777).toBe(0o700);
  expect(statSync(join(home, 'scribe.db')).mode & 0o777).toBe(0o600);
});

it('a forgotten voice is in no file of the store', async () => {
  const home = folders.make();
  await runScribe(home, ['speakers', 'enroll', 'Maya', example('voice-maya.ogg'), '--consent']);
  const ingest = await runScribe(home, ['ingest', example('standup.ogg'), '--quiet']);
  expect(ingest.stdout).toContain('Maya');
  const shown = JSON.parse((await runScribe(home, ['speakers', 'show', 'maya', '--json'])).stdout);
  expect(shown.samples).toHaveLength(1);

  const refused = await runScribe(home, ['speakers', 'forget', 'Maya']);
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain('--yes');

  const forgotten = await runScribe(home, ['speakers', 'forget', 'Maya', '--yes', '--json']);
  expect(JSON.parse(forgotten.stdout)).toMatchObject({ forgotten: 'Maya', erased: true });
  expect(readFileSync(join(home, 'scribe.db')).includes(Buffer.from('Maya'))).toBe(false);
  const list = JSON.parse((await runScribe(home, ['meetings', 'list', '--json'])).stdout);
  const transcript = await runScribe(home, ['transcript', list[0].id]);
  expect(transcript.status).toBe(0);
  expect(transcript.stdout).not.toContain('name: Maya');
});
