import { isOurs, list, naturalText, of, onKey, refuseIf, rows } from './row-queries.js';
import { quote, type TablePlan } from './table-plan.js';

/*
 * The SQL that makes the tables what the store is, and compares. The live run and the script for psql share it. Rows are
 * compared byte by byte (`record_image_ne`), which works for every type; only references are compared as texts, because the
 * integers of a key and of what refers to it can be of different widths.
 */

const image = ({ compared, references, vectors }: TablePlan, alias: string) => {
  const cast = (column: string) =>
    references.has(column) ? '::text' : vectors.has(column) ? '::real[]' : '';
  return `ROW(${list(compared, (column) => of(alias)(column) + cast(column))})`;
};

const differs = (plan: TablePlan) => `record_image_ne(${image(plan, 't')}, ${image(plan, 's')})`;

/** The hash of a row as it is there: of its values (PostgreSQL 14), which is faster than of its text. */
function hashThere({ compared, vectors, unhashed }: TablePlan): string {
  if (compared.length === 0) return '0::bigint';
  const cast = (column: string) => (vectors.has(column) ? '::real[]' : unhashed.has(column) ? '::text' : '');
  return `hash_record_extended(ROW(${list(compared, (column) => of('t')(column) + cast(column))}), 0)`;
}

/** Rows that were sent and are no longer in the store. */
export function removeGone(plan: TablePlan): string | null {
  const { table, name, known, stage, keys, mapped } = plan;
  if (table.shared) return null;
  const where = [
    'k.scribe_unit <> 0',
    onKey(plan, 'k'),
    `NOT EXISTS (SELECT FROM ${stage} s WHERE s.scribe_source = k.scribe_source)`,
    ...(mapped
      ? [
          `NOT EXISTS (SELECT FROM ${keys} m WHERE m.key = t.${quote(table.key[0])} AND EXISTS (SELECT FROM ${stage} s WHERE s.scribe_source = m.source))`,
        ]
      : []),
    ...(table.keys === 'given' ? [isOurs(plan)] : []),
  ];
  if (!table.whenRemoved) return `DELETE FROM ${name} t USING ${known} k WHERE ${where.join(' AND ')}`;
  const set = Object.entries(table.whenRemoved.set).map(
    ([column, value]) => `${quote(column)} = ${value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`}`,
  );
  return `UPDATE ${name} t SET ${set.join(', ')} FROM ${known} k WHERE ${where.join(' AND ')}`;
}

/** Rows of what is sent that are not sent themselves; null: rows of others can be among them. */
export function removeUnsent(plan: TablePlan, plans: readonly TablePlan[]): string | null {
  const { name, table } = plan;
  const parent = plans.find((other) => other.table.name === table.owner?.table);
  if (!table.owner || !parent) return null;
  const owned = `t.${quote(table.owner.column)} IN (SELECT s.${quote(parent.table.key[0])} FROM (${rows(parent)}) s)`;
  return `DELETE FROM ${name} t WHERE ${owned} AND NOT EXISTS (SELECT FROM (${rows(plan)}) s WHERE ${onKey(plan)})`;
}

/** Rows that get other values in columns that must be unique make room; `insertMissing` brings them back. */
export function makeRoom(plan: TablePlan): string | null {
  const { name, unique, compared } = plan;
  const moving = unique.filter((column) => compared.includes(column));
  if (moving.length === 0) return null;
  const moves = list(moving, (column) => `t.${quote(column)} IS DISTINCT FROM s.${quote(column)}`, ' OR ');
  return `DELETE FROM ${name} t USING (${rows(plan)}) s WHERE ${onKey(plan)} AND (${moves})`;
}

export function updateChanged(plan: TablePlan): string | null {
  const { name, compared } = plan;
  if (compared.length === 0) return null;
  const set = list(compared, (column) => `${quote(column)} = s.${quote(column)}`);
  return `UPDATE ${name} t SET ${set} FROM (${rows(plan)}) s WHERE ${onKey(plan)} AND ${differs(plan)}`;
}

export function insertMissing(plan: TablePlan): string {
  const { table, name, sent, mapped } = plan;
  const columns = [...new Set([...table.key, ...sent])];
  const once = mapped ? `DISTINCT ON (${list(table.key, of('s'))}) ` : '';
  const given = table.keys === 'given' ? ' OVERRIDING SYSTEM VALUE' : '';
  return `INSERT INTO ${name} (${list(columns, quote)})${given} SELECT ${once}${list(columns, of('s'))} FROM (${rows(plan)}) s WHERE NOT EXISTS (SELECT FROM ${name} t WHERE ${onKey(plan)})`;
}

/** Takes away what was sent of voices that are gone. */
export function eraseVoices(plan: TablePlan): string | null {
  const { name, erased } = plan;
  if (erased.length === 0) return null;
  const has = (column: string) => `s.${quote(`scribe_has_${column}`)}`;
  const set = list(
    erased,
    (column) => `${quote(column)} = CASE WHEN ${has(column)} THEN t.${quote(column)} END`,
  );
  const any = list(erased, (column) => `(NOT ${has(column)} AND t.${quote(column)} IS NOT NULL)`, ' OR ');
  return `UPDATE ${name} t SET ${set} FROM (${rows(plan)}) s WHERE ${onKey(plan)} AND (${any})`;
}

const isWrong = (plan: TablePlan) =>
  `t.${quote(plan.table.key[0])} IS NULL${plan.compared.length > 0 ? ` OR ${differs(plan)}` : ''}`;

const beside = (plan: TablePlan) => `(${rows(plan)}) s LEFT JOIN ${plan.name} t ON ${onKey(plan)}`;

/** Refuses to go on where a row is not there as it was sent. */
export const verify = (plan: TablePlan): string =>
  refuseIf(
    `SELECT FROM ${beside(plan)} WHERE ${isWrong(plan)}`,
    `rows of ${plan.table.name} are not there as they were sent`,
  );

/**
 * Reads every row back: unit, source, what stands in `exported_rows.key`, the key of a mapped row, the hash, and whether
 * the row is as it was sent.
 */
export function readBack(plan: TablePlan): string {
  const { table, mapped } = plan;
  const noted =
    table.keys === 'given'
      ? naturalText(plan)
      : table.key.length > 1
        ? `json_build_array(${list(table.key, (column) => `t.${quote(column)}::text`)})::text`
        : 'NULL';
  const key = mapped ? `t.${quote(table.key[0])}::text` : 'NULL';
  return `COPY (SELECT s.scribe_unit, s.scribe_source, ${noted}, ${key}, ${hashThere(plan)}, NOT (${isWrong(plan)}) FROM ${beside(plan)}) TO STDOUT`;
}

/** Sources of the rows that are no longer in the store, with their units. */
export const readGone = ({ known, stage }: TablePlan): string =>
  `COPY (SELECT k.scribe_unit, k.scribe_source FROM ${known} k WHERE k.scribe_unit <> 0 AND NOT EXISTS (SELECT FROM ${stage} s WHERE s.scribe_source = k.scribe_source)) TO STDOUT`;

/** What changes when anybody changes, adds or removes a row of the table. */
export const stateOf = ({ name }: TablePlan): string =>
  `SELECT count(*) || ':' || coalesce(sum(hashtextextended(t.xmin::text || t.ctid::text, 0)), 0) || ':' || '${name.replaceAll("'", "''")}'::regclass::oid AS state FROM ${name} t`;

/** A temporary table for what is remembered of the rows there, and the question which units differ, and in how many rows. */
export function compareRemembered(plan: TablePlan): {
  readonly create: string;
  readonly copy: string;
  readonly differing: string;
} {
  const { table, name } = plan;
  const check = quote(`${plan.stage.slice(1, -1)}_check`);
  return {
    create: `CREATE TEMPORARY TABLE ${check} ON COMMIT DROP AS SELECT 0 AS scribe_unit, 0::bigint AS scribe_hash, ${list(table.key, of('t'))} FROM ${name} t WITH NO DATA`,
    copy: `COPY ${check} (scribe_unit, scribe_hash, ${list(table.key, quote)}) FROM STDIN`,
    differing: `SELECT s.scribe_unit AS unit, count(*) AS rows FROM ${check} s LEFT JOIN ${name} t ON ${onKey(plan)} WHERE t.${quote(table.key[0])} IS NULL OR ${hashThere(plan)} <> s.scribe_hash GROUP BY 1`,
  };
}
