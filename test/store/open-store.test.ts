import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadMeeting } from '../../src/store/completed-meetings.js';
import { listMeetings } from '../../src/store/list-meetings.js';
import { openStore } from '../../src/store/open-store.js';
import { write } from '../../src/store/store.js';
import { storeHealth } from '../../src/store/store-health.js';
import { startChild } from './child.js';
import { at, complete, countRows, enroll, makeRecording, tempFolder, tempStore } from './fixture.js';

const refusal = (...words: string[]) =>
  expect.objectContaining({
    code: 'STORE',
    message: expect.stringMatching(new RegExp(words.map((word) => `(?=.*${word})`).join(''))),
    hint: expect.stringMatching(/\w/),
  });

/** A store with a meeting in it, closed. @returns the path of its database. */
function storeFile(home: string): string {
  const store = openStore({ home, now: at(0) });
  complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
  store.close();
  return store.path;
}

describe('opening the store', () => {
  it('sets what it promises', () => {
    const { db } = tempStore();
    const setting = (name: string) => db.pragma(name, { simple: true });
    expect(setting('journal_mode')).toBe('wal');
    expect(setting('foreign_keys')).toBe(1);
    expect(setting('secure_delete')).toBe(1);
    expect(setting('synchronous')).toBe(1);
    expect(setting('busy_timeout')).toBe(10_000);
  });

  it.skipIf(process.platform === 'win32')('is for this user alone, with its log, and made so again', () => {
    const home = join(tempFolder(), 'deep', 'home');
    const path = storeFile(home);
    const mode = (file: string) => statSync(file).mode & 0o777;
    expect(mode(home)).toBe(0o700);
    expect(mode(path)).toBe(0o600);
    chmodSync(path, 0o644);
    const store = openStore({ home, now: at(1) });
    onTestFinished(() => store.close());
    enroll(store, 'Tom');
    for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(mode(file), file).toBe(0o600);
  });

  it('finds again what was saved', () => {
    const home = tempFolder();
    storeFile(home);
    const store = openStore({ home, now: at(1) });
    onTestFinished(() => store.close());
    expect(countRows(store, 'meetings')).toBe(1);
  });

  it('removes the incomplete journal of a program that was killed when it left WAL', () => {
    const home = tempFolder();
    const path = storeFile(home);
    writeFileSync(`${path}-journal`, Buffer.alloc(4616));
    const store = openStore({ home, now: at(1) });
    onTestFinished(() => store.close());
    expect(existsSync(`${path}-journal`)).toBe(false);
    expect(countRows(store, 'meetings')).toBe(1);
  });

  it('refuses what is no database', () => {
    const home = tempFolder();
    writeFileSync(join(home, 'scribe.db'), 'Dear diary, '.repeat(500));
    expect(() => openStore({ home, now: at(1) })).toThrow(refusal('scribe.db', 'not a SQLite database'));
  });

  it('refuses a damaged database', () => {
    const home = tempFolder();
    const path = storeFile(home);
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 100, 8192);
    writeFileSync(path, bytes);
    expect(() => openStore({ home, now: at(1) })).toThrow(refusal('scribe.db', 'damaged'));
  });

  it('finds damage further back when it is asked to, and says what it met there', () => {
    const home = tempFolder();
    const path = storeFile(home);
    const db = new Database(path);
    const page = db
      .prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'transcript_segments'")
      .pluck()
      .get() as number;
    db.close();
    const bytes = readFileSync(path);
    bytes.fill(0xa5, (page - 1) * 4096, page * 4096);
    writeFileSync(path, bytes);
    const store = openStore({ home, now: at(1) });
    onTestFinished(() => store.close());
    const [{ id }] = listMeetings(store);
    expect(() => loadMeeting(store, id)).toThrow(refusal('Reading the meeting', 'damaged'));
    expect(storeHealth(store).problems.length).toBeGreaterThan(0);
  });

  it('refuses a store that another program holds', () => {
    const home = tempFolder();
    const other = new Database(storeFile(home));
    onTestFinished(() => {
      other.close();
    });
    other.pragma('locking_mode = EXCLUSIVE');
    other.exec('BEGIN EXCLUSIVE');
    expect(() => openStore({ home, now: at(1), busyTimeout: 30 })).toThrow(
      refusal('scribe.db', 'another program'),
    );
  });

  it('says that a write met a lock, and changes nothing', () => {
    const home = tempFolder();
    const other = new Database(storeFile(home));
    const store = openStore({ home, now: at(1), busyTimeout: 30 });
    onTestFinished(() => {
      other.close();
      store.close();
    });
    other.exec('BEGIN IMMEDIATE');
    expect(() => enroll(store, 'Tom')).toThrow(refusal('Creating the profile', 'another program'));
    other.exec('ROLLBACK');
    expect(countRows(store, 'user_profiles')).toBe(1);
  });

  it('refuses a folder in whose place there is a file, and a folder in place of the file', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(() => openStore({ home: join(folder, 'file'), now: at(1) })).toThrow(
      refusal('file', 'Making the store'),
    );
    mkdirSync(join(folder, 'home', 'scribe.db'), { recursive: true });
    expect(() => openStore({ home: join(folder, 'home'), now: at(1) })).toThrow(refusal('scribe.db'));
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'refuses a folder without the right to write',
    () => {
      const home = tempFolder();
      chmodSync(home, 0o500);
      onTestFinished(() => chmodSync(home, 0o700));
      expect(() => openStore({ home, now: at(1) })).toThrow(refusal('scribe.db'));
    },
  );

  it('may be done by several programs at the same moment, on a new store', async () => {
    const home = join(tempFolder(), 'home');
    const children = await Promise.all([0, 1, 2, 3].map(() => startChild('open.ts', home)));
    const versions = await Promise.all(children.map((child) => child.ask('open')));
    const store = openStore({ home, now: at(1) });
    onTestFinished(() => store.close());
    const { schemaVersion, latestVersion } = storeHealth(store);
    expect(schemaVersion).toBe(latestVersion);
    expect(versions).toEqual(versions.map(() => latestVersion));
    expect(countRows(store, 'schema_migrations')).toBe(latestVersion);
  });
});

