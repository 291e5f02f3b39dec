import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createFolders, eventsOf, example, ffmpegPath, runScribe } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);

/** Five seconds of speech, then silence. */
const speechThenSilence = (path: string, seconds: number) =>
  execFileSync(ffmpegPath, [
    ...['-v', 'error', '-i', example('voice-maya.ogg'), '-af', `apad=whole_len=${seconds * 48000}`],
    ...['-c:a', 'pcm_s16le', path],
  ]);

describe('the model that ships', () => {
  it('is said to be small once in a run, for a recording of more than ten minutes', async () => {
    const recordings = folders.make();
    const paths = [5, 601, 603].map((seconds) => {
      const path = join(recordings, `${seconds}.wav`);
      speechThenSilence(path, seconds);
      return path;
    });
    const run = await runScribe(folders.make(), ['ingest', '--json', '--as-copy', ...paths]);
    const told = eventsOf(run.stdout).filter(
      (event) =>
        event.kind === 'recording-started' || (event.kind === 'warning' && /models pull/.test(event.message)),
    );
    expect(told.map(({ kind }) => kind)).toEqual([
      'recording-started',
      'recording-started',
      'warning',
      'recording-started',
    ]);
  });

  it('is not used for a language that it does not speak: the status is 4, the hint says what to pull', async () => {
    const run = await runScribe(folders.make(), ['ingest', example('standup.ogg'), '--language', 'yue']);
    expect(run.status).toBe(4);
    expect(run.stderr).toMatch(/no installed model speaks "yue"/);
    expect(run.stderr).toMatch(/scribe models (pull|list)/);
  });
});

describe('scribe models', () => {
  it('writes the default that the next command takes', async () => {
    const home = folders.make();
    writeFileSync(join(home, 'config.yaml'), '# mine\nlanguage: en\n');
    const written = await runScribe(home, ['models', 'default', 'whisper-tiny.en-scribe']);
    expect(written.status).toBe(0);
    expect(readFileSync(join(home, 'config.yaml'), 'utf8')).toBe(
      '# mine\nlanguage: en\nmodel: whisper-tiny.en-scribe\n',
    );
    const read = await runScribe(home, ['models', 'default']);
    expect(read.stdout).toBe('whisper-tiny.en-scribe (from the file)\n');
  });

  it('verifies, and ends with 4 over a wrong file', async () => {
    const home = folders.make();
    expect((await runScribe(home, ['models', 'verify'])).status).toBe(0);
    const own = join(home, 'models', 'campplus-zh-en');
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'model.int8.onnx'), 'no network');
    const wrong = await runScribe(home, ['models', 'verify', 'campplus-zh-en']);
    expect(wrong.status).toBe(4);
    expect(wrong.stdout).toMatch(/BAD {2}campplus-zh-en[^\n]*\n.*model\.int8\.onnx has 10 bytes/);
    expect((await runScribe(home, ['models', 'rm', 'campplus-zh-en', '--yes'])).status).toBe(0);
    expect((await runScribe(home, ['models', 'verify', 'campplus-zh-en'])).status).toBe(0);
  });

  it('lists by task, and imports nothing from nothing', async () => {
    const home = folders.make();
    const list = await runScribe(home, ['models', 'list', '--task', 'voice', '--json']);
    const tasks = (JSON.parse(list.stdout) as { task: string }[]).map(({ task }) => task);
    expect(new Set(tasks)).toEqual(new Set(['voice']));
    const empty = await runScribe(home, ['models', 'import', folders.make()]);
    expect(empty.status).toBe(4);
    expect(empty.stderr).toMatch(/it has no model that scribe knows/);
    expect((await runScribe(home, ['models', 'list', '--task', 'dancing'])).status).toBe(2);
  });
});

describe('scribe doctor', () => {
  it('measures the speed and is content with missing models', async () => {
    const run = await runScribe(folders.make(), ['doctor', '--json']);
    expect(run.status).toBe(0);
    const { ok, checks } = JSON.parse(run.stdout) as {
      ok: boolean;
      checks: { name: string; detail: string }[];
    };
    expect(ok).toBe(true);
    const detail = (name: string) => checks.find((check) => check.name === name)?.detail;
    expect(detail('speed')).toMatch(/^\d+ GFLOP\/s in matrix products on 2 threads/);
    expect(detail('recognition')).toBe(
      'whisper-tiny.en-scribe, whisper-base-8bit, chosen by auto for each language',
    );
    expect(detail('models to pull')).toMatch(/parakeet-ultra-int8/);
  });
});
