import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentsOf, createFolders, example, ffmpegPath, runScribe } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);

/** Controls but line ends, and what turns the direction of text. */
const dangerous = /(?!\r?\n)[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;
const hostile = '\u001b[2J\u001b]0;owned\u0007\u202egnp.\u009b31m\nsecond\u2028line';
// A file name holds no NUL and no slash; the rest it can hold.
const fileName = `${hostile}.mka`;

describe.skipIf(process.platform === 'win32')('names, titles and tags with control characters', () => {
  let home: string;
  let recordings: string;
  let out: string;
  const scribe = (...args: string[]) => runScribe(home, args, { cwd: recordings });
  beforeAll(async () => {
    home = folders.make();
    recordings = folders.make();
    out = folders.make();
    const tags = ['-metadata', `title=${hostile}`, '-metadata:s:a:0', `title=${hostile}`];
    const input = ['-t', '6', '-i', example('voice-maya.ogg')];
    execFileSync(ffmpegPath, ['-v', 'error', ...input, ...tags, join(recordings, fileName)]);
  });

  it('command neither a terminal nor a transcript', async () => {
    const ingested = await scribe('ingest', fileName, '--out', out);
    expect(ingested.status, ingested.stderr).toBe(0);
    expect(ingested.stdout).toContain('\\x1b[2J');
    const again = await scribe('ingest', fileName, '--force', '--json', '--title', hostile);
    for (const line of again.stdout.trimEnd().split('\n')) JSON.parse(line);
    const runs = [
      ingested,
      again,
      await scribe('ingest', fileName),
      await scribe('ingest', `${hostile}.none`),
      await scribe('meetings', 'list'),
      await scribe('meetings', 'list', '--json'),
      await scribe('meetings', 'show', 'last'),
      await scribe('meetings', 'show', 'last', '--json'),
      await scribe('transcript', 'last', '--suppressed'),
      ...(await Promise.all(
        ['md', 'vtt', 'srt', 'json', 'txt'].map((format) => scribe('transcript', 'last', '--format', format)),
      )),
      await scribe('transcript', hostile),
      await scribe('speakers', 'enroll', hostile, fileName, '--consent'),
      await scribe('speakers', 'show', hostile),
      await scribe('ingest', fileName, `--${hostile}`),
      await scribe('ingest', fileName, '--language', hostile),
      await scribe('ingest', fileName, '--language', hostile, '--json'),
      await scribe(hostile),
      await scribe('models', 'path', hostile),
      await runScribe(home, ['doctor'], { env: { SCRIBE_PROMPT: hostile } }),
    ];
    for (const { stdout, stderr } of runs) {
      expect(stdout).not.toMatch(dangerous);
      expect(stderr).not.toMatch(dangerous);
      // One line of output stays one line.
      expect(stdout + stderr).not.toMatch(/^second line/m);
    }
    const list = JSON.parse((await scribe('meetings', 'list', '--json')).stdout);
    expect(list.at(0).title).toBe(hostile);
    const [folder] = readdirSync(out);
    const id = readdirSync(join(home, 'artifacts'))[0];
    for (const place of [join(out, folder), join(home, 'artifacts', id)]) {
      const contents = contentsOf(place);
      expect(Object.keys(contents).length).toBeGreaterThanOrEqual(5);
      for (const text of Object.values(contents)) expect(text).not.toMatch(dangerous);
    }
    expect(existsSync(join(home, 'scribe.db'))).toBe(true);
    expect(readFileSync(join(home, 'artifacts', id, 'transcript.json'), 'utf8')).toContain('\\u001b[2J');
  }, 300_000);
});
