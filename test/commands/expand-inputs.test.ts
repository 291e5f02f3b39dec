import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { expandInputs } from '../../src/commands/expand-inputs.js';

const cwd = mkdtempSync(join(tmpdir(), 'scribe-inputs-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
mkdirSync(join(cwd, 'week', 'monday'), { recursive: true });
mkdirSync(join(cwd, 'notes'));
for (const name of [
  'a.wav',
  'b[1].wav',
  'week/B.MP3',
  'week/monday/c.opus',
  'week/monday/c.txt',
  'notes/x.md',
])
  writeFileSync(join(cwd, name), '');

describe('expandInputs', () => {
  it('keeps files and standard input as they are named', async () => {
    expect(await expandInputs(['a.wav', '-', 'notes/x.md'], cwd)).toEqual(['a.wav', '-', 'notes/x.md']);
  });

  it('finds the recordings below a folder, sorted, whatever the case of their ending', async () => {
    expect(await expandInputs(['week'], cwd)).toEqual([
      join('week', 'B.MP3'),
      join('week', 'monday', 'c.opus'),
    ]);
  });

  it('expands patterns, but takes a file that is called like a pattern for that file', async () => {
    expect(await expandInputs(['*.wav'], cwd)).toEqual(['a.wav', 'b[1].wav']);
    expect(await expandInputs(['b[1].wav'], cwd)).toEqual(['b[1].wav']);
  });

  it('names a recording once', async () => {
    expect(await expandInputs(['a.wav', '*.wav', 'a.wav'], cwd)).toEqual(['a.wav', 'b[1].wav']);
  });

  it('leaves a missing file for later, so that it fails alone', async () => {
    expect(await expandInputs(['gone.wav', 'http://localhost/x.wav'], cwd)).toEqual([
      'gone.wav',
      'http://localhost/x.wav',
    ]);
  });

  it.each([['notes'], ['*.ogg']])('says that %s holds no recording', async (input) => {
    await expect(expandInputs([input], cwd)).rejects.toMatchObject({ code: 'USAGE' });
  });
});
