import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repo } from '../shared.js';
import { createFolders, example, runScribe } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);

/** A path below a file: nobody, root neither, can make it. */
function impossible(): string {
  const file = join(folders.make(), 'file');
  writeFileSync(file, '');
  return join(file, 'home');
}

const noStack = /\n {4}at /;
const maya = example('voice-maya.ogg');

describe('the former name of a setting', () => {
  it('is shown by the doctor as it was written', async () => {
    const env = { SCRIBE_INVENTED_WORDS: 'keep' };
    const doctor = await runScribe(folders.make(), ['doctor'], { env });
    expect(doctor.status).toBe(0);
    expect(doctor.stdout).toMatch(
      /^hallucinations +keep +environment \(SCRIBE_INVENTED_WORDS\) +SCRIBE_HALLUCINATIONS$/m,
    );
  });

  it('is a flag of ingest', async () => {
    const run = await runScribe(folders.make(), ['ingest', maya, '--invented-words', 'drop']);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain('--invented-words is "drop"; it must be `suppress` or `keep`.');
  });
});

describe('a config file that is broken', () => {
  it.each(['language: [en\n', 'beam: many\n', 'colour: red\n', '- a list\n'])('%j', async (content) => {
    const home = folders.make();
    const file = join(home, 'config.yaml');
    writeFileSync(file, content);
    expect((await runScribe(home, ['--help'])).status).toBe(0);
    expect((await runScribe(home, ['ingest', '--help'])).status).toBe(0);
    expect((await runScribe(home, ['--version'])).status).toBe(0);

    const ingest = await runScribe(home, ['ingest', maya]);
    expect(ingest.status).toBe(2);
    expect(ingest.stderr).toContain('config.yaml');
    expect(ingest.stderr).not.toMatch(noStack);

    const doctor = await runScribe(home, ['doctor']);
    expect(doctor.status).toBe(2);
    expect(doctor.stdout).toMatch(/^BAD +settings .*config\.yaml/m);
    expect(doctor.stdout).toMatch(/^ok +store/m);

    const choice = await runScribe(home, ['models', 'default', 'whisper-tiny.en-scribe']);
    expect(choice.status).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('model: whisper-tiny.en-scribe');
    expect((await runScribe(home, ['models', 'default'])).status).toBe(0);
  });

  it('or variable is shown by the doctor', async () => {
    const doctor = await runScribe(folders.make(), ['doctor'], { env: { SCRIBE_THREADS: 'many' } });
    expect(doctor.status).toBe(2);
    expect(doctor.stdout).toMatch(/^BAD +settings .*SCRIBE_THREADS/m);
  });

  it.runIf(process.platform !== 'win32')('that is a pipe is refused at once', async () => {
    const pipe = join(folders.make(), 'config.yaml');
    execFileSync('mkfifo', [pipe]);
    const run = await runScribe(folders.make(), ['meetings', 'list'], { env: { SCRIBE_CONFIG: pipe } });
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(/is a pipe/);
  });
});

describe('folders that cannot be created', () => {
  it('a home that cannot be created', async () => {
    const nowhere = impossible();
    const env = {
      SCRIBE_HOME: '',
      HOME: nowhere,
      XDG_DATA_HOME: '',
      XDG_CACHE_HOME: '',
      XDG_CONFIG_HOME: '',
    };
    for (const args of [['ingest', maya], ['meetings', 'list'], ['doctor']]) {
      const run = await runScribe('', args, { env });
      expect(run.status).toBe(5);
      expect(run.stderr + run.stdout).toMatch(/SCRIBE_HOME/);
      expect(run.stderr).not.toMatch(noStack);
    }
    expect((await runScribe('', ['--help'], { env })).status).toBe(0);
  });

  it('a cache that cannot be written', async () => {
    const home = folders.make();
    writeFileSync(join(home, 'cache'), '');
    const run = await runScribe(home, ['ingest', maya]);
    expect(run.status).toBe(6);
    expect(run.stderr).toContain(join(home, 'cache'));
    expect(run.stderr).not.toMatch(noStack);
  });

  const asNobody = ['setpriv', '--reuid', '12345', '--regid', '12345', '--clear-groups'] as const;
  const others = process.getuid?.() === 0 && existsSync('/usr/bin/setpriv');
  it('a user who is in no list and has no home', async (context) => {
    if (!others) return context.skip('only root can become somebody else, with setpriv');
    const [program, ...options] = asNobody;
    const run = (...args: string[]) => {
      try {
        const command = ['env', '-i', process.execPath, repo('bin/scribe.js'), ...args];
        execFileSync(program, [...options, ...command], { encoding: 'utf8', stdio: 'pipe' });
        return { status: 0, stderr: '' };
      } catch (error) {
        return error as { status: number; stderr: string };
      }
    };
    if (run('--version').status !== 0 && /EACCES|permission/.test(run('--version').stderr))
      return context.skip('somebody else may not read the program');
    expect(run('--version').status).toBe(0);
    expect(run('--help').status).toBe(0);
    const list = run('meetings', 'list');
    expect(list.status).toBe(2);
    expect(list.stderr).toMatch(/no home folder.*\n.*SCRIBE_HOME/);
  });
});

