import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { replaceFile } from '../../src/platform/replace-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scribe-replace-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const modeOf = (path: string) => statSync(path).mode & 0o777;

it('replaces all of a file, and leaves nothing else', () => {
  const path = join(folder, 'file');
  replaceFile(path, 'a long text');
  replaceFile(path, 'short');
  expect(readFileSync(path, 'utf8')).toBe('short');
  expect(readdirSync(folder)).toEqual(['file']);
});

it.skipIf(process.platform === 'win32')(
  'makes files with the umask, and keeps the mode of one that is there',
  () => {
    const path = join(folder, 'file');
    replaceFile(path, 'new');
    expect(modeOf(path)).toBe(0o644 & ~process.umask());
    chmodSync(path, 0o600);
    replaceFile(path, 'again');
    expect(modeOf(path)).toBe(0o600);
    replaceFile(join(folder, 'private'), 'new', 0o600);
    expect(modeOf(join(folder, 'private'))).toBe(0o600);
  },
);

it('throws what the system says, and leaves nothing behind', () => {
  mkdirSync(join(folder, 'taken'));
  expect(() => replaceFile(join(folder, 'taken'), 'x')).toThrow(expect.objectContaining({ code: 'EISDIR' }));
  expect(readdirSync(folder)).toEqual(['taken']);
});
