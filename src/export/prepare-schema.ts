import { ScribeError } from '../errors.js';
import { describeTables, type TableDescription } from '../postgres/describe-tables.js';
import type { Session } from '../postgres/session.js';
import { findProblems, refuseProblems } from './check-schema.js';
import { partitionTable } from './partition-table.js';
import { readSchemaFiles } from './schema-files.js';
import type { Target } from './target.js';

/** Rows are compared by `hash_record_extended`, which is of PostgreSQL 14. */
const oldest = 140_000;

/**
 * Looks whether the database has the tables of the target, and makes them where that is wanted and none is there. Of core,
 * which is ours, migrations that are pending are applied as well.
 *
 * @returns what the tables look like.
 * @throws ScribeError OUTPUT with everything that is missing.
 */
export async function prepareSchema(
  session: Session,
  target: Target,
  options: {
    readonly create: boolean;
    /** Parts into which the largest table of core is divided; undefined: it stays as it is. */
    readonly partitions?: number;
    readonly user: string;
  },
): Promise<ReadonlyMap<string, TableDescription>> {
  if (session.version < oldest)
    throw new ScribeError(
      'OUTPUT',
      `Exporting to ${session.address} failed: it is PostgreSQL ${Math.floor(session.version / 10_000)}, and 14 is the oldest that scribe writes to.`,
      { hint: 'Use a newer server, or write a script with --sql and run it there.' },
    );
  const names = target.tables.map(({ name }) => name);
  let found = await describeTables(session, names);
  if (options.create && (await createSchema(session, target.name, found)))
    found = await describeTables(session, names);
  if (options.create && options.partitions !== undefined) {
    await partitionTable(session, options.partitions);
    found = await describeTables(session, names);
  }
  refuseProblems(findProblems(target, found, options.user), {
    target: target.name,
    address: session.address,
    empty: isEmpty(found),
  });
  return found as ReadonlyMap<string, TableDescription>;
}

const isEmpty = (found: ReadonlyMap<string, unknown>) => [...found.values()].every((table) => table === null);

/** @returns whether anything was made. */
async function createSchema(
  session: Session,
  target: string,
  found: ReadonlyMap<string, TableDescription | null>,
): Promise<boolean> {
  const applied =
    target === 'core' ? await appliedVersion(session) : isEmpty(found) ? 0 : Number.POSITIVE_INFINITY;
  const pending = readSchemaFiles(target).filter(({ version }) => version > applied);
  for (const { sql } of pending) await session.execute(sql);
  return pending.length > 0;
}

async function appliedVersion(session: Session): Promise<number> {
  const table = (await describeTables(session, ['schema_migrations'])).get('schema_migrations');
  if (!table) return 0;
  const [{ version }] = await session.query<{ version: number | null }>(
    'SELECT max(version) AS version FROM schema_migrations',
  );
  return version ?? 0;
}
