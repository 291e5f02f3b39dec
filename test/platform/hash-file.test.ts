import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { gitSha1OfFile, sha256, sha256OfFile, startSha256 } from '../../src/platform/hash-file.js';

const folder = mkdtempSync(join(tmpdir(), 'scribe-hash-'));
afterAll(() => rmSync(folder, { recursive: true }));

const path = join(folder, 'file');
const bytes = Buffer.alloc(3_000_001, 'scribe');
writeFileSync(path, bytes);
const hashed = createHash('sha256').update(bytes).digest('hex');

describe('sha256OfFile', () => {
  it('is that of the bytes, of a path as of an open file', async () => {
    expect(await sha256OfFile(path)).toBe(hashed);
    expect(sha256(bytes)).toBe(hashed);
    const handle = await open(path);
    expect(await sha256OfFile(handle)).toBe(hashed);
    expect((await handle.stat()).size).toBe(bytes.length);
    await handle.close();
  });

  it('says how far it is', async () => {
    const progress: number[] = [];
    await sha256OfFile(path, { onProgress: (done) => progress.push(done) });
    expect(progress).toEqual([1 << 20, 2 << 20, bytes.length]);
  });

  it('stops when it is aborted', async () => {
    const controller = new AbortController();
    const hashing = sha256OfFile(path, { signal: controller.signal, onProgress: () => controller.abort() });
    await expect(hashing).rejects.toMatchObject({ name: 'AbortError' });
  });
});

it('startSha256 goes on where the first bytes end', async () => {
  for (const length of [0, 1_500_000, bytes.length]) {
    const hash = await startSha256(path, length);
    expect(hash.update(bytes.subarray(length)).digest('hex'), `${length} bytes`).toBe(hashed);
  }
});

it('gitSha1OfFile is the name of the blob', async () => {
  writeFileSync(join(folder, 'hello'), 'hello\n');
  // `printf 'hello\n' | git hash-object --stdin`
  expect(await gitSha1OfFile(join(folder, 'hello'))).toBe('ce013625030ba8dba906f756967f9e9ca394464a');
});
