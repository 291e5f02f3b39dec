import type { ExportSummary } from '../../src/export/events.js';
import { exportStore } from '../../src/export/export-store.js';
import { findTarget } from '../../src/export/find-target.js';
import type { Target } from '../../src/export/target.js';
import { readConnection } from '../../src/postgres/connection-settings.js';
import type { Store } from '../../src/store/store.js';
import { at } from '../store/fixture.js';

export interface ExportChanges {
  readonly target?: Target['name'] | Target;
  readonly meetingIds?: readonly string[];
  readonly voiceprints?: boolean;
  readonly createSchema?: boolean;
  readonly dryRun?: boolean;
  readonly partitions?: number;
}

/** Exports a store, core if nothing else is said. */
export function exportTo(url: string, store: Store, changes: ExportChanges = {}): Promise<ExportSummary> {
  const {
    target = 'core',
    meetingIds = null,
    voiceprints = false,
    createSchema = false,
    partitions,
    dryRun = false,
  } = changes;
  return exportStore(store, {
    target: typeof target === 'string' ? findTarget(store, target) : target,
    connection: readConnection(url, {}),
    selection: { meetingIds, since: null },
    voiceprints,
    createSchema,
    partitions,
    dryRun,
    emit: () => {},
    signal: new AbortController().signal,
    now: at(60),
  });
}

/** What an export did, without the tables in which it did nothing: `{ meetings: 'new 1' }`. */
export function changesOf({ tables }: ExportSummary): Readonly<Record<string, string>> {
  return Object.fromEntries(
    tables
      .map(({ table, ...counts }) => [
        table,
        (['new', 'changed', 'removed'] as const)
          .filter((what) => counts[what] > 0)
          .map((what) => `${what} ${counts[what]}`)
          .join(', '),
      ])
      .filter(([, what]) => what !== ''),
  );
}
