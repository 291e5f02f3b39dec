import { ScribeError } from '../errors.js';
import { readStoreTables } from '../export/store-tables.js';
import { coreTarget } from '../export/targets/core.js';
import type { Session } from '../postgres/session.js';
import type { Merged } from '../store/judge-staged.js';
import { mergeStaged } from '../store/merge-staged.js';
import { openStaging, type StagedTable, type Staging } from '../store/staging.js';
import type { Store } from '../store/store.js';
import { checkCore, readTable } from './read-core.js';

export interface ImportOptions {
  /** A moment, UTC ISO-8601, or the id of a meeting on the server: only what was recorded since; null: everything. */
  readonly since: string | { readonly meeting: string } | null;
  /** What differs is taken from the server. */
  readonly overwrite: boolean;
  /** Only says what would be done. */
  readonly dryRun: boolean;
}

export interface Imported extends Merged {
  /** How many came without what they are recognized by: it was not exported, or erased. */
  readonly voiceless: { readonly people: number; readonly speakers: number };
}

/**
 * Brings the rows of core on a server into the store. They are read in one transaction that sees one moment, and merged in one: see
 * `mergeStaged`.
 *
 * @throws ScribeError OUTPUT when the server fails or lacks a table, USAGE when it has no such meeting, STORE when the store fails.
 * Nothing has changed then.
 */
export async function importCore(store: Store, session: Session, options: ImportOptions): Promise<Imported> {
  const tables = stagedTables(store);
  await session.execute('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const described = await checkCore(session, tables);
  const since = await startOn(session, options.since);
  const staging = openStaging(store, tables);
  try {
    const voiceless = await stage(session, staging, tables, described, since);
    await session.execute('COMMIT');
    return { ...mergeStaged(store, tables, options), voiceless };
  } finally {
    staging.close();
  }
}

/** Rows of which a meeting has one, and which every store makes for itself. */
const oneOfMeeting: Readonly<Record<string, readonly string[]>> = {
  artifacts: ['meeting_id', 'type'],
  analytics: ['meeting_id'],
};

/** Core as the export describes it, with what a merge has to know. */
export function stagedTables(store: Store): readonly StagedTable[] {
  const units = new Map(readStoreTables(store).map(({ name, unit }) => [name, unit]));
  return coreTarget(store).tables.map(({ name, key, columns, natural, voice }) => ({
    name,
    key,
    columns,
    natural: natural ?? oneOfMeeting[name],
    voice,
    unit: units.get(name)!,
  }));
}

async function stage(
  session: Session,
  staging: Staging,
  tables: readonly StagedTable[],
  described: Awaited<ReturnType<typeof checkCore>>,
  since: string | null,
): Promise<Imported['voiceless']> {
  const voiceless = { people: 0, speakers: 0 };
  for (const table of tables) {
    const names = Object.keys(table.columns);
    const lacks = (column: string) => {
      const place = names.indexOf(column);
      return (row: readonly unknown[]) => row[place] === null;
    };
    const status = names.indexOf('voice_model_status');
    for await (const rows of readTable(session, table, described.get(table.name)!, {
      since,
    })) {
      staging.add(table, rows);
      if (table.name === 'speakers') voiceless.speakers += rows.filter(lacks('centroid')).length;
      if (table.name === 'user_profiles')
        voiceless.people += rows
          .filter(lacks('voice_vector'))
          .filter((row) => row[status] !== 'untrained').length;
    }
  }
  return voiceless;
}

/** When the first of the wanted meetings was recorded. */
async function startOn(session: Session, since: ImportOptions['since']): Promise<string | null> {
  if (since === null || typeof since === 'string') return since;
  const plain = since.meeting.replaceAll('-', '').toLowerCase();
  const found = await session.query<{ start: string | null }>(
    `SELECT to_char(start_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS start
     FROM (SELECT *, replace(id::text, '-', '') AS plain FROM meetings) m
     WHERE starts_with(plain, $1) OR starts_with(right(plain, 8), $1) LIMIT 2`,
    [plain],
  );
  if (found.length === 1 && found[0].start !== null) return found[0].start;
  const reason =
    found.length === 0
      ? 'has no such meeting'
      : found.length > 1
        ? 'has several such meetings'
        : 'says no date of it';
  throw new ScribeError(
    'USAGE',
    `Looking for the meeting "${since.meeting}" failed: ${session.address} ${reason}.`,
    {
      hint: 'Give the whole id of a meeting, or a day: --since 2026-01-31.',
    },
  );
}
