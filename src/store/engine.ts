import { closeSync, openSync, readSync, realpathSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import Database from 'better-sqlite3';
import { ScribeError } from '../errors.js';

/** What opens an encrypted database. It is never part of a message. */
export interface StoreKey {
  readonly kind: 'passphrase' | 'key file';
  /** What SQLite3 Multiple Ciphers takes: the bytes of a passphrase, or `x'...'` with 32 bytes in hexadecimal. */
  readonly secret: Buffer;
}

/** Its `key` method takes bytes, so that no secret becomes the text of a statement. */
interface CipherDatabase extends Database.Database {
  key(secret: Buffer): number;
}

/**
 * SQLCipher, version 4: AES-256 in CBC mode, a new nonce each time that a page is written, HMAC-SHA512 over every page,
 * and PBKDF2-HMAC-SHA512 with 256,000 rounds for a passphrase. The write-ahead log has the same pages. Its format is
 * documented, and other programs read it with the key.
 */
const cipher = ["cipher = 'sqlcipher'", 'legacy = 4'];
const pageSize = 4096;
const plainHeader = Buffer.from('SQLite format 3\0', 'latin1');

/**
 * Databases that this process has open. A file must not be opened a second time past SQLite: closing that descriptor
 * would drop the locks (fcntl) that SQLite holds on the file.
 */
let inUse: { readonly path: string; readonly db: Database.Database; readonly sealed: boolean }[] = [];

/** Opens a database: with a key, one that is encrypted or is to be. The key is tried by the first statement. */
export function openDatabase(
  path: string,
  key: StoreKey | null,
  options: Pick<Database.Options, 'timeout' | 'readonly' | 'fileMustExist'> = {},
): Database.Database {
  const db = key ? openSealed(path, key, options) : new Database(path, options);
  inUse = inUse.filter((known) => known.db.open);
  inUse.push({ path: realpathSync(path), db, sealed: key !== null });
  return db;
}

/**
 * Opens a database with the build that encrypts; without a key, so that encrypted ones can be attached to it.
 * @throws ScribeError STORE when that build is not installed.
 */
export function openSealed(
  path: string,
  key: StoreKey | null,
  options: Database.Options = {},
): Database.Database {
  const Engine = loadEngine(path);
  const db = new Engine(path, options) as CipherDatabase;
  try {
    for (const pragma of cipher) db.pragma(pragma);
    if (key) db.key(key.secret);
    return db;
  } catch (cause) {
    db.close();
    throw cause;
  }
}

function loadEngine(path: string): typeof Database {
  try {
    const Engine: typeof Database = createRequire(import.meta.url)('better-sqlite3-multiple-ciphers');
    // Only the first database loads what is compiled.
    new Engine(':memory:').close();
    return Engine;
  } catch (cause) {
    throw new ScribeError(
      'STORE',
      `Opening ${path} with a key failed: the part that encrypts is not installed.`,
      {
        hint: 'Install it where scribe is: npm install better-sqlite3-multiple-ciphers@12.11.1 (a compiler is needed where no build is offered for your machine).',
        cause,
      },
    );
  }
}

/**
 * Whether a file has content that is no plain SQLite database: it may be encrypted, or be something else. What cannot
 * be looked at counts as plain: opening it says why it cannot.
 */
export function isSealed(path: string): boolean {
  try {
    const found = statSync(path);
    if (!found.isFile() || found.size === 0) return false;
    const real = realpathSync(path);
    const known = inUse.find((each) => each.db.open && each.path === real);
    return known?.sealed ?? !header(path).equals(plainHeader);
  } catch {
    return false;
  }
}

/** Whether what is no plain database can be an encrypted one: those are whole pages. */
export const canBeSealed = (path: string): boolean => isSealed(path) && statSync(path).size % pageSize === 0;

function header(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(plainHeader.length);
    return start.subarray(0, readSync(file, start));
  } finally {
    closeSync(file);
  }
}

/** An error of SQLite, whichever of the two builds threw it: each has a class of its own. */
export const isSqliteError = (thrown: unknown): thrown is Error & { readonly code: string } =>
  thrown instanceof Error && thrown.name === 'SqliteError' && 'code' in thrown;

/** Deletes a database with whatever SQLite has beside it. */
export function removeDatabase(path: string): void {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}
