import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { playExcerpt } from '../../../src/audio/ffmpeg/play.js';
import { tempFolder } from '../../store/fixture.js';

/** A folder with a recording, and an ffplay that does this. */
function prepare(script: string | null) {
  const folder = tempFolder();
  const path = join(folder, 'a recording.wav');
  writeFileSync(path, '');
  if (script !== null) {
    writeFileSync(join(folder, 'ffplay'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'ffplay'), 0o755);
  }
  const play = (recording = path) =>
    playExcerpt({
      path: recording,
      stream: 1,
      span: { start: 12.5, end: 17 },
      ffmpeg: join(folder, 'ffmpeg'),
      signal: new AbortController().signal,
    });
  return { folder, path, play };
}

it('plays the span of the stream, and only a local file', async () => {
  const { folder, path, play } = prepare('printf "%s\\n" "$@" > "$(dirname "$0")/arguments"');
  expect(await play()).toBe(true);
  const given = readFileSync(join(folder, 'arguments'), 'utf8').split('\n');
  const argument = (option: string) => given[given.indexOf(option) + 1];
  expect(['-ss', '-t', '-ast', '-i', '-protocol_whitelist'].map(argument)).toEqual([
    '12.5',
    '4.5',
    'a:1',
    `file:${path}`,
    'file,subfile',
  ]);
});

it('says that there is no ffplay, and why one failed', async () => {
  expect(await prepare(null).play()).toBe(false);
  await expect(prepare('echo "No such device" >&2; exit 3').play()).rejects.toThrow(/No such device\.$/);
  await expect(prepare('echo "Failed to open file" >&2').play()).rejects.toThrow('Failed to open file');
});

it('refuses a recording that is gone', async () => {
  const { folder, play } = prepare('exit 0');
  await expect(play(join(folder, 'gone.wav'))).rejects.toMatchObject({ code: 'RECORDING' });
});
