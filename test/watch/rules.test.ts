import { describe, expect, it } from 'vitest';
import type { WatchedFile } from '../../src/store/watched-files.js';
import { judge } from '../../src/watch/examine-file.js';
import { ignoring } from '../../src/watch/ignore-patterns.js';
import { describeType } from '../../src/watch/network-drive.js';
import { afterFailure, retryDefaults } from '../../src/watch/retry-times.js';
import { sight, timeToSettle } from '../../src/watch/settle.js';
import { isStandIn, whyUnfinished } from '../../src/watch/unfinished.js';

const state = { size: 10, modifiedAt: '2026-01-05T09:00:00.000Z', inode: '7' };

describe('a file', () => {
  const now = Date.parse('2026-01-05T10:00:00.000Z');

  it('is settled when its time of change says so, where that is to be trusted', () => {
    const seen = sight(null, state, 5000);
    const wait = (changedAt: number | null, clock = 5000) =>
      timeToSettle(seen, changedAt, { clock, now }, 10);
    expect(wait(now - 20_000)).toBe(0);
    expect(wait(now - 4000)).toBe(6000);
    expect(wait(null)).toBe(10_000);
    expect(wait(null, 15_000)).toBe(0);
    expect(wait(now + 3_600_000)).toBe(10_000);
  });

  it('is waited for from the last change on, and for ever while it is empty', () => {
    const first = sight(null, state, 0);
    expect(sight(first, state, 900).since).toBe(0);
    for (const change of [{ size: 11 }, { modifiedAt: '2026-01-05T09:00:00.001Z' }, { inode: '8' }])
      expect(sight(first, { ...state, ...change }, 900).since).toBe(900);
    expect(sight(first, { ...state, inode: null }, 900).since).toBe(0);
    expect(timeToSettle(sight(null, { ...state, size: 0 }, 0), 0, { clock: 1e9, now }, 10)).toBe(
      Number.POSITIVE_INFINITY,
    );
  });
});

describe('what is known of a path', () => {
  const asked = { since: '2026-01-01T00:00:00.000Z', now: '2026-01-05T10:00:00.000Z' };
  const known = (file: Partial<WatchedFile>) => ({ ...state, ...file }) as WatchedFile;

  it('decides what is to be done with it', () => {
    const failed = known({ outcome: 'failed', nextAttemptAt: '2026-01-05T11:00:00.000Z' });
    expect(judge(state, null, asked)).toEqual({ kind: 'take', known: null });
    expect(judge(state, known({ outcome: 'completed' }), asked)).toEqual({ kind: 'leave' });
    expect(judge(state, known({ outcome: 'skipped' }), asked)).toEqual({ kind: 'leave' });
    expect(judge(state, failed, asked)).toEqual({
      kind: 'later',
      at: Date.parse('2026-01-05T11:00:00.000Z'),
    });
    expect(judge(state, failed, { ...asked, now: '2026-01-05T11:00:00.000Z' }).kind).toBe('take');
    expect(judge(state, known({ outcome: 'failed', nextAttemptAt: null }), asked).kind).toBe('leave');
    expect(judge({ ...state, size: 11 }, failed, asked).kind).toBe('take');
    expect(judge({ ...state, modifiedAt: '2025-12-31T23:59:59.999Z' }, null, asked).kind).toBe('leave');
  });
});

describe('failures', () => {
  it('of the file are counted and end; those of the machine are waited for', () => {
    const now = Date.parse('2026-01-05T10:00:00.000Z');
    const waits = Array.from({ length: 5 }, (_, failures) => {
      const { nextAttemptAt } = afterFailure('RECORDING', failures, now);
      return nextAttemptAt === null ? null : (Date.parse(nextAttemptAt) - now) / 60_000;
    });
    expect(waits).toEqual([...retryDefaults.minutes, null]);
    expect(afterFailure('RECORDING', 0, now, 0)).toEqual({ attempts: 1, nextAttemptAt: null });
    expect(afterFailure('BUG', 6, now, 9)).toEqual({
      attempts: 7,
      nextAttemptAt: '2026-01-05T16:00:00.000Z',
    });
    for (const code of ['STORE', 'OUTPUT', 'MODEL'] as const)
      expect(afterFailure(code, 40, now)).toEqual({
        attempts: 40,
        nextAttemptAt: '2026-01-05T11:00:00.000Z',
      });
  });
});

describe('names', () => {
  it.each([
    ['drafts/', 'drafts/a.wav', true],
    ['drafts/', 'in/drafts/deep/a.wav', true],
    ['/drafts', 'in/drafts/a.wav', false],
    ['/drafts', 'drafts/a.wav', true],
    ['*.tmp.wav', 'in/a.tmp.wav', true],
    ['*.wav', 'a.wave', false],
    ['in/*.wav', 'in/a.wav', true],
    ['in/*.wav', 'in/deep/a.wav', false],
    ['in/**/a.wav', 'in/a.wav', true],
    ['in/**/a.wav', 'in/very/deep/a.wav', true],
    ['in/**', 'in/deep/b.ogg', true],
    ['call-?.wav', 'call-1.wav', true],
    ['call-?.wav', 'call-10.wav', false],
    ['a+(b).wav', 'a+(b).wav', true],
    ['A.wav', 'a.wav', false],
  ])('the pattern %s and %s', (pattern, path, ignored) => {
    expect(ignoring([pattern])(path)).toBe(ignored);
    expect(ignoring(['nothing.else', pattern])(path)).toBe(ignored);
  });

  it('of files that are not complete are known', () => {
    for (const name of [
      'a.ogg.filepart',
      'standup.wav.icloud',
      '~$notes.docx',
      'a.syncthing.b.tmp',
      'a.wav~',
    ])
      expect(whyUnfinished(name), name).not.toBeNull();
    for (const name of ['standup.wav', 'part.wav', 'recording.m4a', 'lock.ogg'])
      expect(whyUnfinished(name), name).toBeNull();
  });

  it('a file with a size and no blocks is elsewhere, on macOS', () => {
    expect(isStandIn({ size: 10, blocks: 0 }, 'darwin')).toBe(true);
    expect(isStandIn({ size: 10, blocks: 8 }, 'darwin')).toBe(false);
    expect(isStandIn({ size: 10, blocks: 0 }, 'linux')).toBe(false);
  });
});

it('network drives are known by the numbers of Linux, with and without a sign', () => {
  expect(describeType(0x6969)).toBe('NFS');
  expect(describeType(0xff534d42)).toBe('SMB');
  expect(describeType(0xff534d42 | 0)).toBe('SMB');
  expect(describeType(0x65735546)).toBe('FUSE');
  // ext4, tmpfs, btrfs
  for (const local of [0xef53, 0x01021994, 0x9123683e]) expect(describeType(local)).toBeNull();
});
