import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { OpenBatch } from '../../src/ingest/ingest-batch.js';
import type { IngestResult, PipelineEvent } from '../../src/pipeline/events.js';
import { sha256OfFile } from '../../src/platform/hash-file.js';
import { findWatched, listWatched, retryWatched } from '../../src/store/watched-files.js';
import { claimFolder } from '../../src/store/watched-folders.js';
import { createBell } from '../../src/watch/bell.js';
import type { WatchEvent } from '../../src/watch/events.js';
import { ignoring } from '../../src/watch/ignore-patterns.js';
import { type WatchOptions, watchFolders } from '../../src/watch/watch-folders.js';
import { openRoot } from '../../src/watch/watched-root.js';
import { tempStore } from '../store/fixture.js';

interface Setting {
  readonly options?: Partial<WatchOptions>;
  readonly poll?: number;
  readonly recursive?: boolean;
  readonly ignore?: readonly string[];
  /** Names of files that fail. */
  readonly failing?: ReadonlySet<string>;
  /** Whether the folder is there from the beginning. */
  readonly present?: boolean;
}

/** A folder, a store, and a watcher whose recordings are "processed" by reading their bytes. */
function prepare({ options, poll, recursive = true, ignore = [], failing, present = true }: Setting = {}) {
  const parent = mkdtempSync(join(tmpdir(), 'scribe-watch-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const folder = join(parent, 'in coming');
  if (present) mkdirSync(folder);
  const store = tempStore();
  let now = Date.now();
  const taken: string[] = [];
  const opened: string[] = [];
  const events: (WatchEvent | PipelineEvent)[] = [];
  const listeners = new Set<() => void>();
  const emit = (event: WatchEvent | PipelineEvent) => {
    events.push(event);
    for (const listener of [...listeners]) listener();
  };
  const openBatch = (): OpenBatch => {
    opened.push('open');
    return {
      async ingest(input): Promise<IngestResult> {
        const path = String(input);
        const name = path.slice(folder.length + 1);
        taken.push(name);
        const sha256 = await sha256OfFile(path);
        const error = { code: 'RECORDING', message: `Decoding ${name} failed.` } as const;
        const result: IngestResult = failing?.has(name)
          ? { path, sha256, outcome: 'failed', reason: error.message, meetingId: null, error }
          : { path, sha256, outcome: 'completed', reason: 'completed', meetingId: null };
        emit({ kind: 'recording-finished', result });
        return result;
      },
      close: async () => void opened.push('closed'),
    };
  };
  const start = (more: Partial<WatchOptions> = {}) => {
    const stop = new AbortController();
    const claim = claimFolder(store, { folder, pid: process.pid, now: new Date(now).toISOString() });
    if ('holder' in claim) throw new Error('somebody watches');
    const bell = createBell(stop.signal);
    const root = openRoot(folder, {
      poll,
      once: more.once ?? false,
      recursive,
      ours: new Set([join(folder, 'store')]),
      ignores: ignoring(ignore),
      ring: () => bell.ring(),
      warn: (message) => emit({ kind: 'warning', message }),
      away: () => emit({ kind: 'watch-away', folder }),
      back: () => emit({ kind: 'watch-back', folder }),
    });
    const ended = watchFolders(
      [root],
      {
        quiet: 0.4,
        once: false,
        dryRun: false,
        since: null,
        idle: 60_000,
        skipExisting: new Set(),
        ...options,
        ...more,
      },
      {
        store,
        signal: stop.signal,
        clock: () => performance.now(),
        now: () => new Date(now).toISOString(),
        bell,
        emit,
        openBatch,
        rest: async () => {},
      },
    ).finally(() => claim.lock.release());
    return {
      ended,
      stop: async () => {
        stop.abort();
        return ended;
      },
    };
  };
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!condition()) return;
        clearTimeout(timer);
        listeners.delete(look);
        resolve();
      };
      const timer = setTimeout(() => reject(new Error(`never: ${JSON.stringify(events)}`)), 20_000);
      listeners.add(look);
      look();
    });
  const put = (name: string, content = name) => {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  };
  const kinds = () => events.map(({ kind }) => kind);
  const later = (minutes: number) => {
    now += 60_000 * minutes;
  };
  return { folder, store, taken, opened, events, kinds, start, until, put, later };
}

