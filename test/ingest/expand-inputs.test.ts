import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { expandInputs } from '../../src/ingest/expand-inputs.js';

const cwd = mkdtempSync(join(tmpdir(), 'scribe-inputs-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
const write = (path: string, content: string | Buffer = '') => {
  mkdirSync(join(cwd, path, '..'), { recursive: true });
  writeFileSync(join(cwd, path), content);
};
const flac = Buffer.concat([Buffer.from('fLaC'), Buffer.alloc(100, 1)]);
const paths = async (...inputs: string[]) => (await expandInputs(inputs, cwd)).recordings;

for (const name of ['a.wav', 'b[1].wav', 'week/B.MP3', 'week/monday/c.opus', 'week/monday/c.txt'])
  write(name);
write('notes/x.md', 'text');

describe('expandInputs', () => {
  it('keeps files and standard input as they are named', async () => {
    expect(await paths('a.wav', '-', 'notes/x.md')).toEqual(['a.wav', '-', 'notes/x.md']);
  });

  it('finds the recordings below a folder, sorted, whatever the case of their extension', async () => {
    expect(await paths('week')).toEqual([join('week', 'B.MP3'), join('week', 'monday', 'c.opus')]);
  });

  it('expands patterns, but a file whose name looks like a pattern is that file', async () => {
    expect(await paths('*.wav')).toEqual(['a.wav', 'b[1].wav']);
    expect(await paths('b[1].wav')).toEqual(['b[1].wav']);
  });

  it('names a recording once', async () => {
    expect(await paths('a.wav', '*.wav', 'a.wav')).toEqual(['a.wav', 'b[1].wav']);
  });

  it('keeps a missing file, so that it fails by itself', async () => {
    expect(await paths('gone.wav', 'http://localhost/x.wav')).toEqual(['gone.wav', 'http://localhost/x.wav']);
  });

  it.each([['notes'], ['*.ogg']])('says that %s holds no recording', async (input) => {
    await expect(expandInputs([input], cwd)).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('says what a folder without recordings holds instead', async () => {
    await expect(expandInputs(['notes'], cwd)).rejects.toThrow(/1 passed over \(notes.x\.md: a text file\)/);
  });
});

describe('a folder', () => {
  it('is searched by what the files are, not by what they are called, and what is passed over is listed', async () => {
    write('mixed/memo', flac);
    write('mixed/k.txt', flac);
    write('mixed/m.flac.old', flac);
    write('mixed/raw.gsm', Buffer.alloc(100, 7));
    write('mixed/broken.mp3', 'this is text');
    write('mixed/notes.txt', 'Agenda');
    write('mixed/module.ts', 'export const x = 1;');
    write('mixed/list.m3u8', '#EXTM3U\na.mp3\n');
    write('mixed/board.png', Buffer.from('\x89PNG\r\n\x1a\n0000', 'latin1'));
    write('mixed/table.bin', Buffer.alloc(100, 3));
    write('mixed/nothing');
    write('mixed/.hidden.wav', flac);
    write('mixed/._k.wav', flac);
    write('mixed/.git/a.wav', flac);
    write('mixed/talk.mp3.part', flac);
    write('mixed/talk.m4a.crdownload', flac);
    const { recordings, passedOver } = await expandInputs(['mixed'], cwd);
    const inMixed = (names: string[]) => names.map((name) => join('mixed', name)).sort();
    expect(recordings).toEqual(inMixed(['broken.mp3', 'k.txt', 'm.flac.old', 'memo', 'raw.gsm']));
    expect(Object.fromEntries(passedOver.map(({ path, reason }) => [path.slice(6), reason]))).toEqual({
      'notes.txt': 'a text file',
      'module.ts': 'a text file',
      'list.m3u8': 'an M3U playlist',
      'board.png': 'a picture',
      'table.bin': 'not an audio or video file',
      nothing: 'an empty file',
      '.hidden.wav': 'a hidden file',
      '._k.wav': 'a hidden file',
      '.git': 'a hidden folder',
      'talk.mp3.part': 'an unfinished download',
      'talk.m4a.crdownload': 'an unfinished download',
    });
  });

  it.skipIf(process.platform === 'win32')(
    'is followed along links to files, and goes round in no circle',
    async () => {
      write('elsewhere/n.flac', flac);
      write('linked/good.flac', flac);
      const link = (target: string, name: string) => symlinkSync(target, join(cwd, 'linked', name));
      link('../elsewhere/n.flac', 'n.flac');
      link('b.wav', 'a.wav');
      link('a.wav', 'b.wav');
      link('.', 'again');
      link('nowhere.wav', 'gone.wav');
      execFileSync('mkfifo', [join(cwd, 'linked', 'pipe.wav')]);
      const { recordings, passedOver } = await expandInputs(['linked'], cwd);
      expect(recordings).toEqual([join('linked', 'good.flac'), join('linked', 'n.flac')]);
      expect(Object.fromEntries(passedOver.map(({ path, reason }) => [path.slice(7), reason]))).toEqual({
        'a.wav': expect.stringContaining('a circle'),
        'b.wav': expect.stringContaining('a circle'),
        again: 'a link to a folder',
        'gone.wav': 'a link to nothing',
        'pipe.wav': 'a pipe',
      });
    },
  );

  it('is not searched where scribe itself writes below it', async () => {
    write('project/a.wav', flac);
    write('project/out/a/transcript.md', '# a');
    write('project/home/cache/spool/x.wav', flac);
    const own = [join(cwd, 'project', 'out'), join(cwd, 'project', 'home'), cwd];
    const { recordings, passedOver } = await expandInputs(['project'], cwd, own);
    expect(recordings).toEqual([join('project', 'a.wav')]);
    expect(passedOver).toEqual([]);
  });

  it.skipIf(process.getuid?.() === 0)(
    'that may not be read is kept, so that it fails by itself',
    async () => {
      write('locked/inside/a.wav', flac);
      write('locked/b.wav', flac);
      chmodSync(join(cwd, 'locked', 'inside'), 0);
      expect(await paths('locked')).toEqual([join('locked', 'b.wav'), join('locked', 'inside')]);
      chmodSync(join(cwd, 'locked', 'inside'), 0o700);
    },
  );
});
