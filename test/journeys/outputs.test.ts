import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repo } from '../shared.js';
import { createFolders, example, runScribe } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);
const home = folders.make();

/** Runs a line of shell in which `scribe` is the program. */
function shell(line: string) {
  const scribe = `scribe() { "${process.execPath}" "${repo('bin/scribe.js')}" "$@"; }; `;
  const env = { ...process.env, SCRIBE_HOME: home, SCRIBE_THREADS: '2' };
  return new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
    execFile('sh', ['-c', scribe + line], { env, cwd: example('') }, (error, stdout, stderr) =>
      resolve({ status: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

describe.runIf(process.platform !== 'win32')('a reader that goes away', () => {
  beforeAll(async () => {
    // Both recordings are done although only the first line about them is read.
    const run = await shell(
      '{ scribe ingest voice-maya.ogg voice-tom.ogg --json; echo "$?" >&2; } | head -1',
    );
    expect(run).toMatchObject({ status: 0, stderr: '0\n' });
    expect(run.stdout).toContain('"kind":"recording-started"');
  }, 120_000);

  it('does not end an ingest', async () => {
    const list = JSON.parse((await runScribe(home, ['meetings', 'list', '--json'])).stdout);
    expect(list.map((meeting: { status: string }) => meeting.status)).toEqual(['completed', 'completed']);
  });

  it.each(['transcript ID --format json', 'models list', 'meetings list', '--help'])(
    'is no failure of %s',
    async (line) => {
      const [{ id }] = JSON.parse((await runScribe(home, ['meetings', 'list', '--json'])).stdout);
      const run = await shell(`{ scribe ${line.replace('ID', id)}; echo "$?" >&2; } | head -1`);
      expect(run.stderr).toBe('0\n');
    },
  );
});

it('an empty answer says what was asked, and is JSON where that was asked for', async () => {
  const own = folders.make();
  const all = await runScribe(own, ['meetings', 'list']);
  expect(all.stderr).toMatch(/No meetings yet/);
  const failed = await runScribe(own, ['meetings', 'list', '--status', 'failed']);
  expect(failed.stderr).toBe('No meeting has the status "failed".\n');
  expect((await runScribe(own, ['ingest', example('voice-maya.ogg'), '-q'])).status).toBe(0);
  const suppressed = await runScribe(own, ['transcript', 'last', '--suppressed', '--format', 'json']);
  expect(JSON.parse(suppressed.stdout)).toEqual([]);
});

describe.runIf(existsSync('/dev/full'))('a disk that is full where', () => {
  it.each(['meetings list', '--help', '--version', 'ingest voice-maya.ogg'])(
    'the results of %s go exits 6 and says so',
    async (line) => {
      const run = await shell(`scribe ${line} > /dev/full`);
      expect(run.status).toBe(6);
      expect(run.stderr).toMatch(/Writing to standard output failed: ENOSPC/);
      expect(run.stderr).not.toMatch(/\n {4}at /);
      expect((await shell(`scribe ${line} > /dev/full 2>&1`)).status).toBe(6);
    },
    120_000,
  );

  it('progress goes changes nothing', async () => {
    expect((await shell('scribe meetings list 2> /dev/full')).status).toBe(0);
    expect((await shell('scribe ingest missing.wav 2> /dev/full')).status).toBe(3);
  });
});
