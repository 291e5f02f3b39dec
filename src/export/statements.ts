import { quote, type TablePlan } from './table-plan.js';

/*
 * The SQL of an export, one statement for each step on a table. The live run and the script for psql share them. In all of
 * them `t` is a row of the table there and `s` a row to send, with its references and its key resolved. Rows are compared
 * byte by byte (`record_image_ne`), which works for every type; only references are compared as texts, because the integers of a key
 * and of what refers to it can be of different widths.
 */

const list = (names: readonly string[], each: (name: string) => string, join = ', ') =>
  names.map(each).join(join);

const of = (alias: string) => (column: string) => `${alias}.${quote(column)}`;

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
}: TablePlan): string {
  const typed = sent.map((column) =>
    references.has(column) ? `''::text AS ${quote(column)}` : of('t')(column),
  );
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
      ? ` AND (k.scribe_natural = ${naturalText(plan)} OR k.scribe_unit = 0 AND NOT EXISTS (SELECT FROM ${stage} s WHERE s.scribe_source = k.scribe_source))`
      : '';
  const natural = table.natural ?? [];
  const leader =
    natural.length > 0
      ? `first_value(s.scribe_source) OVER (PARTITION BY ${list(natural, of('s'))}, CASE WHEN coalesce(${list(natural, (column) => `s.${quote(column)}::text`)}) IS NULL THEN s.scribe_source END ORDER BY s.scribe_source)`
      : 's.scribe_source';
  const given = table.keys === 'given';
  const fresh = given
    ? `SELECT leader, nextval(pg_get_serial_sequence('${name.replaceAll("'", "''")}', '${table.key[0]}')) AS key FROM (SELECT DISTINCT leader FROM fresh) l`
    : `SELECT scribe_source AS leader, ${key} AS key FROM ${stage}`;
  return [
    `ANALYZE ${known}`,
    `INSERT INTO ${keys} SELECT DISTINCT ON (k.scribe_source) k.scribe_source, t.${key} FROM ${known} k JOIN ${name} t ON t.${key} = k.${key}${same} ORDER BY k.scribe_source`,
    ...(natural.length > 0
      ? [
          `INSERT INTO ${keys} SELECT DISTINCT ON (s.scribe_source) s.scribe_source, t.${key} FROM (${withReferences(plan)}) s JOIN ${name} t ON ${sameNatural(plan)} WHERE ${missing} ORDER BY s.scribe_source, t.${key}`,
        ]
      : []),
    `WITH fresh AS (SELECT s.scribe_source AS source, ${leader} AS leader FROM (${withReferences(plan)}) s WHERE ${missing}), keys AS MATERIALIZED (${fresh}) INSERT INTO ${keys} SELECT f.source, k.key FROM fresh f JOIN keys k USING (leader)`,
    `ANALYZE ${keys}`,
  ];
}

/** The natural columns of a row there, as one text. */
const naturalText = ({ table }: TablePlan, alias = 't') =>
  `ROW(${list(table.natural ?? [], of(alias))})::text`;

function sameNatural(plan: TablePlan): string {
  const natural = plan.table.natural!;
  const equal = (column: string) => `t.${quote(column)} = s.${quote(column)}`;
  if (natural.length === 1) return equal(natural[0]);
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

function withReferences({ stage, sent, erased, references }: TablePlan): string {
  const joined = [...references.keys()].filter((column) => sent.includes(column));
  const columns = sent.map((column) => {
    const place = joined.indexOf(column);
    return place < 0 ? `x.${quote(column)}` : `r${place}.key AS ${quote(column)}`;
  });
  const flags = erased.map((column) => `x.${quote(`scribe_has_${column}`)}`);
  const joins = joined.map(
    (column, i) => ` LEFT JOIN ${references.get(column)} r${i} ON r${i}.source = x.${quote(column)}`,
  );
  return `SELECT ${['x.scribe_unit', 'x.scribe_source', ...columns, ...flags].join(', ')} FROM ${stage} x${joins.join('')}`;
}

/** The rows to send: one for each key. */
function rows(plan: TablePlan): string {
  if (!plan.mapped) return withReferences(plan);
  const { table, keys, sent, erased } = plan;
  const [key] = table.key;
  const others = sent.filter((column) => column !== key).map((column) => `y.${quote(column)}`);
  const flags = erased.map((column) => `y.${quote(`scribe_has_${column}`)}`);
  const columns = ['y.scribe_unit', 'y.scribe_source', `m.key AS ${quote(key)}`, ...others, ...flags];
  return `SELECT ${columns.join(', ')} FROM (${withReferences(plan)}) y JOIN ${keys} m ON m.source = y.scribe_source`;
}

const onKey = ({ table }: TablePlan, alias = 's') =>
  list(table.key, (column) => `t.${quote(column)} = ${alias}.${quote(column)}`, ' AND ');

const image = ({ compared, references }: TablePlan, alias: string) =>
  `ROW(${list(compared, (column) => `${of(alias)(column)}${references.has(column) ? '::text' : ''}`)})`;

const differs = (plan: TablePlan) => `record_image_ne(${image(plan, 't')}, ${image(plan, 's')})`;

/** The hash of a row as it is there. */
const hashThere = (plan: TablePlan): string =>
  plan.compared.length > 0 ? `hashtextextended(ROW(${list(plan.compared, of('t'))})::text, 0)` : '0::bigint';

/** Refuses to go on where a row refers to one that is neither there nor sent. */
export function checkReferences({ table, stage, references }: TablePlan): readonly string[] {
  return [...references].map(([column, keys]) =>
    refuseIf(
      `SELECT FROM ${stage} s WHERE s.${quote(column)} IS NOT NULL AND NOT EXISTS (SELECT FROM ${keys} r WHERE r.source = s.${quote(column)})`,
      `rows of ${table.name} refer to rows of ${table.columns[column].refersTo} that are not there`,
    ),
  );
}

function refuseIf(query: string, message: string): string {
  return `DO $scribe$ BEGIN IF EXISTS (${query}) THEN RAISE EXCEPTION '${message.replaceAll("'", "''").replaceAll('%', '%%')}'; END IF; END $scribe$`;
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
    ...(table.keys === 'given' ? [`k.scribe_natural = ${naturalText(plan)}`] : []),
  ];
  if (!table.whenRemoved) return `DELETE FROM ${name} t USING ${known} k WHERE ${where.join(' AND ')}`;
  const set = Object.entries(table.whenRemoved.set).map(
    ([column, value]) => `${quote(column)} = ${value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`}`,
  );
  return `UPDATE ${name} t SET ${set.join(', ')} FROM ${known} k WHERE ${where.join(' AND ')}`;
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
