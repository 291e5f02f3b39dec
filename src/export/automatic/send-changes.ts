import { ScribeError, toPlainError } from '../../errors.js';
import { revisionMark } from '../../store/revisions.js';
import type { Store } from '../../store/store.js';
import type { Destination, ExportContext } from './destination.js';
import type { SendEvent } from './events.js';

/** Sends what changes to the places that the settings name, for as long as a command has the store open. */
export interface ChangeSender {
  /**
   * Brings every destination up to date, unless this run has changed nothing since the last time. What fails is told,
   * and stays owed: nothing is lost, and nothing here throws because a server is away.
   *
   * @param options.unchanged also when this run has changed nothing: earlier runs may owe something.
   * @param options.again also to destinations that have failed in this run.
   */
  send(
    emit: (event: SendEvent) => void,
    options?: { readonly unchanged?: boolean; readonly again?: boolean },
  ): Promise<void>;
}

// A server's protocol is loaded only by those who send to one.
const readDestinations = async (context: ExportContext): Promise<readonly Destination[]> =>
  (await import('./read-destinations.js')).readDestinations(context);

/** @throws ScribeError USAGE when one of the places that the settings name cannot be read. */
export async function checkDestinations(context: ExportContext): Promise<void> {
  if (context.settings.values.export.length > 0) await readDestinations(context);
}

/** To be called when the store has been opened, before anything is changed. */
export function watchChanges(store: Store, context: ExportContext): ChangeSender {
  if (context.settings.values.export.length === 0) return { send: async () => {} };
  let destinations: readonly Destination[] | null = null;
  let mark = revisionMark(store);
  const failed = new Set<Destination>();
  return {
    async send(emit, { unchanged = false, again = false } = {}) {
      const present = revisionMark(store);
      if (!unchanged && present === mark) return;
      mark = present;
      destinations ??= await readDestinations(context);
      for (const destination of destinations) {
        if (context.signal.aborted) return;
        if ((failed.has(destination) && !again) || destination.owed(store) === 0) continue;
        try {
          const { new: added, changed, removed, same } = await destination.send(store, context);
          failed.delete(destination);
          emit({ kind: 'export-finished', to: destination.name, new: added, changed, removed, same });
        } catch (thrown) {
          if (context.signal.aborted) return;
          if (!(thrown instanceof ScribeError)) throw thrown;
          failed.add(destination);
          const { name, command } = destination;
          const owed = destination.owed(store);
          emit({ kind: 'export-failed', to: name, owed, error: toPlainError(thrown), command });
        }
      }
    },
  };
}