/** Long ago: nobody writes into such a file. */
function age(path: string): void {
  utimesSync(path, 1_700_000_000, 1_700_000_000);
}

it('processes what is there and what comes, in folders that are new as well', async () => {
  const { put, start, until, taken, store, folder, opened } = prepare();
  put('first.wav');
  const { stop } = start();
  await until(() => taken.length === 1);
  put('sub/deep/second.wav');
  await until(() => taken.length === 2);
  expect(await stop()).toMatchObject({ completed: 2, failed: 0 });
  expect(taken).toEqual(['first.wav', 'sub/deep/second.wav']);
  expect(listWatched(store, folder).map(({ outcome }) => outcome)).toEqual(['completed', 'completed']);
  expect(opened).toEqual(['open', 'closed']);
});

it('waits for a recording that grows, and takes it once', async () => {
  const { put, folder, start, until, taken, store } = prepare();
  const { stop } = start();
  put('grows.wav', '0');
  for (let i = 1; i <= 6; i++) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    appendFileSync(join(folder, 'grows.wav'), String(i));
    expect(taken).toEqual([]);
  }
  await until(() => taken.length === 1);
  await stop();
  expect(findWatched(store, join(folder, 'grows.wav'))).toMatchObject({ size: 7, outcome: 'completed' });
});

it('takes a copy when it gets its name, and no temporary, hidden or empty file', async () => {
  const { put, folder, start, until, taken, kinds } = prepare();
  for (const name of [
    'a.wav.part',
    'b.wav.crdownload',
    '.c.wav',
    '.syncthing.d.wav.tmp',
    '~syncthing~e.wav.tmp',
  ])
    put(name);
  put('f.wav.icloud');
  put('empty.wav', '');
  const { stop } = start();
  await until(() => kinds().includes('watch-waiting'));
  renameSync(join(folder, 'a.wav.part'), join(folder, 'a.wav'));
  await until(() => taken.length === 1);
  await stop();
  expect(taken).toEqual(['a.wav']);
});

it('knows what it has done: after a restart, a touch, a move, and in a folder that was renamed', async () => {
  const { put, folder, start, taken, events, store } = prepare();
  put('one.wav');
  put('sub/two.wav');
  await start({ once: true }).ended;
  expect(taken.length).toBe(2);
  age(join(folder, 'one.wav'));
  renameSync(join(folder, 'sub'), join(folder, 'other'));
  await start({ once: true }).ended;
  expect(taken.length).toBe(2);
  expect(events).toContainEqual({
    kind: 'watch-moved',
    path: join(folder, 'other/two.wav'),
    from: join(folder, 'sub/two.wav'),
    meetingId: null,
  });
  expect(listWatched(store, folder).map(({ path }) => path)).toEqual(
    expect.arrayContaining([join(folder, 'one.wav'), join(folder, 'other/two.wav')]),
  );
});

it('takes other content under a known name, and a file that grows again', async () => {
  const { put, folder, start, until, taken } = prepare();
  put('standup.wav', 'Monday');
  const { stop } = start();
  await until(() => taken.length === 1);
  rmSync(join(folder, 'standup.wav'));
  put('standup.wav', 'Wednesday');
  await until(() => taken.length === 2);
  appendFileSync(join(folder, 'standup.wav'), ' and what came after the break');
  await until(() => taken.length === 3);
  await stop();
  expect(taken).toEqual(['standup.wav', 'standup.wav', 'standup.wav']);
});

it('takes a copy of known content under a second name: ingest says that it is known', async () => {
  const { put, start, taken } = prepare();
  put('one.wav', 'same');
  await start({ once: true }).ended;
  put('two.wav', 'same');
  await start({ once: true }).ended;
  expect(taken).toEqual(['one.wav', 'two.wav']);
});

