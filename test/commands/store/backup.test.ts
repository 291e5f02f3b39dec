import { spawnSync } from 'node:child_process';
import {
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { backupStore } from '../../../src/commands/store/backup.js';
import { restoreStore } from '../../../src/commands/store/restore.js';
import { withStore } from '../../../src/commands/with-store.js';
import { sha256 } from '../../../src/platform/hash-file.js';
import { putCached } from '../../../src/store/cache.js';
import { listMeetings } from '../../../src/store/list-meetings.js';
import { takeLock } from '../../../src/store/locks.js';
import { removeMeeting } from '../../../src/store/meetings.js';
import { openExisting, openStore } from '../../../src/store/open-store.js';
import type { Store } from '../../../src/store/store.js';
import { createTestContext } from '../../command-context.js';
import { repo } from '../../shared.js';
import { startChild } from '../../store/child.js';
import { at, complete, countRows, enroll, makeRecording, snapshot, tempFolder } from '../../store/fixture.js';

/** A store with one meeting, open; and a folder for backups. */
function setUp() {
  const context = createTestContext({ json: true });
  onTestFinished(() => context.remove());
  const open = (): Store => {
    const store = openStore({ home: context.home, now: at(0) });
    onTestFinished(() => store.close());
    return store;
  };
  const store = open();
  const maya = enroll(store, 'Maya');
  const { meetingId } = complete(store, makeRecording('a.ogg'), maya);
  const folder = tempFolder();
  const file = join(folder, 'backup.db');
  const look = <T>(path: string, work: (copy: Store) => T): T => {
    const copy = openExisting({ home: folder, path });
    try {
      return work(copy);
    } finally {
      copy.close();
    }
  };
  return { context, store, open, maya, meetingId, folder, file, look };
}

describe('scribe store backup', () => {
  it('is a copy of everything, in one file that is for this user alone', async () => {
    const { context, store, folder, file, look } = setUp();
    await backupStore(context, file, {});
    expect(JSON.parse(context.printed.out)).toMatchObject({ path: file, rows: { meetings: 1 } });
    expect(readdirSync(folder)).toEqual(['backup.db']);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(look(file, snapshot)).toEqual(snapshot(store));
  });

  it('is of one moment while others write', async () => {
    const { context, store, maya, file, look } = setUp();
    let written = 0;
    const writing = setInterval(() => complete(store, makeRecording(`${++written}.ogg`), maya), 0);
    // Another connection: SQLite would begin a copy anew after each of its writes.
    await backupStore(context, file, {});
    clearInterval(writing);
    const { rows } = JSON.parse(context.printed.out) as { rows: Record<string, number> };
    expect(look(file, (copy) => countRows(copy, 'meetings'))).toBe(rows.meetings);
    expect(look(file, (copy) => copy.db.pragma('foreign_key_check'))).toEqual([]);
  });

  it('replaces no file that is there, unless --force says so', async () => {
    const { context, file, folder, look } = setUp();
    writeFileSync(file, 'mine');
    await expect(backupStore(context, file, {})).rejects.toMatchObject({ code: 'USAGE' });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    const link = join(folder, 'link.db');
    symlinkSync(file, link);
    await backupStore(context, link, { force: true });
    expect(look(file, (copy) => countRows(copy, 'meetings'))).toBe(1);
    expect(readdirSync(folder).sort()).toEqual(['backup.db', 'link.db']);
  });

  it('removes what one of this store that was killed has left in the folder, and nobody else’s', async () => {
    const { context, folder, file } = setUp();
    const id = '01a21de4-f7d0-74b9-9fb3-47a2e53f47ec';
    const mine = sha256(realpathSync(context.home)).slice(0, 16);
    const left = `.old.db.${mine}.${id}.part`;
    const others = `.old.db.0123456789abcdef.${id}.part`;
    for (const name of [left, `${left}-journal`, others]) writeFileSync(join(folder, name), 'voices');
    const running = takeLock(context.home, `backup ${id}`, 'the backup');
    await backupStore(context, file, {});
    expect(readdirSync(folder)).toContain(left);
    running?.release();
    await backupStore(context, file, { force: true });
    expect(readdirSync(folder).sort()).toEqual([others, 'backup.db']);
  });

  it('refuses a folder, the store itself, and a place that is not there', async () => {
    const { context, store, folder } = setUp();
    const force = { force: true };
    await expect(backupStore(context, folder, force)).rejects.toMatchObject({ code: 'USAGE' });
    await expect(backupStore(context, store.path, force)).rejects.toMatchObject({ code: 'USAGE' });
    await expect(backupStore(context, join(folder, 'no', 'x.db'), {})).rejects.toMatchObject({
      code: 'OUTPUT',
      message: expect.stringContaining('no such folder'),
    });
  });

  it('copies an older store as it is', async () => {
    const { context, store, file, look } = setUp();
    store.db.exec('DELETE FROM schema_migrations WHERE version > 17');
    await backupStore(context, file, {});
    expect(JSON.parse(context.printed.out)).toMatchObject({ schemaVersion: 17 });
    expect(look(file, (copy) => countRows(copy, 'schema_migrations'))).toBe(17);
  });

  it('is given up when somebody interrupts it, and leaves nothing', async () => {
    const { context, folder, file } = setUp();
    const stopped = { ...context, signal: AbortSignal.abort() };
    await expect(backupStore(stopped, file, {})).rejects.toMatchObject({ name: 'AbortError' });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('scribe store restore', () => {
  it('that was killed leaves copies of all voices, which the next command removes', async () => {
    const { context } = setUp();
    const copies = ['scribe.db.restoring', 'scribe.db.restoring-journal', 'scribe.db.keeping'];
    for (const name of copies) writeFileSync(join(context.home, name), 'voices');
    const running = takeLock(context.home, 'restore', 'the store');
    await withStore(context, () => {});
    expect(readdirSync(context.home)).toEqual(expect.arrayContaining(copies));
    running?.release();
    await withStore(context, () => {});
    expect(readdirSync(context.home).filter((name) => copies.includes(name))).toEqual([]);
  });

  it('gives back what was there, writes its transcripts, and keeps what is there now', async () => {
    const { context, store, open, maya, meetingId, file, look } = setUp();
    await backupStore(context, file, {});
    const before = snapshot(store);
    removeMeeting(store, meetingId);
    const later = complete(store, makeRecording('b.ogg'), maya).meetingId;
    const present = snapshot(store);
    store.close();
    context.printed.out = '';

    await restoreStore(context, file, {});
    const { kept, renderedMeetings } = JSON.parse(context.printed.out) as {
      kept: string;
      renderedMeetings: string[];
    };
    expect(renderedMeetings).toEqual([meetingId]);
    expect(snapshot(open())).toEqual(before);
    expect(readdirSync(join(context.home, 'artifacts', meetingId))).toContain('transcript.md');
    expect(look(kept, snapshot)).toEqual(present);
    if (process.platform !== 'win32') expect(statSync(kept).mode & 0o777).toBe(0o600);
    expect(look(kept, (copy) => listMeetings(copy).map(({ id }) => id))).toEqual([later]);
  });

  it('removes the transcripts of meetings that the backup does not know', async () => {
    const { context, store, maya, file } = setUp();
    await backupStore(context, file, {});
    const { meetingId } = complete(store, makeRecording('b.ogg'), maya);
    store.close();
    await restoreStore(context, file, {});
    expect(readdirSync(join(context.home, 'artifacts'))).not.toContain(meetingId);
  });

  it('changes nothing with --dry-run', async () => {
    const { context, store, file } = setUp();
    await backupStore(context, file, {});
    enroll(store, 'Tom');
    await restoreStore(context, file, { dryRun: true });
    expect(countRows(store, 'user_profiles')).toBe(2);
    expect(readdirSync(context.home).filter((name) => /restor/.test(name))).toEqual([]);
  });

  it('makes a store where there is none', async () => {
    const { context, store, open, file } = setUp();
    await backupStore(context, file, {});
    const before = snapshot(store);
    store.close();
    rmSync(store.path);
    context.printed.out = '';
    await restoreStore(context, file, {});
    expect(JSON.parse(context.printed.out)).toMatchObject({ kept: null });
    expect(snapshot(open())).toEqual(before);
  });

  it('takes the place of a damaged store, which is kept as it is', async () => {
    const { context, store, open, file } = setUp();
    await backupStore(context, file, {});
    const before = snapshot(store);
    store.close();
    writeFileSync(store.path, 'Dear diary, '.repeat(500));
    context.printed.out = '';
    await restoreStore(context, file, {});
    const { kept } = JSON.parse(context.printed.out) as { kept: string };
    expect(readFileSync(kept, 'utf8')).toMatch(/^Dear diary, /);
    expect(snapshot(open())).toEqual(before);
  });

  it('refuses what is no sound store of a version that it knows, and changes nothing', async () => {
    const { context, store, folder, file } = setUp();
    await backupStore(context, file, {});
    const damaged = (name: string, damage: (db: Database.Database) => void): string => {
      const path = join(folder, name);
      writeFileSync(path, readFileSync(file));
      const db = new Database(path);
      db.pragma('foreign_keys = OFF');
      damage(db);
      db.close();
      return path;
    };
    const text = join(folder, 'diary.db');
    writeFileSync(text, 'Dear diary, '.repeat(500));
    const empty = join(folder, 'empty.db');
    new Database(empty).close();
    const newer = (db: Database.Database) =>
      db.exec(
        `INSERT INTO schema_migrations SELECT 9999, 'x', sha256, applied_at FROM schema_migrations LIMIT 1`,
      );
    const refused: readonly (readonly [path: string, words: RegExp])[] = [
      [join(folder, 'none.db'), /no such file/],
      [text, /^Reading the backup .* not a SQLite database/],
      [empty, /no store of scribe/],
      [damaged('newer.db', newer), /version 9999, this program knows/],
      [damaged('orphans.db', (db) => db.exec('DELETE FROM files')), /lost its row of files/],
      [damaged('edited.db', (db) => db.exec("UPDATE schema_migrations SET sha256 = 'x'")), /migration 1/],
    ];
    for (const [path, words] of refused)
      await expect(restoreStore(context, path, {}), path).rejects.toMatchObject({
        code: 'STORE',
        message: expect.stringMatching(words),
        hint: expect.stringMatching(/\w/),
      });
    expect(countRows(store, 'meetings')).toBe(1);
    expect(readdirSync(context.home).filter((name) => /restor/.test(name))).toEqual([]);
  });

  it('refuses while another scribe works in the store', async () => {
    const { context, store, file } = setUp();
    await backupStore(context, file, {});
    enroll(store, 'Tom');
    store.close();
    const child = await startChild('hold.ts', context.home);
    await child.ask('open');
    await expect(restoreStore(context, file, {})).rejects.toMatchObject({
      code: 'STORE',
      message: expect.stringContaining('another scribe works in it'),
    });
    await child.ask('close');
    await restoreStore(context, file, {});
  });
});

describe.skipIf(process.platform === 'win32')('a disk that is full', () => {
  /** What a command ends with when no file may become larger than a few hundred kB. */
  const run = (home: string, command: string, file: string) => {
    const program = `
      import { createProgram } from ${JSON.stringify(repo('src/cli/program.ts'))};
      process.env.SCRIBE_HOME = process.argv[1];
      createProgram(new AbortController().signal).run(['node', 'scribe', 'store', ...process.argv.slice(2)])
        .then(() => console.log('done'), (error) => console.log(error.code, error.message));`;
    const limited = 'ulimit -f 400; exec node --import tsx --input-type=module -e "$0" "$@"';
    return spawnSync('sh', ['-c', limited, program, home, command, file], {
      encoding: 'utf8',
      cwd: repo('.'),
    }).stdout;
  };

  it('leaves no half backup, and the store as it was', async () => {
    const { context, store, folder, file } = setUp();
    putCached(store, { key: 'k', value: 'x'.repeat(1_000_000), expiresAt: at(9) });
    await backupStore(context, file, {});
    const before = snapshot(store);
    store.close();
    expect(run(context.home, 'backup', join(folder, 'full.db'))).toMatch(/^OUTPUT Writing the backup /);
    expect(run(context.home, 'restore', file)).toMatch(/^STORE Restoring the store failed: /);
    expect(readdirSync(folder)).toEqual(['backup.db']);
    expect(readdirSync(context.home).filter((name) => /restor/.test(name))).toEqual([]);
    const after = openStore({ home: context.home, now: at(0) });
    onTestFinished(() => after.close());
    expect(snapshot(after)).toEqual(before);
  });
});
