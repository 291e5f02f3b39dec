import { describe, expect, it } from 'vitest';
import { deleteCachedOf, getCached, putCached, sweepCache } from '../../src/store/cache.js';
import { at, countRows, tempStore } from './fixture.js';

describe('the cache', () => {
  it('keeps a value until it expires', () => {
    const store = tempStore();
    putCached(store, { key: 'k', value: 'one', expiresAt: at(10) });
    putCached(store, { key: 'k', value: 'two', expiresAt: at(20) });
    putCached(store, { key: 'other', value: 'three', expiresAt: at(30) });
    expect(getCached(store, 'k', at(19))).toBe('two');
    expect(getCached(store, 'k', at(20))).toBeNull();
    expect(sweepCache(store, at(20))).toBe(1);
    expect([countRows(store, 'cache'), getCached(store, 'other', at(20))]).toEqual([1, 'three']);
    expect(sweepCache(store, at(30))).toBe(1);
    expect(countRows(store, 'cache')).toBe(0);
  });

  it('forgets one recording without touching another', () => {
    const store = tempStore();
    const [a, b] = ['a', 'b'].map((c) => c.repeat(64));
    const keys = [`${a}:vad:1`, `${a}:asr:1`, `${a}-1:diarize:1`, `${b}:vad:1`, `${b}-1:diarize:1`, a];
    for (const key of keys) putCached(store, { key, value: 'x', expiresAt: at(9) });
    expect(deleteCachedOf(store, a)).toBe(3);
    expect(keys.map((key) => getCached(store, key, at(1)))).toEqual([null, null, null, 'x', 'x', 'x']);
  });

  it('refuses a key that is too long for its column elsewhere', () => {
    expect(() => putCached(tempStore(), { key: 'k'.repeat(256), value: '', expiresAt: at(1) })).toThrow(
      /CHECK/,
    );
  });
});
