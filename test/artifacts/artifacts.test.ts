import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeArtifacts } from '../../src/artifacts/artifact-files.js';
import { outputFolderName } from '../../src/artifacts/output-folder.js';
import { writeFiles } from '../../src/artifacts/staging.js';
import { ScribeError } from '../../src/errors.js';
import { asScribe } from '../../src/platform/permissions.js';

import { meeting, renderArtifacts, turn, words } from '../render/meetings.js';

const kinds = ['transcript.json', 'transcript.md', 'transcript.srt', 'transcript.txt', 'transcript.vtt'];
const isRoot = process.getuid?.() === 0;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'scribe-artifacts-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** A meeting whose recording has this name and content. */
function talkNamed(fileName: string, content: string, said = 'Hello.') {
  const talk = meeting([turn('S1', words(said, 0))]);
  const fingerprint = { ...talk.recording.fingerprint, contentFp: content.repeat(64) };
  return { ...talk, recording: { ...talk.recording, fileName, fingerprint } };
}

const write = async (folder: string, said?: string) =>
  writeFiles(folder, await renderArtifacts(talkNamed('a.ogg', 'b', said)), 'meeting', asScribe);

async function failure(attempt: Promise<unknown>): Promise<ScribeError> {
  const thrown = await attempt.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (!(thrown instanceof ScribeError)) throw new Error(`no ScribeError: ${String(thrown)}`);
  return thrown;
}

describe('writing artifacts', () => {
  it('writes every kind; size, hash and key are told of the bytes', async () => {
    const rendered = await renderArtifacts(talkNamed('a.ogg', 'b'));
    await writeFiles(join(root, 'one'), rendered, 'one', asScribe);
    expect(readdirSync(join(root, 'one')).sort()).toEqual(kinds);
    for (const { type, key, size, sha256 } of describeArtifacts(rendered, 'one')) {
      expect(key).toBe(`one/${type}`);
      const bytes = readFileSync(join(root, key));
      expect(bytes.length).toBe(size);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
  });

  it('replaces what was there', async () => {
    await write(root, 'First.');
    await write(root, 'Second.');
    expect(readFileSync(join(root, 'transcript.txt'), 'utf8')).toContain('Speaker 1: Second.\n');
    expect(readdirSync(root).sort()).toEqual(kinds);
  });

  it('removes what a killed process had staged of the meeting, and of no other', async () => {
    for (const name of ['meeting', 'other']) {
      mkdirSync(join(root, `.scribe-${name}`));
      writeFileSync(join(root, `.scribe-${name}`, 'transcript.md'), 'half');
    }
    await write(root);
    expect(readdirSync(root).filter((name) => name.startsWith('.'))).toEqual(['.scribe-other']);
  });

  it('leaves nothing behind when a file cannot be replaced', async () => {
    mkdirSync(join(root, 'transcript.md', 'in the way'), { recursive: true });
    const error = await failure(write(root));
    expect(error.code).toBe('OUTPUT');
    expect(error.message).toContain(root);
    expect(error.message).toContain('a folder stands where a file is needed');
    expect(error.hint).toContain('--out DIR');
    expect(readdirSync(root)).toEqual(['transcript.md']);
  });

  it('says that a file stands where the folder should be', async () => {
    writeFileSync(join(root, 'file'), '');
    for (const folder of [join(root, 'file'), join(root, 'file', 'below')]) {
      const error = await failure(write(folder));
      expect(error.code).toBe('OUTPUT');
      expect(error.message).toContain('a file stands where a folder is needed');
    }
  });

  it.skipIf(isRoot || process.platform === 'win32')('says that permission is missing', async () => {
    chmodSync(root, 0o500);
    const error = await failure(write(root));
    chmodSync(root, 0o700);
    expect(error.code).toBe('OUTPUT');
    expect(error.message).toContain('permission denied');
  });

  it.skipIf(process.platform !== 'linux')('keeps the old files when the disk is full', async () => {
    await write(root, 'First.');
    const before = kinds.map((kind) => readFileSync(join(root, kind), 'utf8'));
    // A limit on file size fails a write as a full disk does (EFBIG instead of ENOSPC), in the middle of a file.
    const program = `
      import { writeFiles } from './src/artifacts/staging.ts';
      process.on('SIGXFSZ', () => {});
      const bytes = new Uint8Array(5_000_000);
      const small = new Uint8Array(10);
      const files = [{ type: 'transcript.md', bytes: small }, { type: 'transcript.txt', bytes }];
      await writeFiles(process.argv[1], files, 'meeting', (make) => make())
        .catch((error) => { console.log(error.code); });
    `;
    const run = spawnSync(
      'bash',
      ['-c', 'ulimit -f 2000; exec node --import tsx --input-type=module -e "$0" "$1"', program, root],
      { encoding: 'utf8', cwd: join(import.meta.dirname, '..', '..') },
    );
    expect(`${run.stdout}${run.stderr}`).toContain('OUTPUT');
    expect(readdirSync(root).sort()).toEqual(kinds);
    expect(kinds.map((kind) => readFileSync(join(root, kind), 'utf8'))).toEqual(before);
  });
});

describe('the folder of a recording', () => {
  it.each([
    ['standup.ogg', 'standup'],
    ['-', 'stdin'],
    ['archive.tar.gz', 'archive.tar'],
    ['.mp3', 'mp3'],
    ['..', 'recording'],
    ['.', 'recording'],
    ['', 'recording'],
    ['   .wav', 'recording'],
    ['a/../../etc/passwd', 'passwd'],
    ['C:\\talks\\monday.wav', 'monday'],
    ['what? <1>: "a|b*".m4a', 'what_ _1__ _a_b__'],
    ['line\nbreak.wav', 'line_break'],
    ['\u200fa\u061cb\u202e\u2028c.wav', 'ab_c'],
    ['con.wav', '_con'],
    ['LPT1.final.wav', '_LPT1.final'],
    ['console.wav', 'console'],
    ['trailing. .wav', 'trailing'],
    ['-x.wav', '-x'],
    ['cafe\u0301.wav', 'caf\u00e9'],
    ['会议.wav', '会议'],
  ])('is named after %j: %s', (fileName, folder) => {
    expect(outputFolderName(fileName)).toBe(folder);
  });

  it('is never longer than a file system allows', () => {
    for (const letter of ['x', '漢', '😀'])
      expect(Buffer.byteLength(outputFolderName(`${letter.repeat(300)}.wav`))).toBeLessThanOrEqual(200);
    expect(outputFolderName(`${'😀'.repeat(300)}.wav`)).toBe('😀'.repeat(50));
  });
});
