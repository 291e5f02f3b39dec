import { describe, expect, it } from 'vitest';
import { resolveMeetingId } from '../../src/store/meetings.js';
import type { Store } from '../../src/store/store.js';
import { at, tempStore } from './fixture.js';

let number = 0;

/** A meeting that was added in this minute. */
function add(store: Store, title: string, minute: number, digits = `cc${String(number++).padStart(6, '0')}`) {
  const id = `01900000-0000-7000-8000-0000${digits}`;
  store
    .sql("INSERT INTO meetings (id, status, title, created_at) VALUES (?, 'pending', ?, ?)")
    .run(id, title, at(minute));
  return id;
}

const refusal = (message: RegExp) =>
  expect.objectContaining({ code: 'USAGE', message: expect.stringMatching(message) });

describe('a reference to a meeting', () => {
  it('counts back from the newest', () => {
    const store = tempStore();
    expect(() => resolveMeetingId(store, 'last~1')).toThrow(refusal(/not so many/));
    const ids = [3, 1, 2].map((minute) => add(store, 'x', minute));
    expect(['last', 'last~0', 'LAST~1', ' last~2 '].map((given) => resolveMeetingId(store, given))).toEqual([
      ids[0],
      ids[0],
      ids[2],
      ids[1],
    ]);
    expect(() => resolveMeetingId(store, 'last~3')).toThrow(
      refusal(/"last~3" failed: there are not so many/),
    );
    expect(() => resolveMeetingId(store, 'last~')).toThrow(refusal(/no meeting has such an id or title/));
  });

  it('is a title, or the beginning of one', () => {
    const store = tempStore();
    const budget = add(store, 'Budget', 1);
    const review = add(store, 'Budget review', 2);
    const other = add(store, 'Réunion 100%', 3);
    expect(resolveMeetingId(store, 'budget')).toBe(budget);
    expect(resolveMeetingId(store, 'BUDGET R')).toBe(review);
    expect(resolveMeetingId(store, 'Réu')).toBe(other);
    expect(() => resolveMeetingId(store, 'Budg')).toThrow(refusal(/several meetings match: \w+, \w+\.$/));
    add(store, 'budget', 4);
    expect(() => resolveMeetingId(store, 'Budget')).toThrow(refusal(/several meetings match/));
    for (const nothing of ['%', 'udget', '', ' ', '_'])
      expect(() => resolveMeetingId(store, nothing), nothing).toThrow(refusal(/no meeting/));
  });

  it('never takes a title for an id, or for the newest', () => {
    const store = tempStore();
    const hidden = add(store, 'abad1dea', 1, 'cafe0001');
    const meant = add(store, 'cafe', 2, 'abad1dea');
    const newest = add(store, 'x', 5);
    add(store, 'last', 3);
    add(store, 'last~1', 4);
    expect(resolveMeetingId(store, 'abad1dea')).toBe(meant);
    expect(resolveMeetingId(store, 'cafe')).toBe(hidden);
    expect(resolveMeetingId(store, 'last')).toBe(newest);
    expect(resolveMeetingId(store, 'last~3')).toBe(meant);
  });
});
