import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.js';
import { at, complete, enroll, makeRecording } from '../store/fixture.js';
import { createFolders, runScribe } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);
const home = folders.make();
/** A file that the store knows by its hash: it is not decoded. */
const recording = join(folders.make(), 'a.ogg');
let id: string;

beforeAll(() => {
  writeFileSync(recording, Uint8Array.of(0, 255, 1, 254));
  const store = openStore({ home, now: at(0) });
  const known = makeRecording('a.ogg');
  const sha256 = createHash('sha256').update(readFileSync(recording)).digest('hex');
  const fingerprint = { ...known.fingerprint, sha256 };
  id = complete(store, { ...known, fingerprint }, enroll(store, 'Zebedee')).meetingId;
  store.close();
});

const scribe = (...args: string[]) => runScribe(home, args);

describe('scribe ingest --print', () => {
  it('writes the file alone to standard output, and the rest to standard error', async () => {
    const { status, stdout, stderr } = await scribe('ingest', recording, '--print', 'srt');
    expect(status).toBe(0);
    expect(stdout).toBe((await scribe('transcript', id, '--format', 'srt')).stdout);
    expect(stdout).toMatch(/^1\r\n00:00:/);
    expect(stderr).toContain('a.ogg');
  });

  it.each([
    [['--json'], /--print and --json both write to standard output/],
    [[import.meta.filename], /--print writes one transcript; there are 2 recordings/],
  ])('refuses %j', async (more, message) => {
    const run = await scribe('ingest', recording, '--print', 'md', ...more);
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(message);
    expect(run.stdout).not.toContain('Zebedee');
  });
});

it('scribe transcript --formats chooses what is stored, and says where it is', async () => {
  const folder = join(home, 'artifacts', id);
  const run = await scribe('transcript', id, '--formats', 'json,md');
  expect(run.stdout).toBe(`${join(folder, 'transcript.json')}\n${join(folder, 'transcript.md')}\n`);
  expect(readdirSync(folder)).toEqual(['transcript.json', 'transcript.md']);
  const again = await scribe('transcript', id, '--formats', 'json,md', '--suppressed');
  expect(again.status).toBe(2);
});
