import { readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { CommandContext, SecretVariable } from '../context.js';
import { ScribeError } from '../errors.js';
import { errorCode, whyNotWritten } from '../platform/disk-errors.js';
import { canBeSealed, type StoreKey } from '../store/engine.js';
import { locked } from '../store/open-store.js';

/** What finding a key takes from a context. */
export type KeyContext = Pick<CommandContext, 'folders' | 'settings' | 'secrets' | 'askSecret'>;

/** Characters that a new passphrase must have at least. */
const shortest = 12;

/**
 * What opens the store: the key file of the settings, else the passphrase of the environment, else one that is asked for
 * if the store is encrypted; null: none is needed.
 *
 * @param path of the database.
 * @throws ScribeError USAGE when the key file cannot be used; STORE when nobody can be asked.
 */
export async function storeKey(
  { folders, settings, secrets, askSecret }: KeyContext,
  path = join(folders.home, 'scribe.db'),
): Promise<StoreKey | null> {
  const { keyFile } = settings.values;
  if (keyFile !== null) return readKeyFile(keyFile, folders.home);
  if (secrets.SCRIBE_PASSPHRASE !== undefined) return fromPassphrase(secrets.SCRIBE_PASSPHRASE);
  if (!canBeSealed(path)) return null;
  if (!askSecret) throw locked(path);
  return fromPassphrase(await askSecret('Passphrase of the store'));
}

/**
 * A passphrase that a store is to be encrypted with: of a variable, or asked for twice.
 * @throws ScribeError USAGE when it is too short, when the two differ, or when nobody can be asked.
 */
export async function newPassphrase(
  { secrets, askSecret }: Pick<CommandContext, 'secrets' | 'askSecret'>,
  variable: SecretVariable,
): Promise<StoreKey> {
  const refusal = (reason: string, hint: string) =>
    new ScribeError('USAGE', `Choosing the passphrase of the store failed: ${reason}.`, { hint });
  const given = secrets[variable];
  if (given === undefined && !askSecret)
    throw refusal(
      'there is none, and no terminal to ask on',
      `Put it into ${variable}, or use a key file: see --help.`,
    );
  const passphrase = given ?? (await askSecret!('New passphrase of the store'));
  if ([...passphrase].length < shortest)
    throw refusal(
      `it has less than ${shortest} characters`,
      'Several words that nobody would guess are good.',
    );
  if (given === undefined && (await askSecret!('The same again')) !== passphrase)
    throw refusal('the two are not the same', 'Run the same command again.');
  return fromPassphrase(passphrase);
}

/** The same letters are the same bytes, however a keyboard makes them. */
const fromPassphrase = (passphrase: string): StoreKey => ({
  kind: 'passphrase',
  secret: Buffer.from(passphrase.normalize('NFC')),
});

/**
 * Reads 32 bytes in hexadecimal.
 * @param home folder of the store, which the key must not lie in: who copies the one would have the other.
 * @throws ScribeError USAGE
 */
export function readKeyFile(file: string, home: string): StoreKey {
  const path = resolve(file);
  const refusal = (reason: string, hint: string) =>
    new ScribeError('USAGE', `Reading the key file ${path} failed: ${reason}.`, { hint });
  refuseInside(path, home);
  let content: string;
  try {
    if (process.platform !== 'win32' && statSync(path).mode & 0o077)
      throw refusal('others can read it', 'Make it yours alone: chmod 600 FILE');
    content = readFileSync(path, 'latin1').trim();
  } catch (cause) {
    if (cause instanceof ScribeError) throw cause;
    const reason = errorCode(cause) === 'ENOENT' ? 'there is no such file' : whyNotWritten(cause);
    throw refusal(reason, 'Name the file that the store was encrypted with, or get it back from a backup.');
  }
  if (!/^[0-9a-f]{64}$/i.test(content))
    throw refusal(
      'it does not hold 64 hexadecimal digits',
      'Name a file that `scribe store encrypt --key-file FILE` has made, or one from: openssl rand -hex 32',
    );
  return { kind: 'key file', secret: Buffer.from(`x'${content}'`) };
}

/** @throws ScribeError USAGE when a key would lie among what it protects. */
export function refuseInside(path: string, home: string): void {
  const below = relative(resolve(home), path);
  if (below.startsWith('..') || resolve(below) === below) return;
  throw new ScribeError('USAGE', `Using the key file ${path} failed: it lies in the folder of the store.`, {
    hint: 'Keep it elsewhere: whoever copies that folder would have the key as well.',
  });
}
