import { once } from 'node:events';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockRecording, sweepLocks } from '../../src/store/locks.js';
import { startChild } from './child.js';
import { tempFolder } from './fixture.js';

/** The files of locks; the gate stays. */
const lockFiles = (home: string) => readdirSync(join(home, 'locks')).filter((name) => name !== 'gate');

describe('the lock of a recording', () => {
  it('is one at a time, by recording, and leaves no file', () => {
    const home = tempFolder();
    const first = lockRecording(home, 'a');
    expect(first).not.toBeNull();
    expect(lockRecording(home, 'a')).toBeNull();
    const other = lockRecording(home, 'b');
    expect(other).not.toBeNull();
    first?.release();
    first?.release();
    const again = lockRecording(home, 'a');
    expect(again).not.toBeNull();
    again?.release();
    other?.release();
    expect(lockFiles(home)).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('is for this user alone', () => {
    const home = tempFolder();
    const lock = lockRecording(home, 'a');
    const [file] = lockFiles(home);
    expect(statSync(join(home, 'locks')).mode & 0o777).toBe(0o700);
    expect(statSync(join(home, 'locks', file)).mode & 0o777).toBe(0o600);
    lock?.release();
  });

  it('takes names that are no file names', () => {
    const home = tempFolder();
    const lock = lockRecording(home, '../../etc/passwd\0');
    expect(lockFiles(home)).toHaveLength(1);
    lock?.release();
  });

  it('holds between processes, and goes with one that is killed', async () => {
    const home = tempFolder();
    const child = await startChild('lock.ts', home, 'a');
    expect(await child.ask('lock')).toBe('locked');
    expect(lockRecording(home, 'a')).toBeNull();
    const gone = once(child.process, 'exit');
    child.process.kill('SIGKILL');
    await gone;
    expect(lockFiles(home)).toHaveLength(1);
    const lock = lockRecording(home, 'a');
    expect(lock).not.toBeNull();
    lock?.release();
  });

  it('that a killed process left is swept, and one that is held stays held', async () => {
    const home = tempFolder();
    sweepLocks(home);
    const mine = lockRecording(home, 'mine');
    const killed = await startChild('lock.ts', home, 'killed');
    const alive = await startChild('lock.ts', home, 'alive');
    for (const child of [killed, alive]) expect(await child.ask('lock')).toBe('locked');
    const gone = once(killed.process, 'exit');
    killed.process.kill('SIGKILL');
    await gone;
    expect(lockFiles(home)).toHaveLength(3);
    sweepLocks(home);
    expect(lockFiles(home)).toHaveLength(2);
    expect([lockRecording(home, 'mine'), lockRecording(home, 'alive')]).toEqual([null, null]);
    mine?.release();
  });

  it('goes to exactly one of several who ask at once, again and again', async () => {
    const home = tempFolder();
    const children = await Promise.all([0, 1, 2].map(() => startChild('lock.ts', home, 'a')));
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all(children.map((child) => child.ask('lock')));
      expect(answers.filter((answer) => answer === 'locked')).toHaveLength(1);
      const holder = children[answers.indexOf('locked')];
      expect(await holder.ask('release')).toBe('released');
    }
  });

  it('lets nobody in beside its holder while its file comes and goes', async () => {
    const home = tempFolder();
    const children = await Promise.all([0, 1, 2].map(() => startChild('contend.ts', home, '40')));
    const collisions = await Promise.all(children.map((child) => child.ask('go')));
    expect(collisions).toEqual([0, 0, 0]);
  });

  it('says so when it cannot be made', () => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '');
    expect(() => lockRecording(file, 'a')).toThrow(
      expect.objectContaining({
        code: 'STORE',
        message: expect.stringContaining(file),
        hint: expect.any(String),
      }),
    );
  });
});
