import { isAbsolute } from 'node:path';
import { probeOutput } from '../../artifacts/output-folder.js';
import { shellWord } from '../../domain/shell-word.js';
import { ScribeError } from '../../errors.js';
import { openBucket } from '../../s3/bucket.js';
import type { ExportEntry } from '../../settings/export-entries.js';
import { countOwedArtifacts, findRoot } from '../../store/exported-artifacts.js';
import type { Store } from '../../store/store.js';
import { readPlace, refuseOffline, rootOf } from '../artifacts/place.js';
import { sendArtifacts } from '../artifacts/send-artifacts.js';
import type { Destination, ExportContext } from './destination.js';

/**
 * A folder or a bucket that the settings name.
 * @throws ScribeError USAGE when it cannot be read.
 */
export function artifactDestination(entry: ExportEntry, context: ExportContext): Destination {
  const { folders, environment, signal } = context;
  const endpoint = entry.endpoint ?? undefined;
  if (!/^~(\/|$)|^[a-z][a-z\d+.-]*:\/\//i.test(entry.to) && !isAbsolute(entry.to))
    throw new ScribeError('USAGE', `Reading the settings: export is "${entry.to}", which is no place.`, {
      hint: 'Write postgresql://user@host/database, s3://bucket/prefix, or the whole path of a folder.',
    });
  const place = readPlace(entry.to, { endpoint }, { home: folders.home, environment });
  const root = rootOf(place);
  const also = endpoint === undefined ? '' : ` --endpoint ${shellWord(endpoint)}`;
  return {
    name: root.place,
    command: `scribe export artifacts --to ${shellWord(entry.to)}${also}`,
    owed: (store: Store) => countOwedArtifacts(store, findRoot(store, root)),
    send: (store) =>
      sendArtifacts({
        store,
        place,
        selection: { meetingIds: null, since: null },
        context,
        environment,
        signal,
        patience: 'short',
        emit: () => {},
        dryRun: false,
      }),
    async check() {
      if (place.kind === 'folder') return probeOutput(place.folder);
      refuseOffline(place, environment);
      const { address, virtualHosts } = place;
      const bucket = await openBucket(address, { environment, virtualHosts, patience: 'short', signal });
      try {
        await bucket.list('', '');
      } finally {
        bucket.close();
      }
    },
  };
}
