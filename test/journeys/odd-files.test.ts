import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repo } from '../shared.js';
import { createFolders, example, resultsOf, runScribe } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);

describe.runIf(process.platform !== 'win32')('a pipe without a writer', () => {
  const home = folders.make();
  const folder = folders.make();
  const pipe = join(folder, 'pipe.wav');
  beforeAll(() => {
    execFileSync('mkfifo', [pipe]);
    copyFileSync(example('voice-maya.ogg'), join(folder, 'good.ogg'));
  });

  it.each([
    ['a recording', ['ingest', pipe], 3, /it is a pipe, not a file/],
    ['a voice', ['speakers', 'enroll', 'Maya', pipe, '--consent'], 3, /it is a pipe, not a file/],
    ['the folder for transcripts', ['ingest', join(folder, 'good.ogg'), '--out', pipe], 6, /a file stands/],
  ])('is not %s', async (_, args, status, message) => {
    const run = await runScribe(home, args);
    expect(run.stderr).toMatch(message);
    expect(run.stderr).not.toMatch(/\n {4}at /);
    expect(run.status).toBe(status);
  });

  it('in a folder keeps nothing else from being done', async () => {
    const run = await runScribe(home, ['ingest', folder, '--json']);
    expect(run.status).toBe(0);
    expect(resultsOf(run.stdout)).toHaveLength(1);
    expect(run.stdout).toContain('"reason":"a pipe"');
  });

  it('in place of a transcript leaves its folder alone', async () => {
    const out = folders.make();
    mkdirSync(join(out, 'good'));
    execFileSync('mkfifo', [join(out, 'good', 'transcript.json')]);
    const run = await runScribe(home, ['ingest', join(folder, 'good.ogg'), '--out', out]);
    expect(run.status).toBe(0);
    expect(readdirSync(join(out, 'good'))).toEqual(['transcript.json']);
    expect(existsSync(join(out, 'good-2', 'transcript.json'))).toBe(true);
  });
});

describe('links that lead nowhere', () => {
  it('fail by themselves', async () => {
    const folder = folders.make();
    symlinkSync('b.wav', join(folder, 'a.wav'));
    symlinkSync('a.wav', join(folder, 'b.wav'));
    symlinkSync('.', join(folder, 'again'));
    symlinkSync('nowhere.wav', join(folder, 'gone.wav'));
    copyFileSync(example('voice-maya.ogg'), join(folder, 'good.ogg'));
    const home = folders.make();
    const whole = await runScribe(home, ['ingest', folder, '--json']);
    expect(whole.status).toBe(0);
    expect(resultsOf(whole.stdout).map((result) => result.outcome)).toEqual(['completed']);
    for (const [name, message] of [
      ['a.wav', /in a circle/],
      ['gone.wav', /no such file/],
      ['x'.repeat(5000), /name is too long/],
      [join('good.ogg', 'a.wav'), /no such file/],
    ] as const) {
      const run = await runScribe(home, ['ingest', join(folder, name)]);
      expect(run.stderr).toMatch(message);
      expect(run.status).toBe(3);
    }
  });
});

describe('a name that is not UTF-8', () => {
  it('is a name: the recording is processed, can be read about, and is known again', async (context) => {
    const folder = folders.make();
    try {
      for (const [name, from] of [
        [Buffer.from('caf\xe9.ogg', 'latin1'), 'voice-maya.ogg'],
        [Buffer.from([0xff, 0xfe, 0x80, 0x2e, 0x6f, 0x67, 0x67]), 'voice-tom.ogg'],
      ] as const) {
        writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), name]), '');
        copyFileSync(example(from), Buffer.concat([Buffer.from(`${folder}/`), name]));
      }
    } catch {
      return context.skip('this file system takes UTF-8 alone');
    }
    const home = folders.make();
    const out = folders.make();
    const whole = await runScribe(home, ['ingest', folder, '--out', out, '--json']);
    expect(whole.status).toBe(0);
    expect(resultsOf(whole.stdout).map(({ outcome, title }) => [outcome, title])).toEqual([
      ['completed', 'caf%E9'],
      ['completed', '%FF%FE%80'],
    ]);
    expect(readdirSync(out).sort()).toEqual(['%FF%FE%80', 'caf%E9']);
    expect(readdirSync(join(home, 'cache', 'spool'))).toEqual([]);
    if (process.platform !== 'linux') return;

    // A shell gives the bytes themselves; Node gives arguments as UTF-8 only.
    const line =
      '"$NODE" "$SCRIBE" ingest caf*.ogg --json && "$NODE" "$SCRIBE" speakers enroll Maya caf*.ogg --consent';
    const env = {
      ...process.env,
      SCRIBE_HOME: home,
      NODE: process.execPath,
      SCRIBE: repo('bin/scribe.js'),
    };
    const named = execFileSync('sh', ['-c', line], { cwd: folder, env, encoding: 'utf8' });
    const [events] = named.split('SAMPLE');
    expect(resultsOf(events)[0]).toMatchObject({
      path: 'caf%E9.ogg',
      outcome: 'already-known',
    });
    expect(named).toMatch(/Maya: 1 new sample/);
  });
});
