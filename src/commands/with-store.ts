import type { CommandContext } from '../context.js';
import type { SendEvent } from '../export/automatic/events.js';
import { type ChangeSender, watchChanges } from '../export/automatic/send-changes.js';
import { writeLine } from '../report/output.js';
import { describeSending } from '../report/send-lines.js';
import { listRenderDebts } from '../store/artifacts.js';
import type { StoreKey } from '../store/engine.js';
import { sweepLocks } from '../store/locks.js';
import { openExisting, openStore } from '../store/open-store.js';
import { sweepRestore } from '../store/restore.js';
import { type Store, storeError } from '../store/store.js';
import { type KeyContext, storeKey } from './store-key.js';

/**
 * Opens the store for one piece of work, and closes it however that ends. Files that a killed command left out of date
 * are written first; what the work has changed is sent to the places of the setting `export` afterwards.
 *
 * @param key other than the one of the settings.
 */
export async function withStore<T>(
  context: CommandContext,
  work: (store: Store, changes: ChangeSender) => T | Promise<T>,
  key?: StoreKey | null,
): Promise<T> {
  const store = openStore({
    home: context.folders.home,
    now: context.now(),
    key: key === undefined ? await storeKey(context) : key,
  });
  return use(store, async () => {
    const changes = watchChanges(store, context);
    sweepRestore(store.home);
    sweepLocks(store.home);
    // What renders transcripts is loaded only when one is owed.
    if (listRenderDebts(store).length > 0)
      await (await import('../artifacts/pay-debts.js')).payOldDebts(store, context);
    const result = await work(store, changes);
    await changes.send((event) => tellSending(context, event));
    return result;
  });
}

/** On standard error: standard output is the command's own. */
export function tellSending({ err, quiet }: CommandContext, event: SendEvent): void {
  if (event.kind === 'export-failed' || !quiet) writeLine(err, describeSending(event));
}

/** The same with the store as it is: it is neither made nor migrated, and nothing is written or sent that was owed. */
export async function withExistingStore<T>(
  context: KeyContext,
  work: (store: Store) => T | Promise<T>,
): Promise<T> {
  const store = openExisting({ home: context.folders.home, key: await storeKey(context) });
  return use(store, () => work(store));
}

async function use<T>(store: Store, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw cause instanceof Error && cause.name === 'SqliteError'
      ? storeError('using the store', store.path, cause)
      : cause;
  } finally {
    store.close();
  }
}
