import { createHash } from 'node:crypto';
import { truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hashInput, inspectInput, readingError } from '../../src/audio/input-file.js';
import { temporaryFolder } from './media.js';

const at = temporaryFolder();

describe('hashInput', () => {
  it('is the SHA-256 of the bytes', async () => {
    const bytes = Buffer.alloc(3_000_001, 'scribe');
    writeFileSync(at('file'), bytes);
    const shares: number[] = [];
    const hash = await hashInput(at('file'), { onProgress: (share) => shares.push(share) });
    expect(hash).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(shares.length).toBeGreaterThan(1);
    expect(shares.at(-1)).toBe(1);
  });

  it('says what is wrong with the file', async () => {
    await expect(hashInput(at('missing'))).rejects.toMatchObject({
      code: 'RECORDING',
      message: expect.stringMatching(/no such file/),
    });
    await expect(hashInput(at())).rejects.toMatchObject({
      code: 'RECORDING',
      message: expect.stringMatching(/it is a folder/),
    });
  });

  it('stops when it is aborted', async () => {
    const controller = new AbortController();
    const hashing = hashInput(at('file'), {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(hashing).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('readingError', () => {
  it('says what to do without permission', () => {
    expect(readingError('a.wav', { code: 'EACCES' })).toMatchObject({
      code: 'RECORDING',
      message: 'Reading a.wav failed: permission denied.',
      hint: expect.stringContaining('chmod'),
    });
  });
});

describe('inspectInput', () => {
  it.skipIf(process.platform === 'win32')('refuses a terabyte of which nothing was written', async () => {
    writeFileSync(at('hole.wav'), 'RIFF\u0000\u0000\u0000\u0000WAVE');
    truncateSync(at('hole.wav'), 2 ** 20);
    expect((await inspectInput(at('hole.wav'), 'hole.wav')).size).toBe(2 ** 20);
    truncateSync(at('hole.wav'), 2 ** 40);
    await expect(inspectInput(at('hole.wav'), 'hole.wav')).rejects.toMatchObject({
      code: 'RECORDING',
      message: expect.stringMatching(/^Reading hole.wav failed: of its 1099511627776 bytes only \d+ were/),
      hint: expect.stringContaining('Copy the recording again'),
    });
  });
});
