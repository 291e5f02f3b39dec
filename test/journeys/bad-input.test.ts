import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createFolders, example, ffmpegPath, resultsOf, runScribe } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);
const folder = folders.make();
const home = folders.make();

const ffmpeg = (...args: string[]) => execFileSync(ffmpegPath, ['-v', 'error', '-y', ...args]);

/** Every kind of bad recording: how it is made, and what the message must say. */
const recordings: [string, (path: string) => void, RegExp][] = [
  ['missing.wav', () => {}, /no such file|does not exist/i],
  ['empty.wav', (path) => writeFileSync(path, ''), /empty/i],
  [
    'notes.txt',
    (path) => writeFileSync(path, 'Minutes of the meeting\n'.repeat(50)),
    /not a recording|no audio|text|media/i,
  ],
  [
    'noise.bin',
    (path) => writeFileSync(path, Buffer.from(Array.from({ length: 9000 }, (_, i) => (i * 7919) % 251))),
    /./,
  ],
  ['silent.mp4', (path) => ffmpeg('-f', 'lavfi', '-i', 'color=c=red:s=64x64:d=1', path), /no audio/i],
  [
    'header.wav',
    (path) => {
      const seconds = ['-f', 'lavfi', '-i', 'anullsrc=r=16000:cl=mono', '-t', '1'];
      ffmpeg(...seconds, '-fflags', '+bitexact', '-flags', '+bitexact', path);
      truncateSync(path, 44);
    },
    /no (audio|sound|samples)|zero|empty|nothing/i,
  ],
  [
    'list.m3u8',
    (path) => writeFileSync(path, `#EXTM3U\n#EXTINF:5,\n${example('voice-maya.ogg')}\n`),
    /playlist|list/i,
  ],
];

describe('a recording that cannot be read exits 3, with the file, the reason and what to do', () => {
  it.each(recordings)('%s', async (name, make, message) => {
    const path = join(folder, name);
    make(path);
    const run = await runScribe(home, ['ingest', path]);
    expect(run.status).toBe(3);
    expect(run.stderr).toContain(name);
    expect(run.stderr).toMatch(message);
    expect(run.stderr).not.toMatch(/\n {4}at /);
    expect(run.stdout).toBe('');
    const list = JSON.parse((await runScribe(home, ['meetings', 'list', '--json'])).stdout);
    expect(list).toEqual([]);
  });

  it.each(['http://localhost/a.wav', 'concat:a|b', 'pipe:0', '-x.wav'])(
    '%s is a name of a file that is not there',
    async (name) => {
      const run = await runScribe(home, ['ingest', '--', name], { cwd: folder });
      expect(run.status).toBe(3);
      expect(run.stderr).toContain(name);
    },
  );

  it('a file called -x.wav is read', async () => {
    copyFileSync(example('voice-maya.ogg'), join(folder, '-x.ogg'));
    const run = await runScribe(folders.make(), ['ingest', '--json', '--', '-x.ogg'], { cwd: folder });
    expect(resultsOf(run.stdout)[0].outcome).toBe('completed');
  });

  it('a recording that is cut off is processed as far as it goes, with a warning', async () => {
    const path = join(folder, 'cut.flac');
    ffmpeg('-i', example('voice-maya.ogg'), path);
    truncateSync(path, 90_000);
    const run = await runScribe(folders.make(), ['ingest', path]);
    expect(run.status).toBe(0);
    expect(run.stderr).toMatch(/warning: .*(cut off|truncated|ends|shorter)/i);
  });
});

describe('bad usage exits 2', () => {
  it.each([
    [['ingest'], /missing required argument/],
    [['ingest', 'a.wav', '--threads', 'many'], /--threads is "many"/],
    [['ingest', 'a.wav', '--speakers', '2', '--max-speakers', '3'], /cannot be combined/],
    [['ingest', 'nothing-*.wav'], /nothing matches/],
    [['transcript', 'ffff'], /no meeting has such an id/],
    [['speakers', 'show', 'Nobody'], /nobody of that name/i],
    [['speakers', 'enroll', 'Maya', 'a.wav'], /--consent/],
    [['speakers', 'enroll', 'Maya', '--consent'], /needs a recording/],
    [['frobnicate'], /unknown command/],
  ])('%j', async (args, message) => {
    const run = await runScribe(home, args, { cwd: folder });
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(message);
  });
});

describe('other failures', () => {
  it('an empty folder is a usage error', async () => {
    mkdirSync(join(folder, 'none'));
    const run = await runScribe(home, ['ingest', join(folder, 'none')]);
    expect(run.status).toBe(2);
  });

  it('an unknown model exits 4 with the command that helps', async () => {
    const run = await runScribe(home, ['ingest', example('voice-maya.ogg'), '--model', 'whisper-huge']);
    expect(run.status).toBe(4);
    expect(run.stderr).toContain('scribe models list');
  });

  it('a damaged store exits 5 and says so', async () => {
    const broken = folders.make();
    writeFileSync(join(broken, 'scribe.db'), 'this is no database, not even nearly one'.repeat(100));
    const run = await runScribe(broken, ['meetings', 'list']);
    expect(run.status).toBe(5);
    expect(run.stderr).toContain('scribe.db');
  });

  it('an output folder that cannot be written exits 6 before anything is done', async () => {
    const own = folders.make();
    const blocked = join(folder, 'a-file');
    writeFileSync(blocked, '');
    for (const out of [blocked, join(blocked, 'deep', 'down'), join(folder, 'x'.repeat(300))]) {
      const run = await runScribe(own, ['ingest', example('voice-maya.ogg'), '--out', out, '--json']);
      expect(run.status).toBe(6);
      expect(run.stderr).toContain(out);
      expect(run.stdout).not.toContain('stage-started');
    }
    expect(JSON.parse((await runScribe(own, ['meetings', 'list', '--json'])).stdout)).toEqual([]);
  });

  it('a reader that closes the pipe early is no failure', async () => {
    const run = await runScribe(home, ['--help']);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain('Examples:');
  });
});
