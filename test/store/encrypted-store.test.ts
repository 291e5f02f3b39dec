import { linkSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { copyStore, openBackup } from '../../src/store/backup.js';
import { putCached } from '../../src/store/cache.js';
import { canBeSealed, isSealed, type StoreKey } from '../../src/store/engine.js';
import { openExisting, openStore } from '../../src/store/open-store.js';
import { resealStore } from '../../src/store/reseal.js';
import { restoreStore } from '../../src/store/restore.js';
import { openSnapshot } from '../../src/store/snapshot.js';
import type { Store } from '../../src/store/store.js';
import { canEncrypt, passphrase, rawKey } from './engine.js';
import {
  at,
  complete,
  enroll,
  makeRecording,
  randomNumbers,
  randomVoice,
  snapshot,
  tempFolder,
} from './fixture.js';
import { enrollVoice } from './meeting-of-voices.js';

const voice = randomVoice(randomNumbers(11));
const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  Buffer.from(buffer, byteOffset, byteLength);

/** What a store of `fill` is known by: a name, words, a title, a file name, a cached stage, a vector or a piece of one. */
const traces: readonly (string | Buffer)[] = [
  ...[
    'Zinaida Quill',
    'Good morning',
    'isn’t it',
    'Stand-up',
    'wintersale.ogg',
    'half-done stage',
    'CREATE TABLE',
  ],
  bytesOf(voice).subarray(0, 16),
  bytesOf(voice).subarray(400, 416),
];

function fill(store: Store): void {
  const person = enroll(store, 'Zinaida Quill');
  complete(store, makeRecording('wintersale.ogg'), person);
  enrollVoice(store, 'Somebody else', voice, 'campplus-zh-en');
  putCached(store, { key: 'a', value: 'half-done stage', expiresAt: at(9) });
}

function open(home: string, key: StoreKey | null): Store {
  const store = openStore({ home, now: at(0), key });
  onTestFinished(() => store.close());
  return store;
}

/** The files of a folder that hold a trace, each with the first one. */
function findTraces(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.flatMap((name) => {
    const path = join(folder, name);
    if (!statSync(path).isFile()) return [];
    const bytes = readFileSync(path);
    const trace = traces.find((each) => bytes.includes(each));
    return trace ? [`${name}: ${trace}`] : [];
  });
}

const reseal = (home: string, from: StoreKey | null, to: StoreKey | null) =>
  resealStore({ home, from, to, rendered: [] });

describe('a store without a key', () => {
  it('shows each trace that an encrypted one must not show', () => {
    const home = tempFolder();
    fill(open(home, null));
    const bytes = Buffer.concat(
      readdirSync(home).flatMap((n) => (n.startsWith('scribe.db') ? [readFileSync(join(home, n))] : [])),
    );
    for (const trace of traces) expect(bytes.includes(trace), String(trace)).toBe(true);
  });

  it('is opened by the plain build, also while a key is at hand', () => {
    const home = tempFolder();
    const store = open(home, null);
    expect(store.db).toBeInstanceOf(Database);
    store.close();
    const again = openExisting({ home, key: rawKey('ab') });
    expect(again.db).toBeInstanceOf(Database);
    expect(again.key).toBeNull();
    again.close();
  });

  it('is refused by what would write to it as if it were encrypted', () => {
    const home = tempFolder();
    fill(open(home, null));
    expect(() => open(home, passphrase('a long passphrase'))).toThrow(
      /a passphrase is given, and the store is not encrypted/,
    );
  });

  it.skipIf(canEncrypt)(
    'cannot be encrypted without the optional build, and says what to install',
    async () => {
      const home = tempFolder();
      open(home, null).close();
      await expect(reseal(home, null, rawKey('ab'))).rejects.toMatchObject({
        code: 'STORE',
        hint: expect.stringContaining('better-sqlite3-multiple-ciphers'),
      });
    },
  );
});

describe.skipIf(!canEncrypt)('an encrypted store', () => {
  it('has no byte of words, names or vectors in any file, while it is open and after', () => {
    const home = tempFolder();
    const store = open(home, rawKey('ab'));
    fill(store);
    expect(statSync(join(home, 'scribe.db-wal')).size).toBeGreaterThan(0);
    expect(findTraces(home)).toEqual([]);
    // Pages move from the log into the file, and one write is in the middle.
    store.db.pragma('wal_checkpoint(TRUNCATE)');
    store.db.exec('BEGIN IMMEDIATE');
    enroll(store, 'Zinaida Quill the second');
    expect(findTraces(home)).toEqual([]);
    store.db.exec('COMMIT');
    store.close();
    expect(findTraces(home)).toEqual([]);
  });

  it('opens with its key alone, and says why not otherwise', () => {
    const home = tempFolder();
    open(home, passphrase('correct horse battery')).close();
    open(home, passphrase('correct horse battery')).close();
    const failure = (key: StoreKey | null) => {
      try {
        openExisting({ home, key }).close();
      } catch (cause) {
        return cause as Error;
      }
    };
    expect(failure(passphrase('correct horse'))).toMatchObject({
      code: 'STORE',
      message: expect.stringContaining('the passphrase does not open it'),
    });
    expect(failure(rawKey('ab'))?.message).toContain('the key file does not open it');
    expect(failure(null)).toMatchObject({
      code: 'STORE',
      message: expect.stringContaining('there is no key'),
    });
    expect(JSON.stringify(failure(passphrase('correct horse')))).not.toContain('horse');
    expect(() => open(home, null)).toThrow(/it is encrypted/);
  });

  it('reads at one moment while others write, finds words and neighbours', () => {
    const home = tempFolder();
    const store = open(home, rawKey('ab'));
    fill(store);
    const before = openSnapshot(store);
    onTestFinished(() => before.close());
    const other = open(home, rawKey('ab'));
    enroll(other, 'Late');
    const count = (each: Store) => each.sql('SELECT count(*) FROM user_profiles').pluck().get();
    expect(count(store)).toBe((count(before) as number) + 1);
    expect(
      store.sql("SELECT count(*) FROM search_words WHERE search_words MATCH 'morning'").pluck().get(),
    ).toBeGreaterThan(0);
  });

  it('has backups that are encrypted, which are restored over it', async () => {
    const home = tempFolder();
    const key = rawKey('ab');
    const store = open(home, key);
    fill(store);
    const rows = snapshot(store);
    const file = join(tempFolder(), 'backup.db');
    const { size } = await copyStore(store, file);
    expect(size).toBe(statSync(file).size);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(findTraces(join(file, '..'))).toEqual([]);
    expect(() => openBackup(file, null)).toThrow(/there is no key/);
    enroll(store, 'After the backup');
    await expect(restoreStore({ home, from: file, rendered: [], now: at(5), key })).rejects.toThrow(
      /another scribe works in it/,
    );
    store.close();
    const { kept } = await restoreStore({ home, from: file, rendered: [], now: at(5), key });
    const kinds = [join(home, 'scribe.db'), kept ?? ''].map(isSealed);
    expect(kinds).toEqual([true, true]);
    const restored = open(home, key);
    restored.sql('DELETE FROM render_debts').run();
    expect(snapshot(restored)).toEqual(rows);
    expect(findTraces(home)).toEqual([]);
  });
});

describe.skipIf(!canEncrypt)('changing the key', () => {
  it.each([
    ['encrypts', null, rawKey('ab')],
    ['takes another key', rawKey('ab'), passphrase('correct horse battery')],
    ['decrypts', rawKey('ab'), null],
  ])('%s, and loses nothing', async (_what, from, to) => {
    const home = tempFolder();
    const store = open(home, from);
    fill(store);
    const rows = snapshot(store);
    store.close();
    const { rows: counted } = await reseal(home, from, to);
    expect(counted.meetings).toBe(1);
    expect(readdirSync(home).sort()).toEqual(['locks', 'scribe.db']);
    expect(isSealed(join(home, 'scribe.db'))).toBe(to !== null);
    if (to) expect(findTraces(home)).toEqual([]);
    const after = open(home, to);
    after.sql('DELETE FROM render_debts').run();
    expect(snapshot(after)).toEqual(rows);
  });

  it('overwrites the bytes of the old file', async () => {
    const home = tempFolder();
    const store = open(home, null);
    fill(store);
    store.close();
    const second = join(tempFolder(), 'second-name');
    linkSync(join(home, 'scribe.db'), second);
    await reseal(home, null, rawKey('ab'));
    expect(readFileSync(second).every((byte) => byte === 0)).toBe(true);
  });

  it('leaves the store alone when somebody has it open, or the key is wrong', async () => {
    const home = tempFolder();
    const store = open(home, rawKey('ab'));
    fill(store);
    await expect(reseal(home, rawKey('ab'), null)).rejects.toMatchObject({
      code: 'STORE',
      message: expect.stringContaining('another scribe works in it'),
    });
    store.close();
    await expect(reseal(home, rawKey('cd'), null)).rejects.toThrow(/does not open it/);
    expect(readdirSync(home).sort()).toEqual(['locks', 'scribe.db']);
    expect(canBeSealed(join(home, 'scribe.db'))).toBe(true);
  });

  it('leaves nothing that a killed one has left', () => {
    const home = tempFolder();
    open(home, null).close();
    for (const name of ['scribe.db.resealing', 'scribe.db.resealing-scratch'])
      writeFileSync(join(home, name), 'half');
    open(home, null).close();
    expect(readdirSync(home).sort()).toEqual(['locks', 'scribe.db']);
  });
});
