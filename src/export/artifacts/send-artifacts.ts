import { ScribeError } from '../../errors.js';
import type { Patience } from '../../s3/bucket.js';
import { lockExport } from '../../store/locks.js';
import type { ArtifactCounts } from './events.js';
import { type ArtifactExport, exportArtifacts } from './export-artifacts.js';
import { openRoot } from './open-root.js';
import type { Place } from './place.js';

type Task = Omit<ArtifactExport, 'root'> & {
  readonly place: Place;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly patience: Patience;
};

/**
 * Opens a place and brings it up to date, while nobody else of this store does.
 * @throws ScribeError as `exportArtifacts` and `openRoot`; STORE when another scribe is at it.
 */
export async function sendArtifacts({
  place,
  environment,
  patience,
  ...task
}: Task): Promise<ArtifactCounts> {
  const { store, signal, dryRun } = task;
  const root = await openRoot(place, { store, environment, signal, patience, made: !dryRun });
  try {
    const lock = lockExport(store.home, `${root.endpoint} ${root.place}`);
    if (!lock)
      throw new ScribeError('STORE', `Exporting to ${root.place} failed: another scribe exports there.`, {
        hint: 'Wait for it to finish.',
      });
    try {
      return await exportArtifacts({ ...task, root });
    } finally {
      lock.release();
    }
  } finally {
    root.close();
  }
}
