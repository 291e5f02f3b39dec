import { hidePassword } from '../../domain/hide-password.js';
import { shellWord } from '../../domain/shell-word.js';
import { ScribeError } from '../../errors.js';
import { type ConnectionSettings, readConnection } from '../../postgres/connection-settings.js';
import { parseUrl } from '../../postgres/parse-url.js';
import { openSession } from '../../postgres/session.js';
import type { ExportEntry } from '../../settings/export-entries.js';
import { countOwedUnits, findDestination } from '../../store/export-memory.js';
import { placeOf } from '../database-place.js';
import { exportStore } from '../export-store.js';
import { findTarget } from '../find-target.js';
import type { Destination, ExportContext } from './destination.js';

/** Milliseconds for a connection, where the export goes with other work. */
const connectTimeout = 3000;

/**
 * A database that the settings name.
 * @throws ScribeError USAGE when its address cannot be read.
 */
export function databaseDestination(entry: ExportEntry, context: ExportContext): Destination {
  const target = entry.target ?? context.settings.values.exportTarget;
  parseUrl(entry.to);
  // Only now and then: the service file, or SCRIBE_OFFLINE, may say no.
  const connection = (): ConnectionSettings => {
    const settings = readConnection(entry.to, context.environment);
    const patience = Math.min(settings.connectTimeout || connectTimeout, connectTimeout);
    return { ...settings, connectTimeout: patience };
  };
  const placeHere = () => {
    try {
      return placeOf(connection(), target);
    } catch (cause) {
      if (cause instanceof ScribeError) return null;
      throw cause;
    }
  };
  const place = placeHere();
  const voices = entry.voiceprints ? ' --with-voiceprints' : '';
  const name = place ? `${place.host}:${place.port}/${place.database}` : hidePassword(entry.to);
  return {
    name: `${name} (${target})`,
    command: `scribe export postgres --url ${shellWord(hidePassword(entry.to))} --target ${target}${voices}`,
    owed: (store) => countOwedUnits(store, place ? findDestination(store, place).id : 0),
    async send(store, { signal, now }) {
      const { tables } = await exportStore(store, {
        target: findTarget(store, target),
        connection: connection(),
        selection: { meetingIds: null, since: null },
        voiceprints: entry.voiceprints,
        createSchema: false,
        dryRun: false,
        emit: () => {},
        signal,
        now: now(),
        hurried: true,
      });
      const sum = (key: 'new' | 'changed' | 'removed' | 'same') =>
        tables.reduce((total, table) => total + table[key], 0);
      return { new: sum('new'), changed: sum('changed'), removed: sum('removed'), same: sum('same') };
    },
    async check({ signal }) {
      const session = await openSession(connection(), {
        purpose: 'Connecting to',
        signal,
        patience: connectTimeout,
      });
      await session.close();
    },
  };
}
