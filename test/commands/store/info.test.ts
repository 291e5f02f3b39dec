import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { showStore } from '../../../src/commands/store/info.js';
import { putCached } from '../../../src/store/cache.js';
import { openStore } from '../../../src/store/open-store.js';
import { addProcessingEvent } from '../../../src/store/processing-events.js';
import { createTestContext } from '../../command-context.js';
import { at, complete, enroll, makeRecording, newId } from '../../store/fixture.js';

function setUp(json: boolean) {
  const context = createTestContext({ json });
  onTestFinished(() => context.remove());
  const store = openStore({ home: context.home, now: at(0) });
  onTestFinished(() => store.close());
  return { context, store };
}

describe('scribe store info', () => {
  it('says what is there, and what could be deleted', async () => {
    const { context, store } = setUp(true);
    complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
    addProcessingEvent(store, {
      id: newId(),
      meetingId: null,
      stage: 'decode',
      status: 'STARTED',
      createdAt: at(3),
    });
    putCached(store, { key: 'old', value: '12345', expiresAt: '2025-12-31T00:00:00.000Z' });
    putCached(store, { key: 'new', value: '1234567', expiresAt: '2026-12-31T00:00:00.000Z' });
    const left = join(context.folders.cache, 'spool', newId());
    mkdirSync(left, { recursive: true });
    writeFileSync(join(left, 'a.pcm'), Buffer.alloc(3000));
    store.db.exec(
      "INSERT INTO export_destinations (host, port, database, target, created_at) VALUES ('db', 5432, 'minutes', 'core', '2026-01-05T09:00:00Z')",
    );
    await showStore(context);
    expect(JSON.parse(context.printed.out)).toMatchObject({
      path: store.path,
      meetings: {
        byStatus: { completed: 1 },
        oldest: '2026-01-05T08:59:30.250Z',
        newest: '2026-01-05T08:59:30.250Z',
      },
      rows: { meetings: 1, speakers: 2, cache: 2, transcript_segments: 3 },
      owed: 1,
      exports: [{ host: 'db', port: 5432, database: 'minutes', target: 'core', sentAt: null }],
      prunable: {
        events: { count: 1, oldest: at(3) },
        cache: { entries: 2, bytes: 18 },
        expiredCache: { entries: 1, bytes: 8 },
        audio: { files: 1, bytes: 3000 },
      },
    });
  });

  it('is a table for people', async () => {
    const { context } = setUp(false);
    await showStore(context);
    expect(context.printed.out).toMatch(/^meetings +none$/m);
    expect(context.printed.out).toMatch(/^user_profiles +0$/m);
  });

  it('makes no store where there is none', async () => {
    const context = createTestContext();
    onTestFinished(() => context.remove());
    await expect(showStore(context)).rejects.toMatchObject({
      code: 'STORE',
      message: expect.stringContaining('there is none'),
    });
    expect(existsSync(join(context.home, 'scribe.db'))).toBe(false);
  });
});
