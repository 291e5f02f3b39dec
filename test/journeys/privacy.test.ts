import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { repo } from '../shared.js';
import { contentsOf, createFolders, example, runScribe } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);

it('ingest opens no socket, in no thread', async () => {
  const home = folders.make();
  const log = join(home, 'sockets.log');
  const run = await runScribe(home, ['ingest', example('voice-maya.ogg'), '--quiet'], {
    env: { NODE_OPTIONS: `--require ${repo('test/journeys/record-sockets.cjs')}`, SOCKET_LOG: log },
    language: 'auto',
  });
  expect(run.status).toBe(0);
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  // The main thread and the worker have both been watched.
  expect(lines.filter((line) => line === 'loaded').length).toBeGreaterThanOrEqual(2);
  expect(lines.filter((line) => line !== 'loaded')).toEqual([]);
});

/** The program and arguments before a command that runs without any network; null: the system does not let us. */
const isolation = [
  ['unshare', '-rn'],
  ['unshare', '-n'],
].find(([program, flags]) => spawnSync(program, [flags, 'true']).status === 0);
if (!isolation)
  console.warn('skipping the test in an empty network namespace: unshare is missing, or not allowed here');

it.skipIf(!isolation)('ingest writes the same bytes where there is no network at all', async () => {
  const [program, flags] = isolation!;
  const inside = spawnSync(program, [flags, 'cat', '/proc/net/dev'], { encoding: 'utf8' }).stdout;
  // Nothing but a loopback that is down.
  expect(inside.match(/^ *\w+:/gm)).toEqual([expect.stringContaining('lo:')]);
  const ingest = ['ingest', example('voice-maya.ogg'), '--quiet', '--json'];
  const ways = [[], [program, flags]].map(async (before) => {
    const home = folders.make();
    const out = folders.make();
    const words = [...before, process.execPath, repo('bin/scribe.js'), ...ingest, '--out', out];
    const { status, stderr } = spawnSync(words[0], words.slice(1), {
      env: { ...process.env, SCRIBE_HOME: home, SCRIBE_THREADS: '2' },
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    return contentsOf(join(out, 'voice-maya'));
  });
  const [usual, alone] = await Promise.all(ways);
  expect(Object.keys(usual).length).toBeGreaterThan(3);
  const withoutIds = (files: Record<string, string>) =>
    JSON.stringify(files).replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID');
  expect(withoutIds(alone)).toBe(withoutIds(usual));
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