it('tries a file that fails again, less and less often, then leaves it alone until it changes', async () => {
  const { put, folder, start, taken, store, later, events } = prepare({ failing: new Set(['bad.wav']) });
  put('bad.wav');
  age(join(folder, 'bad.wav'));
  await start({ once: true }).ended;
  await start({ once: true }).ended;
  expect(taken.length).toBe(1);
  for (let i = 0; i < 8; i++) {
    later(361);
    await start({ once: true }).ended;
  }
  expect(taken.length).toBe(5);
  const path = join(folder, 'bad.wav');
  expect(findWatched(store, path)).toMatchObject({ outcome: 'failed', attempts: 5, nextAttemptAt: null });
  expect(events.at(-2)).toMatchObject({ kind: 'watch-stopped' });
  expect(retryWatched(store, folder, '2026-01-01T00:00:00.000Z')).toBe(1);
  await start({ once: true }).ended;
  expect(taken.length).toBe(6);
  appendFileSync(path, 'mended');
  await start({ once: true }).ended;
  expect(findWatched(store, path)).toMatchObject({ attempts: 1 });
});

it('leaves alone what was there before, what is older than asked for, and what patterns name', async () => {
  const { put, folder, start, taken, store } = prepare({ ignore: ['drafts/', '*.tmp.wav', 'a/b/*.wav'] });
  put('old.wav');
  await start({ once: true, skipExisting: new Set([folder]) }).ended;
  expect(findWatched(store, join(folder, 'old.wav'))?.outcome).toBe('skipped');
  for (const name of ['drafts/x.wav', 'x.tmp.wav', 'a/b/y.wav', 'store/z.wav', 'a/keep.wav', 'ancient.wav'])
    put(name);
  age(join(folder, 'ancient.wav'));
  await start({ once: true, since: '2024-01-01T00:00:00.000Z' }).ended;
  expect(taken).toEqual(['a/keep.wav']);
});

it('looks into no folder inside when it is told not to', async () => {
  const { put, start, taken } = prepare({ recursive: false });
  put('top.wav');
  put('sub/below.wav');
  await start({ once: true }).ended;
  expect(taken).toEqual(['top.wav']);
});

it('only tells what it would do on a dry run', async () => {
  const { put, folder, start, taken, store, events } = prepare();
  put('new.wav');
  await start({ dryRun: true }).ended;
  expect(events).toContainEqual({ kind: 'watch-found', path: join(folder, 'new.wav'), again: false });
  expect(taken).toEqual([]);
  expect(listWatched(store, folder)).toEqual([]);
});

it('by looking, finds what comes on a drive that tells of nothing', async () => {
  const { put, start, until, taken } = prepare({ poll: 1 });
  const { stop } = start();
  await new Promise((resolve) => setTimeout(resolve, 300));
  put('later.wav');
  await until(() => taken.length === 1);
  await stop();
});

it('waits for a folder that is away, and for one that goes', { timeout: 40_000 }, async () => {
  const { put, folder, start, until, taken, kinds } = prepare({ present: false, poll: 1 });
  const { stop } = start();
  await until(() => kinds().includes('watch-started'));
  put('first.wav');
  await until(() => taken.length === 1);
  renameSync(folder, `${folder} gone`);
  await until(() => kinds().includes('watch-away'));
  renameSync(`${folder} gone`, folder);
  await until(() => kinds().includes('watch-back'));
  put('second.wav');
  await until(() => taken.length === 2);
  await stop();
  expect(taken).toEqual(['first.wav', 'second.wav']);
});

it('frees the models when nothing comes, and opens them again', async () => {
  const { put, start, until, taken, opened, kinds } = prepare({ options: { idle: 300 } });
  put('one.wav');
  const { stop } = start();
  await until(() => kinds().includes('watch-idle'));
  expect(opened).toEqual(['open', 'closed']);
  put('two.wav');
  await until(() => taken.length === 2);
  await stop();
  expect(opened).toEqual(['open', 'closed', 'open', 'closed']);
});

it('once: leaves a file that keeps changing to the next run', async () => {
  const { put, folder, start, taken, events } = prepare();
  put('grows.wav');
  const growing = setInterval(() => appendFileSync(join(folder, 'grows.wav'), '.'), 50);
  onTestFinished(() => clearInterval(growing));
  await start({ once: true }).ended;
  expect(taken).toEqual([]);
  expect(events).toContainEqual(
    expect.objectContaining({ kind: 'watch-waiting', path: join(folder, 'grows.wav') }),
  );
});
