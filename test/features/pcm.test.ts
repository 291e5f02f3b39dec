import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openPcm } from '../../src/features/pcm.js';

const folder = mkdtempSync(join(tmpdir(), 'scribe-pcm-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('openPcm', () => {
  const path = join(folder, 'a.pcm');
  writeFileSync(path, Buffer.from(Int16Array.of(16384, -32768, 32767, 0, 8192).buffer));
  const pcm = openPcm(path);
  const into = new Float32Array(3);

  it('scales to [-1, 1)', () => {
    expect(pcm.samples).toBe(5);
    expect(pcm.read(0, into)).toBe(3);
    expect([...into]).toEqual([0.5, -1, Math.fround(32767 / 32768)]);
  });

  it('gives silence outside the recording', () => {
    into.fill(9);
    expect(pcm.read(-2, into)).toBe(1);
    expect([...into]).toEqual([0, 0, 0.5]);
    expect(pcm.read(4, into)).toBe(1);
    expect([...into]).toEqual([0.25, 0, 0]);
    expect(pcm.read(99, into)).toBe(0);
    expect([...into]).toEqual([0, 0, 0]);
  });
});
