import { ScribeError } from '../errors.js';
import type { Session } from '../postgres/session.js';

/**
 * The table of core that outgrows one table first, and the column by which it is divided: all turns of a transcript lie in one part, so
 * that reading one reads one part. docs/sizing.md has the arithmetic.
 */
const partitioned = { table: 'transcript_segments', by: 'transcription_id' } as const;

/** A thing of the table that has to be made again, as SQL with its name. */
interface Part {
  readonly name: string;
  readonly definition: string;
}

/**
 * Divides the largest table of core by hash into `count` parts, with the rows that it has. Inside the transaction of the caller; nobody else
 * can use the table meanwhile. A table that is divided already stays as it is.
 *
 * @throws ScribeError OUTPUT when the server refuses: something else may stand on the table, such as a view.
 */
export async function partitionTable(session: Session, count: number): Promise<void> {
  const { table, by } = partitioned;
  const whole = `${table}_whole`;
  const parts = await countPartitions(session);
  if (parts === count) return;
  if (parts > 0)
    throw new ScribeError(
      'OUTPUT',
      `Dividing ${table} in ${session.address} failed: it has ${parts} parts already, and another number of them would move every row.`,
      { hint: `Leave out --partitions, or say --partitions ${parts}.` },
    );
  await session.execute(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  const { keys, indexes, triggers, grants } = await readParts(session);
  await session.execute(`ALTER TABLE ${table} RENAME TO ${whole}`);
  await session.execute(
    `CREATE TABLE ${table} (LIKE ${whole} INCLUDING ALL EXCLUDING INDEXES) PARTITION BY HASH (${by})`,
  );
  for (let part = 0; part < count; part++)
    await session.execute(
      `CREATE TABLE ${table}_${part} PARTITION OF ${table} FOR VALUES WITH (MODULUS ${count}, REMAINDER ${part})`,
    );
  await session.execute(`INSERT INTO ${table} SELECT * FROM ${whole}`);
  await session.execute(`DROP TABLE ${whole}`);
  // A key of a divided table has the column that it is divided by. Ids are unique all the same: they are random.
  await session.execute(`ALTER TABLE ${table} ADD PRIMARY KEY (id, ${by})`);
  for (const { name, definition } of keys)
    await session.execute(`ALTER TABLE ${table} ADD CONSTRAINT "${name}" ${definition}`);
  for (const { definition } of [...indexes, ...triggers, ...grants]) await session.execute(definition);
}

/** How many parts the table has; 0: it is not divided. */
async function countPartitions(session: Session): Promise<number> {
  const [{ parts }] = await session.query<{ parts: number }>(
    `SELECT count(*)::integer AS parts FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhparent
     WHERE i.inhparent = to_regclass('${partitioned.table}') AND c.relkind = 'p'`,
  );
  return parts;
}

/** Keys, indexes, triggers and rights of the table: CREATE TABLE ... LIKE takes none of them along. */
async function readParts(
  session: Session,
): Promise<Readonly<Record<'keys' | 'indexes' | 'triggers' | 'grants', readonly Part[]>>> {
  const { table } = partitioned;
  const own = `'${table}'::regclass`;
  return {
    keys: await session.query<Part>(
      `SELECT conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
       WHERE conrelid = ${own} AND contype IN ('f', 'u') ORDER BY contype DESC, conname`,
    ),
    indexes: await session.query<Part>(
      `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
       WHERE i.indrelid = ${own} AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.conrelid = ${own})
       ORDER BY 1`,
    ),
    triggers: await session.query<Part>(
      `SELECT tgname AS name, pg_get_triggerdef(oid) AS definition FROM pg_trigger WHERE tgrelid = ${own} AND NOT tgisinternal ORDER BY 1`,
    ),
    grants: await session.query<Part>(
      `SELECT a.privilege_type AS name, format('GRANT %s ON ${table} TO %s%s', a.privilege_type,
         CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END,
         CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) AS definition
       FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = ${own} AND a.grantee <> c.relowner`,
    ),
  };
}
