import { describe, expect, it } from 'vitest';
import { readRange } from '../../src/serve/ranges.js';

describe('the header Range', () => {
  it.each([
    [undefined, 'all'],
    ['bytes=0-99', { first: 0, last: 99 }],
    ['bytes=100-', { first: 100, last: 999 }],
    ['bytes=-10', { first: 990, last: 999 }],
    ['bytes=-5000', { first: 0, last: 999 }],
    ['bytes=990-5000', { first: 990, last: 999 }],
    ['bytes=999-999', { first: 999, last: 999 }],
    ['bytes=1000-', 'none'],
    ['bytes=1000-2000', 'none'],
    ['bytes=-0', 'none'],
    ['bytes=-', 'all'],
    ['bytes=9-3', 'all'],
    ['bytes=0-1,5-6', 'all'],
    ['lines=0-1', 'all'],
    ['bytes=a-b', 'all'],
  ] as const)('%s of 1000 bytes: %o', (header, expected) => {
    expect(readRange(header, 1000)).toEqual(expected);
  });

  it('has nothing of an empty file', () => {
    expect(readRange('bytes=0-', 0)).toBe('none');
    expect(readRange('bytes=-1', 0)).toBe('none');
  });
});