describe('a proxy', () => {
  it.each([
    ['127.0.0.1:9', 4, /./],
    ['socks5://127.0.0.1:9', 2, /Reading HTTPS_PROXY/],
  ])('called %s', async (proxy, status, message) => {
    const env = { HTTPS_PROXY: proxy, https_proxy: '', SCRIBE_OFFLINE: '', HF_HUB_OFFLINE: '' };
    const run = await runScribe(folders.make(), ['models', 'pull', 'whisper-tiny'], { env });
    expect(run.status).toBe(status);
    expect(run.stderr).toMatch(message);
    expect(run.stderr).not.toMatch(noStack);
  });
});

describe('a store that others have changed', () => {
  const home = folders.make();
  const path = join(home, 'scribe.db');
  let whole: Buffer;
  beforeAll(async () => {
    const enrolled = await runScribe(home, ['speakers', 'enroll', 'Maya', maya, '--consent']);
    expect(enrolled.status).toBe(0);
    expect((await runScribe(home, ['ingest', maya])).status).toBe(0);
    whole = readFileSync(path);
  });

  it.each([
    ["UPDATE meetings SET models = 'garbage'", ['transcript', 'last']],
    ["UPDATE files SET warnings = '5'", ['meetings', 'list']],
    ["UPDATE speakers SET spans = '[5]'", ['transcript', 'last']],
    ["UPDATE transcript_segments SET words = '{}'", ['transcript', 'last']],
    ["UPDATE user_profiles SET tags = 'null'", ['speakers', 'list']],
    ["UPDATE meetings SET start_time = 'garbage'", ['meetings', 'list']],
    ["UPDATE files SET recorded_at = ''", ['transcript', 'last']],
    ['DROP TABLE transcript_segments', ['transcript', 'last']],
    ['DROP TABLE user_profiles', ['speakers', 'list']],
    ['DROP TABLE files', ['ingest', maya]],
    ['DROP TABLE meetings', ['doctor']],
  ])('%s: exit 5 with what to do', async (change, args) => {
    for (const name of [path, `${path}-wal`, `${path}-shm`]) rmSync(name, { force: true });
    writeFileSync(path, whole);
    const db = new Database(path);
    db.pragma('ignore_check_constraints = ON');
    db.pragma('foreign_keys = OFF');
    db.exec(change);
    db.close();
    const run = await runScribe(home, args);
    expect(run.status).toBe(5);
    expect(run.stderr + run.stdout).toContain(path);
    expect(run.stderr + run.stdout).toMatch(/backup/);
    expect(run.stderr).not.toMatch(noStack);
  });
});

it('~ in the config is the home', async () => {
  const home = folders.make();
  const user = folders.make();
  writeFileSync(join(home, 'config.yaml'), 'out: ~/transcripts\nffmpeg: ~/bin/ffmpeg\n');
  const run = await runScribe(home, ['ingest', maya], { env: { HOME: user } });
  expect(run.stderr).toContain(join(user, 'bin', 'ffmpeg'));
  writeFileSync(join(home, 'config.yaml'), 'out: ~/transcripts\n');
  chmodSync(user, 0o700);
  expect((await runScribe(home, ['ingest', maya], { env: { HOME: user } })).status).toBe(0);
  expect(existsSync(join(user, 'transcripts', 'voice-maya', 'transcript.md'))).toBe(true);
});
