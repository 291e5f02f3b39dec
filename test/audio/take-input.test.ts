import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type TakeOptions, takeInput } from '../../src/audio/take-input.js';
import { beeps, makeMedia, temporaryFolder } from './media.js';

const at = temporaryFolder();
const spoolFolder = at('spool');
const take = (path: string, options: Partial<TakeOptions> = {}) =>
  takeInput(path, { spoolFolder: () => spoolFolder, ...options });
const refusal = (path: string, options: Partial<TakeOptions> = {}) =>
  take(path, options).then(
    () => expect.unreachable(),
    (error) => error,
  );

makeMedia(...beeps(16_000), at('beeps.m4a'));
const bytes = readFileSync(at('beeps.m4a'));
const sha256 = createHash('sha256').update(bytes).digest('hex');

describe('a file', () => {
  it('is hashed where it lies', async () => {
    const shares: number[] = [];
    const taken = await take(at('beeps.m4a'), { onProgress: (share) => shares.push(share) });
    expect(taken).toMatchObject({ file: at('beeps.m4a'), sha256 });
    expect(shares.at(-1)).toBe(1);
    await taken.release();
    expect(readFileSync(at('beeps.m4a')).equals(bytes)).toBe(true);
  });

  it('may be behind a link', async () => {
    symlinkSync(at('beeps.m4a'), at('link.m4a'));
    expect(await take(at('link.m4a'))).toMatchObject({ sha256 });
  });
});

describe('standard input', () => {
  it('is spooled and hashed, and released again', async () => {
    const input = createReadStream(at('beeps.m4a'), { highWaterMark: 1000 });
    const taken = await take('-', { input });
    expect(taken.sha256).toBe(sha256);
    expect(readFileSync(taken.file).equals(bytes)).toBe(true);
    await taken.release();
    expect(readdirSync(spoolFolder)).toEqual([]);
  });

  it('that is empty is refused', async () => {
    const error = await refusal('-', { input: Readable.from([]) });
    expect(error).toMatchObject({
      code: 'RECORDING',
      message: expect.stringMatching(/standard input.*empty/),
    });
    expect(readdirSync(spoolFolder)).toEqual([]);
  });

  it('that breaks is refused with the reason', async () => {
    const input = new Readable({
      read() {
        this.destroy(new Error('the line went dead'));
      },
    });
    const error = await refusal('-', { input });
    expect(error).toMatchObject({ code: 'RECORDING', message: expect.stringMatching(/line went dead/) });
  });

  it('that is silent is not waited for after an interruption', async () => {
    const controller = new AbortController();
    const input = new Readable({ read() {} });
    input.push(Buffer.alloc(100));
    setTimeout(() => controller.abort(), 50);
    const error = await refusal('-', { input, signal: controller.signal });
    expect(error).toMatchObject({ name: 'AbortError' });
    expect(readdirSync(spoolFolder)).toEqual([]);
  });
});

describe('what is no file with bytes is refused before it is opened', () => {
  it.skipIf(process.platform === 'win32')('a pipe without a writer', async () => {
    execFileSync('mkfifo', [at('pipe.wav')]);
    expect(await refusal(at('pipe.wav'))).toMatchObject({
      code: 'RECORDING',
      message: `Reading ${at('pipe.wav')} failed: it is a pipe, not a file.`,
      hint: expect.stringContaining('standard input'),
    });
  });

  it.skipIf(process.platform === 'win32')('a socket', async () => {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(at('socket.wav'), listening));
    expect((await refusal(at('socket.wav'))).message).toMatch(/a socket, not a file/);
    server.close();
  });

  it.skipIf(process.platform !== 'linux').each([
    ['/dev/zero', /a device, not a file/],
    ['/proc/self/cmdline', /made up by the system/],
    ['/proc/kmsg', /made up by the system|permission/],
    ['/sys/kernel/uevent_seqnum', /made up by the system|no such file/],
  ])('%s', async (path, message) => {
    const error = await refusal(path);
    expect(error).toMatchObject({ code: 'RECORDING', message: expect.stringMatching(message) });
  });

  it.each([
    ['links in a circle', () => symlinkSync(at('b.wav'), at('a.wav')), 'a.wav', /circle/],
    ['a link to nothing', () => symlinkSync(at('nowhere'), at('gone.wav')), 'gone.wav', /no such file/],
    ['a folder', () => mkdirSync(at('folder.wav')), 'folder.wav', /it is a folder/],
    ['a name that no file can have', () => {}, `${'x'.repeat(300)}.wav`, /name is too long/],
    ['a path through a file', () => writeFileSync(at('plain'), 'x'), 'plain/a.wav', /no such file/],
    ['an empty file', () => writeFileSync(at('empty.wav'), ''), 'empty.wav', /is empty \(0 bytes\)/],
  ])('%s', async (_, make, name, message) => {
    make();
    if (name === 'a.wav') symlinkSync(at('a.wav'), at('b.wav'));
    const error = await refusal(at(name));
    expect(error).toMatchObject({ code: 'RECORDING', message: expect.stringMatching(message) });
  });
});
