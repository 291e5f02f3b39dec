import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { renderedMeetings } from '../../artifacts/artifact-files.js';
import type { CommandContext } from '../../context.js';
import { shellWord } from '../../domain/shell-word.js';
import { ScribeError } from '../../errors.js';
import { errorCode, whyNotWritten } from '../../platform/disk-errors.js';
import { syncFolder } from '../../platform/sync-folder.js';
import { printJson, writeLine } from '../../report/output.js';
import { canBeSealed, type StoreKey } from '../../store/engine.js';
import { resealStore } from '../../store/reseal.js';
import { newPassphrase, readKeyFile, refuseInside, storeKey } from '../store-key.js';
import { withStore } from '../with-store.js';

/**
 * `scribe store encrypt`: with the key file of the settings, which is made if it is missing, else with a passphrase. A store
 * that does not exist is made.
 */
export async function encryptStore(context: CommandContext): Promise<void> {
  if (canBeSealed(pathOf(context)))
    throw refused(
      context,
      'it is encrypted',
      'Another key: scribe store rekey. To take it off: scribe store decrypt.',
    );
  const { keyFile } = context.settings.values;
  const key =
    keyFile === null ? await newPassphrase(context, 'SCRIBE_PASSPHRASE') : await keyInFile(context, keyFile);
  // Nothing of any meeting is ever on the disk in plain text when this comes before the first one.
  if (!existsSync(pathOf(context))) await withStore(context, () => {}, null);
  return reseal(context, null, key, keyFile);
}

/** `scribe store decrypt` */
export async function decryptStore(context: CommandContext): Promise<void> {
  return reseal(context, await presentKey(context), null, null);
}

/** `scribe store rekey` */
export async function rekeyStore(
  context: CommandContext,
  { newKeyFile = null }: { readonly newKeyFile?: string | null },
): Promise<void> {
  const from = await presentKey(context);
  const to =
    newKeyFile === null
      ? await newPassphrase(context, 'SCRIBE_NEW_PASSPHRASE')
      : await keyInFile(context, newKeyFile);
  return reseal(context, from, to, newKeyFile);
}

const pathOf = ({ folders }: CommandContext) => join(folders.home, 'scribe.db');

const refused = (context: CommandContext, reason: string, hint: string): ScribeError =>
  new ScribeError('STORE', `Writing the store ${pathOf(context)} anew failed: ${reason}.`, { hint });

/** @throws ScribeError STORE when the store is not encrypted. */
async function presentKey(context: CommandContext): Promise<StoreKey> {
  if (existsSync(pathOf(context)) && !canBeSealed(pathOf(context)))
    throw refused(context, 'it is not encrypted', 'Encrypt it with: scribe store encrypt');
  const key = await storeKey(context);
  // There is no store: what opens it says so.
  return key ?? { kind: 'passphrase', secret: Buffer.alloc(0) };
}

/** The key in a file. A new one is made where there is none, readable for this user alone. */
async function keyInFile({ folders, err }: CommandContext, file: string): Promise<StoreKey> {
  const path = resolve(file);
  refuseInside(path, folders.home);
  try {
    writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { flag: 'wx', mode: 0o600, flush: true });
    await syncFolder(dirname(path));
    writeLine(err, `A new key is in ${path}. Keep a copy elsewhere: without it nobody can read the store.`);
  } catch (cause) {
    if (errorCode(cause) !== 'EEXIST')
      throw new ScribeError('OUTPUT', `Writing the key file ${path} failed: ${whyNotWritten(cause)}.`, {
        hint: 'Name a file in a folder that you may write.',
        cause,
      });
  }
  return readKeyFile(path, folders.home);
}

/** Writes the store anew; then its transcripts, or their removal, are paid with the new key. */
async function reseal(
  context: CommandContext,
  from: StoreKey | null,
  to: StoreKey | null,
  keyFile: string | null,
): Promise<void> {
  const { folders } = context;
  const copy = await resealStore({ home: folders.home, from, to, rendered: renderedMeetings(folders) });
  await withStore(context, () => {}, to);
  const plain = to === null ? [] : plainCopies(folders.home);
  if (context.json)
    return printJson(context, {
      path: pathOf(context),
      encryptedWith: to?.kind ?? null,
      keyFile,
      plainCopies: plain,
      ...copy,
    });
  writeLine(
    context.out,
    `${pathOf(context)} is ${to ? `encrypted with a ${to.kind}` : 'not encrypted any longer'}.`,
  );
  for (const path of plain)
    writeLine(context.err, `warning: ${path} is a copy that is not encrypted: delete it.`);
  for (const line of advice(context, to, keyFile)) writeLine(context.err, line);
}

/** What a restore has kept beside the store. */
function plainCopies(home: string): string[] {
  return readdirSync(home)
    .filter((name) => /^scribe-before-restore-.*\.db$/.test(name))
    .map((name) => join(home, name))
    .filter((path) => !canBeSealed(path));
}

function advice({ settings }: CommandContext, to: StoreKey | null, keyFile: string | null): string[] {
  const source = settings.sources.keyFile;
  if (!to)
    return source === 'default'
      ? []
      : ['The settings still name a key file: unset SCRIBE_KEY_FILE, or run `scribe config unset keyFile`.'];
  const name =
    keyFile !== null && (source === 'flag' || settings.values.keyFile !== keyFile)
      ? [`Name the key for other commands: scribe config set keyFile ${shellWord(resolve(keyFile))}`]
      : [];
  return [
    ...name,
    'Transcripts are no longer files in the store: `scribe transcript` prints them, --out writes them where you want.',
    'Backups and exports that were made before, and what the disk or a snapshot keeps of the old file, are as they were.',
  ];
}
