import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { pruneStore } from '../../../src/commands/store/prune.js';
import { openSpool } from '../../../src/ingest/spool.js';
import { putCached } from '../../../src/store/cache.js';
import { openStore } from '../../../src/store/open-store.js';
import { addProcessingEvent } from '../../../src/store/processing-events.js';
import { createTestContext } from '../../command-context.js';
import { at, countRows, newId } from '../../store/fixture.js';

const dayMs = 86_400_000;

/** A store with events of three days, two cached stages, and working files of an ended and of this process. */
function setUp() {
  const context = { ...createTestContext({ json: true }), now: () => '2026-03-01T00:00:00.000Z' };
  onTestFinished(() => context.remove());
  const store = openStore({ home: context.home, now: at(0) });
  onTestFinished(() => store.close());
  for (const createdAt of [
    '2025-11-30T23:59:59.999Z',
    '2025-12-01T00:00:00.000Z',
    '2026-02-28T00:00:00.000Z',
  ])
    addProcessingEvent(store, {
      id: newId(),
      meetingId: null,
      stage: 'decode',
      status: 'STARTED',
      createdAt,
    });
  putCached(store, { key: 'old', value: '12345', expiresAt: '2026-03-01T00:00:00.000Z' });
  putCached(store, { key: 'new', value: '1234567', expiresAt: '2026-03-01T00:00:00.001Z' });
  const left = join(context.folders.cache, 'spool', newId());
  mkdirSync(left, { recursive: true });
  writeFileSync(join(left, 'a.pcm'), Buffer.alloc(3000));
  const spool = openSpool(context.folders.cache, () => true);
  onTestFinished(() => spool.close());
  mkdirSync(left, { recursive: true });
  writeFileSync(join(left, 'b.pcm'), Buffer.alloc(500));
  const own = join(spool.folder(), 'a.pcm');
  const report = () => JSON.parse(context.printed.out) as Record<string, unknown>;
  return { context, store, left, own, report };
}

describe('scribe store prune', () => {
  it('deletes the events that are older, and no others', async () => {
    const { context, store, left, report } = setUp();
    await pruneStore(context, { events: 90 * dayMs });
    expect(report()).toMatchObject({
      dryRun: false,
      events: { before: '2025-12-01T00:00:00.000Z', deleted: 1, kept: 2 },
      cache: null,
      audio: null,
    });
    expect([countRows(store, 'processing_events'), countRows(store, 'cache')]).toEqual([2, 2]);
    expect(existsSync(left)).toBe(true);
  });

  it('deletes of the cache what has expired, or all', async () => {
    const { context, store, report } = setUp();
    await pruneStore(context, { cache: true });
    expect(report()).toMatchObject({ cache: { which: 'expired', deleted: 1, bytes: 8, kept: 1 } });
    expect(countRows(store, 'cache')).toBe(1);
    context.printed.out = '';
    await pruneStore(context, { cache: 'all' });
    expect(report()).toMatchObject({ cache: { which: 'all', deleted: 1, bytes: 10, kept: 0 } });
    expect(countRows(store, 'cache')).toBe(0);
    expect(countRows(store, 'processing_events')).toBe(3);
  });

  it('deletes decoded sound of runs that have ended, and none of one that works', async () => {
    const { context, left, own, report } = setUp();
    await pruneStore(context, { audio: true });
    expect(report()).toMatchObject({ audio: { files: 1, bytes: 500 } });
    expect(existsSync(left)).toBe(false);
    expect(existsSync(own)).toBe(true);
  });

  it('deletes nothing with --dry-run, and says the same numbers', async () => {
    const { context, store, left, report } = setUp();
    await pruneStore(context, { events: 90 * dayMs, cache: 'all', audio: true, dryRun: true });
    expect(report()).toMatchObject({
      dryRun: true,
      events: { deleted: 1, kept: 2 },
      cache: { deleted: 2, bytes: 18 },
      audio: { files: 1, bytes: 500 },
    });
    expect([countRows(store, 'processing_events'), countRows(store, 'cache')]).toEqual([3, 2]);
    expect(existsSync(left)).toBe(true);
  });

  it('takes any age: nothing is older than the year 1900', async () => {
    const { context, report } = setUp();
    await pruneStore(context, { events: 999_999 * 7 * dayMs, dryRun: true });
    expect(report()).toMatchObject({ events: { before: '1900-01-01T00:00:00.000Z', deleted: 0 } });
  });

  it('does nothing without being told what', async () => {
    const { context, store } = setUp();
    await expect(pruneStore(context, { dryRun: true })).rejects.toMatchObject({ code: 'USAGE' });
    expect(countRows(store, 'processing_events')).toBe(3);
  });
});
