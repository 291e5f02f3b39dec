import { describe, expect, it } from 'vitest';
import { classifyThrown } from '../../../src/models/download/classify-failure.js';
import { onDisk } from '../../../src/models/download/disk.js';
import { readHeaders } from '../../../src/models/download/remote-file.js';
import { backoff, readRetryAfter } from '../../../src/models/download/retry.js';
import { advanceRate, secondsLeft, startRate } from '../../../src/models/download/track-progress.js';
import { inParallel } from '../../../src/platform/in-parallel.js';

describe('waiting', () => {
  it('doubles, spread over its second half, up to a limit', () => {
    expect([1, 2, 3, 4].map((failures) => backoff(failures, () => 0))).toEqual([250, 500, 1000, 2000]);
    expect([1, 2, 3, 4].map((failures) => backoff(failures, () => 0.999))).toEqual(
      [499.75, 999.5, 1999, 3998].map((ms) => expect.closeTo(ms, 6)),
    );
    expect(backoff(40, () => 0)).toBe(15_000);
  });

  it.each([
    ['5', 5000],
    ['0', 0],
    ['99999', 120_000],
    ['Sat, 21 Nov 2026 12:00:30 GMT', 30_000],
    ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
    ['soon', null],
    [undefined, null],
  ])('Retry-After: %s', (header, ms) => {
    expect(readRetryAfter(header, Date.parse('2026-11-21T12:00:00Z'))).toBe(ms);
  });
});

describe('what is thrown', () => {
  const source = { kind: 'github-raw', repo: 'o/r', revision: 'main' } as const;
  const file = { path: 'a', remote: 'a', source, size: null, sha256: null };
  const { signal } = new AbortController();
  const classify = (thrown: unknown) => classifyThrown(thrown, file, signal);

  it.each([
    [Object.assign(new Error('x'), { code: 'ECONNRESET' }), 'the connection was lost'],
    [Object.assign(new Error('x'), { code: 'UND_ERR_BODY_TIMEOUT' }), 'no byte arrived for too long'],
    [Object.assign(new Error('x'), { code: 'ENOTFOUND' }), 'the host name cannot be resolved (ENOTFOUND)'],
    [Object.assign(new Error('incorrect header check'), { code: 'Z_DATA_ERROR' }), 'incorrect header check'],
  ])('%o may pass', (thrown, reason) => {
    expect(classify(thrown)).toMatchObject({ done: false, reason, progressed: false });
  });

  it('by a mistake of ours, or on our own disk, is not tried again', async () => {
    const bug = new TypeError('x is not a function');
    expect(() => classify(bug)).toThrow(bug);
    const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', errno: -28 });
    const work = onDisk('/m/a.part', () => Promise.reject(full));
    const error = await work.catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'MODEL', message: 'Writing /m/a.part failed: the disk is full.' });
    expect(() => classify(error)).toThrow(error);
    await expect(onDisk('/m/a.part', () => Promise.reject(bug))).rejects.toBe(bug);
  });
});

describe('headers of a file', () => {
  const sha = 'a'.repeat(64);
  const sha1 = 'b'.repeat(40);
  it('behind a redirect are those that begin with X-Linked', () => {
    const headers = {
      'x-linked-etag': `"${sha}"`,
      'x-linked-size': '12',
      etag: '"no"',
      'content-length': '99',
      'x-repo-commit': 'c',
    };
    expect(readHeaders(headers, true)).toEqual({
      size: 12,
      sha256: sha,
      gitSha1: null,
      etag: sha,
      commit: 'c',
    });
  });

  it('of a bare redirect say nothing about the file', () => {
    const nothing = { size: null, sha256: null, gitSha1: null, etag: null, commit: null };
    expect(readHeaders({ etag: '"no"', 'content-length': '99' }, true)).toEqual(nothing);
  });

  it('of a small file are a git hash, quoted or weak', () => {
    const headers = { etag: `W/"${sha1}"`, 'content-length': '9', 'x-repo-commit': 'c' };
    expect(readHeaders(headers, false)).toEqual({
      size: 9,
      sha256: null,
      gitSha1: sha1,
      etag: sha1,
      commit: 'c',
    });
  });

  it('of another host are no hashes, and a compressed length is none', () => {
    expect(
      readHeaders({ etag: `"${sha1}"`, 'content-length': '9', 'content-encoding': 'gzip' }, false),
    ).toEqual({
      size: null,
      sha256: null,
      gitSha1: null,
      etag: sha1,
      commit: null,
    });
  });
});

describe('speed', () => {
  it('settles on the rate of a steady line, and says nothing at first', () => {
    let rate = startRate(0);
    expect(rate.speed).toBeNull();
    expect(secondsLeft(1000, rate)).toBeNull();
    for (let now = 10; now <= 20_000; now += 10) rate = advanceRate(rate, 50_000, now);
    expect(rate.speed).toBeCloseTo(5e6, -4);
    expect(secondsLeft(10e6, rate)).toBeCloseTo(2, 1);
  });

  it('follows a change within some seconds, and not at once', () => {
    let rate = startRate(0);
    for (let now = 250; now <= 10_000; now += 250) rate = advanceRate(rate, 250_000, now);
    rate = advanceRate(rate, 0, 10_250);
    expect(rate.speed).toBeGreaterThan(0.9e6);
    for (let now = 10_500; now <= 25_000; now += 250) rate = advanceRate(rate, 0, now);
    expect(rate.speed).toBeLessThan(0.06e6);
  });
});

describe('work at once', () => {
  const signal = new AbortController().signal;
  it('is never more than the limit, and keeps the order of results', async () => {
    let running = 0;
    let most = 0;
    const results = await inParallel([30, 5, 20, 1, 10], 2, signal, async (ms) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, ms));
      running--;
      return ms * 2;
    });
    expect(results).toEqual([60, 10, 40, 2, 20]);
    expect(most).toBe(2);
  });

  it('ends with the first failure, when all have ended', async () => {
    const ended: number[] = [];
    const work = inParallel([1, 2, 3, 4], 2, signal, async (n, stop) => {
      if (n === 1) throw new Error('first');
      await new Promise((resolve) => stop.addEventListener('abort', resolve));
      ended.push(n);
      throw new Error('later');
    });
    await expect(work).rejects.toThrow('first');
    expect(ended).toEqual([2]);
  });
});
