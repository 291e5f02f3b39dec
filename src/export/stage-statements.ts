import { isOurs, list, naturalText, of, refuseIf, withReferences } from './row-queries.js';
import { quote, type TablePlan } from './table-plan.js';

/* The SQL that puts rows beside the tables and finds their keys. The live run and the script for psql share it. */

/** Makes the temporary tables, with the types of the columns there. */
export function createTemporary({
  table,
  name,
  stage,
  known,
  keys,
  sent,
  erased,
  mapped,
  references,
  vectors,
}: TablePlan): string {
  const typed = sent.map((column) => {
    if (references.has(column)) return `''::text AS ${quote(column)}`;
    return vectors.has(column) ? `NULL::real[] AS ${quote(column)}` : of('t')(column);
  });
  const flags = erased.map((column) => `false AS ${quote(`scribe_has_${column}`)}`);
  const staged = ['0 AS scribe_unit', "''::text AS scribe_source", ...typed, ...flags];
  const make = (temporary: string, columns: readonly string[]) =>
    `CREATE TEMPORARY TABLE ${temporary} ON COMMIT DROP AS SELECT ${columns.join(', ')} FROM ${name} t WITH NO DATA;`;
  return [
    make(stage, staged),
    make(known, [
      '0 AS scribe_unit',
      "''::text AS scribe_source",
      "''::text AS scribe_natural",
      ...table.key.map(of('t')),
    ]),
    ...(mapped ? [make(keys, ["''::text AS source", `${of('t')(table.key[0])} AS key`])] : []),
  ].join('\n');
}

export function copyStaged({ stage, sent, erased }: TablePlan): string {
  const flags = erased.map((column) => quote(`scribe_has_${column}`));
  return `COPY ${stage} (${['scribe_unit', 'scribe_source', ...sent.map(quote), ...flags].join(', ')}) FROM STDIN`;
}

/** Of the columns that tables are joined by: to look at documents would take longer than to send them. */
export const analyzeStaged = ({ table, stage, sent, references }: TablePlan): string =>
  `ANALYZE ${stage} (${['scribe_source', ...sent.filter((column) => table.key.includes(column) || references.has(column)).map(quote)].join(', ')})`;

export const copyKnown = ({ known, table }: TablePlan): string =>
  `COPY ${known} (scribe_unit, scribe_source, scribe_natural, ${list(table.key, quote)}) FROM STDIN`;

/** Which key each row has there: the one that is known, that of a row with the same natural columns, or a new one. */
export function resolveKeys(plan: TablePlan): readonly string[] {
  const { table, name, keys, known, stage } = plan;
  const key = quote(table.key[0]);
  const missing = `NOT EXISTS (SELECT FROM ${keys} m WHERE m.source = s.scribe_source)`;
  // A restored server gives numbers again: a number counts only while the row is the one that was sent.
  const same =
    table.keys === 'given'
      ? ` AND (${isOurs(plan)} OR k.scribe_unit = 0 AND NOT EXISTS (SELECT FROM ${stage} s WHERE s.scribe_source = k.scribe_source))`
      : '';
  const natural = table.natural ?? [];
  const given = table.keys === 'given';
  // Where numbers are given, rows may be alike in these columns: each of ours takes one of those that are there.
  const apart = given && !table.shared;
  const leader =
    natural.length > 0 && !apart
      ? `first_value(s.scribe_source) OVER (PARTITION BY ${list(natural, of('s'))}, CASE WHEN coalesce(${list(natural, (column) => `s.${quote(column)}::text`)}) IS NULL THEN s.scribe_source END ORDER BY s.scribe_source)`
      : 's.scribe_source';
  // New numbers follow the order of the select: that of time.
  const fresh = given
    ? `SELECT leader, nextval(pg_get_serial_sequence('${name.replaceAll("'", "''")}', '${table.key[0]}')) AS key FROM (SELECT x.scribe_source AS leader FROM ${stage} x WHERE x.scribe_source IN (SELECT leader FROM fresh) ORDER BY x.ctid) l`
    : `SELECT scribe_source AS leader, ${key} AS key FROM ${stage}`;
  return [
    `ANALYZE ${known}`,
    `INSERT INTO ${keys} SELECT DISTINCT ON (k.scribe_source) k.scribe_source, t.${key} FROM ${known} k JOIN ${name} t ON t.${key} = k.${key}${same} ORDER BY k.scribe_source`,
    ...(natural.length > 0 ? [apart ? takeOneEach(plan, missing) : takeFirst(plan, missing)] : []),
    `WITH fresh AS (SELECT s.scribe_source AS source, ${leader} AS leader FROM (${withReferences(plan)}) s WHERE ${missing}), keys AS MATERIALIZED (${fresh}) INSERT INTO ${keys} SELECT f.source, k.key FROM fresh f JOIN keys k USING (leader)`,
    `ANALYZE ${keys}`,
  ];
}

function takeFirst(plan: TablePlan, missing: string): string {
  const key = quote(plan.table.key[0]);
  return `INSERT INTO ${plan.keys} SELECT DISTINCT ON (s.scribe_source) s.scribe_source, t.${key} FROM (${withReferences(plan)}) s JOIN ${plan.name} t ON ${sameNatural(plan)} WHERE ${missing} ORDER BY s.scribe_source, t.${key}`;
}

/** The first of ours takes the first of those there that are alike and not taken, the second the second. */
function takeOneEach(plan: TablePlan, missing: string): string {
  const { keys, name, table } = plan;
  const key = `t.${quote(table.key[0])}`;
  const place = (by: string) =>
    `dense_rank() OVER (PARTITION BY ${list(table.natural!, of('s'))} ORDER BY ${by})`;
  const pairs = `SELECT s.scribe_source AS source, ${key} AS key, ${place('s.scribe_source')} AS ours, ${place(key)} AS theirs FROM (${withReferences(plan)}) s JOIN ${name} t ON ${sameNatural(plan)} WHERE ${missing} AND NOT EXISTS (SELECT FROM ${keys} m WHERE m.key = ${key})`;
  return `INSERT INTO ${keys} SELECT source, key FROM (${pairs}) p WHERE ours = theirs`;
}

function sameNatural(plan: TablePlan): string {
  const natural = plan.table.natural!;
  const equal = (column: string) => `t.${quote(column)} = s.${quote(column)}`;
  if (natural.length === 1 && !(plan.types === null && plan.references.has(natural[0])))
    return equal(natural[0]);
  if (plan.required === null) return `${naturalText(plan)} = ${naturalText(plan, 's')}`;
  const required = plan.required;
  if (required.length === 0) return list(natural, equal, ' AND ');
  return list(
    natural,
    (column) =>
      required.includes(column)
        ? equal(column)
        : `t.${quote(column)} IS NOT DISTINCT FROM s.${quote(column)}`,
    ' AND ',
  );
}

/** Refuses to go on where a row refers to one that is neither there nor sent. */
export function checkReferences({ table, stage, references }: TablePlan): readonly string[] {
  return [...references].map(([column, keys]) =>
    refuseIf(
      `SELECT FROM ${stage} s WHERE s.${quote(column)} IS NOT NULL AND NOT EXISTS (SELECT FROM ${keys} r WHERE r.source = s.${quote(column)})`,
      `rows of ${table.name} refer to rows of ${table.columns[column].refersTo} that are not there`,
    ),
  );
}
