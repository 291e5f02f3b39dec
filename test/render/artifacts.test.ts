import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ScribeError } from '../../src/errors.js';
import { renderArtifacts, writeArtifacts } from '../../src/render/artifacts.js';
import { outputFolderName, writeOutputFolder } from '../../src/render/output-folder.js';
import { meeting, turn, words } from './meetings.js';

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

async function put(outDir: string, talk: ReturnType<typeof talkNamed>) {
  return writeOutputFolder(outDir, talk.recording, renderArtifacts(talk));
}

async function failure(attempt: Promise<unknown>): Promise<ScribeError> {
  const thrown = await attempt.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (!(thrown instanceof ScribeError)) throw new Error(`no ScribeError: ${String(thrown)}`);
  return thrown;
}

describe('writing artifacts', () => {
  it('writes every kind and tells size, hash and key', async () => {
    const rendered = renderArtifacts(talkNamed('a.ogg', 'b'));
    const written = await writeArtifacts(join(root, 'meetings', 'one'), rendered, root);
    expect(readdirSync(join(root, 'meetings', 'one')).sort()).toEqual(kinds);
    for (const { type, key, size, sha256 } of written) {
      expect(key).toBe(`meetings/one/${type}`);
      const bytes = readFileSync(join(root, key));
      expect(bytes.length).toBe(size);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
  });

  it('replaces what was there', async () => {
    await writeArtifacts(root, renderArtifacts(talkNamed('a.ogg', 'b', 'First.')));
    await writeArtifacts(root, renderArtifacts(talkNamed('a.ogg', 'b', 'Second.')));
    expect(readFileSync(join(root, 'transcript.txt'), 'utf8')).toContain('Speaker 1: Second.\n');
    expect(readdirSync(root).sort()).toEqual(kinds);
  });

  it('sweeps up after a process that was killed, and after no other', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    mkdirSync(join(root, `.scribe-${hostname()}-${gone}-1`));
    writeFileSync(join(root, `.scribe-${hostname()}-${gone}-1`, 'transcript.md'), 'half');
    mkdirSync(join(root, `.scribe-${hostname()}-${process.pid}-1`));
    mkdirSync(join(root, '.scribe-another-host-1-1'));
    await writeArtifacts(root, renderArtifacts(talkNamed('a.ogg', 'b')));
    expect(readdirSync(root).filter((name) => name.startsWith('.'))).toEqual(
      ['.scribe-another-host-1-1', `.scribe-${hostname()}-${process.pid}-1`].sort(),
    );
  });

  it('leaves nothing behind when a file cannot be replaced', async () => {
    mkdirSync(join(root, 'transcript.md', 'in the way'), { recursive: true });
    const error = await failure(writeArtifacts(root, renderArtifacts(talkNamed('a.ogg', 'b'))));
    expect(error.code).toBe('OUTPUT');
    expect(error.message).toContain(root);
    expect(error.message).toContain('a folder stands where a file is needed');
    expect(error.hint).toContain('--out DIR');
    expect(readdirSync(root)).toEqual(['transcript.md']);
  });

  it('says that a file stands where the folder should be', async () => {
    writeFileSync(join(root, 'file'), '');
    for (const folder of [join(root, 'file'), join(root, 'file', 'below')]) {
      const error = await failure(writeArtifacts(folder, renderArtifacts(talkNamed('a.ogg', 'b'))));
      expect(error.code).toBe('OUTPUT');
      expect(error.message).toContain('a file stands where a folder is needed');
    }
  });

  it.skipIf(isRoot || process.platform === 'win32')('says that permission is missing', async () => {
    chmodSync(root, 0o500);
    const error = await failure(writeArtifacts(root, renderArtifacts(talkNamed('a.ogg', 'b'))));
    chmodSync(root, 0o700);
    expect(error.code).toBe('OUTPUT');
    expect(error.message).toContain('permission denied');
  });

  it.skipIf(process.platform !== 'linux')('keeps the old files when the disk is full', async () => {
    await writeArtifacts(root, renderArtifacts(talkNamed('a.ogg', 'b', 'First.')));
    const before = kinds.map((kind) => readFileSync(join(root, kind), 'utf8'));
    // A limit on file size fails a write as a full disk does (EFBIG instead of ENOSPC), in the middle of a file.
    const program = `
      import { writeArtifacts } from './src/render/artifacts.ts';
      process.on('SIGXFSZ', () => {});
      const bytes = new Uint8Array(5_000_000);
      const small = new Uint8Array(10);
      await writeArtifacts(process.argv[1], [{ type: 'transcript.md', bytes: small }, { type: 'transcript.txt', bytes }])
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

  it('holds all artifacts, with keys relative to the output folder', async () => {
    const { folder, artifacts } = await put(join(root, 'new', 'out'), talkNamed('standup.ogg', 'a'));
    expect(folder).toBe(join(root, 'new', 'out', 'standup'));
    expect(artifacts.map((a) => a.key).sort()).toEqual(kinds.map((kind) => `standup/${kind}`));
    expect(readdirSync(join(root, 'new', 'out'))).toEqual(['standup']);
    expect(readdirSync(folder).sort()).toEqual(kinds);
  });

  it('is its own again, and another one for another recording of that name', async () => {
    const folders: string[] = [];
    for (const content of ['a', 'b', 'a', 'c', 'b'])
      folders.push((await put(root, talkNamed('talk.wav', content))).folder);
    expect(folders).toEqual(['talk', 'talk-2', 'talk', 'talk-3', 'talk-2'].map((name) => join(root, name)));
    expect(readdirSync(root).sort()).toEqual(['talk', 'talk-2', 'talk-3']);
  });

  it('is not one that holds something else', async () => {
    mkdirSync(join(root, 'talk'));
    writeFileSync(join(root, 'talk', 'notes.txt'), 'mine');
    writeFileSync(join(root, 'talk-2'), 'a file');
    mkdirSync(join(root, 'talk-3'));
    writeFileSync(join(root, 'talk-3', 'transcript.json'), '{"format":');
    mkdirSync(join(root, 'talk-4'));
    const { folder } = await put(root, talkNamed('talk.wav', 'a'));
    // The fourth is empty, and taken.
    expect(folder).toBe(join(root, 'talk-4'));
    expect(readdirSync(join(root, 'talk'))).toEqual(['notes.txt']);
    expect(readFileSync(join(root, 'talk-2'), 'utf8')).toBe('a file');
  });

  it('is one each for recordings of one name at the same moment', async () => {
    const contents = ['a', 'b', 'c', 'd', 'a', 'b', 'c', 'd', 'e', 'f'];
    const put10 = contents.map((content) => put(root, talkNamed('talk.wav', content)));
    const folders = (await Promise.all(put10)).map((result) => result.folder);
    const owner = new Map<string, string>();
    for (const [i, folder] of folders.entries()) {
      expect(owner.get(folder) ?? contents[i]).toBe(contents[i]);
      owner.set(folder, contents[i]);
      const json = JSON.parse(readFileSync(join(folder, 'transcript.json'), 'utf8'));
      expect(json.recording.contentFp).toBe(contents[i].repeat(64));
    }
    expect(readdirSync(root).sort()).toEqual(
      Array.from({ length: 6 }, (_, i) => (i === 0 ? 'talk' : `talk-${i + 1}`)),
    );
  });

  it('is readable by whoever may read the folder around it', async () => {
    const { folder } = await put(root, talkNamed('talk.wav', 'a'));
    mkdirSync(join(root, 'plain'));
    expect(statSync(folder).mode).toBe(statSync(join(root, 'plain')).mode);
  });

  it('cannot be made where a file stands', async () => {
    writeFileSync(join(root, 'file'), '');
    const error = await failure(put(join(root, 'file'), talkNamed('talk.wav', 'a')));
    expect([error.code, error.message.includes(join(root, 'file'))]).toEqual(['OUTPUT', true]);
  });
});
