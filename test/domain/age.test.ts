import { describe, expect, it } from 'vitest';
import { parseAge } from '../../src/domain/age.js';

const hour = 3_600_000;

describe('an age', () => {
  it.each([
    ['6h', 6 * hour],
    ['90d', 90 * 24 * hour],
    ['12w', 12 * 7 * 24 * hour],
    ['0d', 0],
    [' 90 Days ', 90 * 24 * hour],
    ['1 week', 7 * 24 * hour],
    ['999999w', 999_999 * 7 * 24 * hour],
  ])('%j', (text, ms) => {
    expect(parseAge(text)).toBe(ms);
  });

  it.each(['', '90', 'd', '-1d', '1.5d', '3m', '90dd', '1d2h', '1234567d', '9e9d'])('%j is none', (text) => {
    expect(parseAge(text)).toBeNull();
  });
});