describe('a transaction', () => {
  it('inside another is a part of it', () => {
    const store = tempStore();
    const outer = () =>
      write(store, 'trying', () => {
        enroll(store, 'Maya');
        expect(() =>
          write(store, 'trying', () => {
            enroll(store, 'Tom');
            throw new Error('inner');
          }),
        ).toThrow('inner');
        expect(countRows(store, 'user_profiles')).toBe(1);
        throw new Error('outer');
      });
    expect(outer).toThrow('outer');
    expect(countRows(store, 'user_profiles')).toBe(0);
  });
});

describe('the health of the store', () => {
  it('counts and checks', () => {
    const store = tempStore();
    complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
    const health = storeHealth(store);
    expect(health).toMatchObject({
      path: store.path,
      problems: [],
      counts: {
        files: 1,
        meetings: 1,
        speakers: 2,
        user_profiles: 1,
        transcript_segments: 3,
        artifacts: 2,
        cache: 0,
      },
      meetingsByStatus: { completed: 1 },
      sqliteVec: expect.stringMatching(/^v\d/),
    });
    expect(health.schemaVersion).toBe(health.latestVersion);
    expect(health.size).toBeGreaterThan(4096);
    store.db.pragma('foreign_keys = OFF');
    store.db.exec('DELETE FROM files');
    expect(storeHealth(store).problems).toEqual([
      expect.stringContaining('meetings has lost its row of files'),
    ]);
    expect(storeHealth(store)).toMatchObject({ isRead: true });
    expect(storeHealth(store, 0)).toMatchObject({ isRead: false, problems: [], counts: { meetings: 1 } });
  });
});
