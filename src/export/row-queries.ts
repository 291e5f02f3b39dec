import { quote, type TablePlan } from './table-plan.js';

/*
 * Parts of the SQL of an export. In all of them `t` is a row of the table there and `s` a row to send, with its references
 * and its key resolved.
 */

export const list = (names: readonly string[], each: (name: string) => string, join = ', ') =>
  names.map(each).join(join);

export const of = (alias: string) => (column: string) => `${alias}.${quote(column)}`;

/** The natural columns of a row there, as one text. */
export const naturalText = ({ table }: TablePlan, alias = 't') =>
  `ROW(${list(table.natural ?? [], of(alias))})::text`;

/** Whether a row there, with a number that was ours, still belongs to rows that are ours. */
export const isOurs = (plan: TablePlan) =>
  [
    `k.scribe_natural = ${naturalText(plan)}`,
    ...plan.ownParents.map(
      (column) =>
        `EXISTS (SELECT FROM ${plan.references.get(column)} r WHERE r.key::text = t.${quote(column)}::text)`,
    ),
  ].join(' AND ');

export function withReferences({ stage, sent, erased, references, types }: TablePlan): string {
  const joined = [...references.keys()].filter((column) => sent.includes(column));
  const columns = sent.map((column) => {
    const place = joined.indexOf(column);
    return place < 0
      ? `x.${quote(column)}`
      : `r${place}.key${types ? `::${types.get(column)}` : ''} AS ${quote(column)}`;
  });
  const flags = erased.map((column) => `x.${quote(`scribe_has_${column}`)}`);
  const joins = joined.map(
    (column, i) => ` LEFT JOIN ${references.get(column)} r${i} ON r${i}.source = x.${quote(column)}`,
  );
  return `SELECT ${['x.scribe_unit', 'x.scribe_source', ...columns, ...flags].join(', ')} FROM ${stage} x${joins.join('')}`;
}

/** The rows to send: one for each key. */
export function rows(plan: TablePlan): string {
  if (!plan.mapped) return withReferences(plan);
  const { table, keys, sent, erased } = plan;
  const [key] = table.key;
  const others = sent.filter((column) => column !== key).map((column) => `y.${quote(column)}`);
  const flags = erased.map((column) => `y.${quote(`scribe_has_${column}`)}`);
  const columns = ['y.scribe_unit', 'y.scribe_source', `m.key AS ${quote(key)}`, ...others, ...flags];
  return `SELECT ${columns.join(', ')} FROM (${withReferences(plan)}) y JOIN ${keys} m ON m.source = y.scribe_source`;
}

export const onKey = ({ table }: TablePlan, alias = 's') =>
  list(table.key, (column) => `t.${quote(column)} = ${alias}.${quote(column)}`, ' AND ');

export function refuseIf(query: string, message: string): string {
  return `DO $scribe$ BEGIN IF EXISTS (${query}) THEN RAISE EXCEPTION '${message.replaceAll("'", "''").replaceAll('%', '%%')}'; END IF; END $scribe$`;
}
