import { createRequire } from 'node:module';
import type { StoreKey } from '../../src/store/engine.js';

/** Whether the optional build of SQLite that encrypts is there. */
export const canEncrypt = works();
if (!canEncrypt)
  console.warn('skipping tests of encrypted stores: better-sqlite3-multiple-ciphers is not installed');

function works(): boolean {
  try {
    new (createRequire(import.meta.url)('better-sqlite3-multiple-ciphers'))(':memory:').close();
    return true;
  } catch {
    return false;
  }
}

/** A key as in a key file: quick, because nothing is derived from it. */
export const rawKey = (byte: string): StoreKey => ({
  kind: 'key file',
  secret: Buffer.from(`x'${byte.repeat(32)}'`),
});

export const passphrase = (text: string): StoreKey => ({ kind: 'passphrase', secret: Buffer.from(text) });
