import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openCodeCache } from '../../src/platform/code-cache.js';

const scratch = mkdtempSync(join(tmpdir(), 'scribe-code-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const tempFolder = () => mkdtempSync(join(scratch, 'home-'));
const code = Buffer.from('what a compiler has made of it');
const keep = (folder: string, build = 'one') => openCodeCache(folder, build).keep(new Map([['a.cjs', code]]));
const find = (folder: string, build = 'one') => openCodeCache(folder, build).find('a.cjs');
const newFolder = () => join(tempFolder(), 'cache', 'code');

describe('compiled code', () => {
  it('is found by the process after the one that kept it, for the same build alone', () => {
    const folder = newFolder();
    expect(find(folder)).toBeUndefined();
    keep(folder);
    expect(find(folder)).toEqual(code);
    expect(find(folder, 'two')).toBeUndefined();
  });

  it('is for this user alone', () => {
    const folder = newFolder();
    keep(folder);
    expect(statSync(join(folder, 'one')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'one', 'a.cjs')).mode & 0o777).toBe(0o600);
  });

  it('is not taken from a folder that others can write into', () => {
    const folder = newFolder();
    keep(folder);
    chmodSync(join(folder, 'one'), 0o770);
    expect(find(folder)).toBeUndefined();
    writeFileSync(join(folder, 'one', 'a.cjs'), 'theirs');
    keep(folder);
    expect(readFileSync(join(folder, 'one', 'a.cjs'), 'utf8')).toBe('theirs');
  });

  it('is not taken when any byte of it has changed, or when the end is missing', () => {
    const folder = newFolder();
    keep(folder);
    const file = join(folder, 'one', 'a.cjs');
    const whole = readFileSync(file);
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at] ^= 1 << (at % 8);
      writeFileSync(file, changed);
      expect(find(folder), `byte ${at}`).toBeUndefined();
    }
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(file, whole.subarray(0, length));
      expect(find(folder), `${length} bytes`).toBeUndefined();
    }
  });

  it('is kept nowhere when there is no folder for it, and nobody is told', () => {
    const folder = join(tempFolder(), 'missing', 'cache', 'code');
    keep(folder);
    expect(existsSync(join(folder, '..', '..'))).toBe(false);
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '');
    keep(join(file, 'code'));
    expect(find(join(file, 'code'))).toBeUndefined();
  });

  it('of another build goes a month after it was made', () => {
    const folder = newFolder();
    keep(folder, 'old');
    keep(folder, 'younger');
    const longAgo = Date.now() / 1000 - 31 * 86_400;
    utimesSync(join(folder, 'old'), longAgo, longAgo);
    mkdirSync(join(folder, 'old', 'more'), { recursive: true });
    utimesSync(join(folder, 'old'), longAgo, longAgo);
    keep(folder);
    expect(existsSync(join(folder, 'old'))).toBe(false);
    expect(find(folder, 'younger')).toEqual(code);
    expect(find(folder)).toEqual(code);
  });

  it('takes what a killed process has left with it, a day later', () => {
    const folder = newFolder();
    keep(folder);
    const [left, fresh] = ['b.cjs.1.part', 'b.cjs.2.part'].map((name) => join(folder, 'one', name));
    for (const file of [left, fresh]) writeFileSync(file, 'half');
    const dayBefore = Date.now() / 1000 - 86_401;
    utimesSync(left, dayBefore, dayBefore);
    keep(folder);
    expect(existsSync(left)).toBe(false);
    expect(existsSync(fresh)).toBe(true);
    expect(find(folder)).toEqual(code);
  });
});
