import type pg from 'pg';
import type { Store } from '../../src/store/store.js';
import type { Schema, Table } from './schema-shape.js';

/*
 * Whether two sets of CHECKs refuse the same rows, found by asking: both stores evaluate their own expressions over the same
 * values, which lie at and around every literal of either side.
 */

/** A value, as SQL of each store. */
interface Probe {
  readonly sqlite: string;
  readonly postgres: string;
}

/** Values for patterns, whose text gives none. */
const patterned: Readonly<Record<string, readonly string[]>> = {
  recorded_zone: ['+01:00', '-11:30', '+1:00', '01:00', '+01:00x', 'x+01:00', '+aa:bb', '+01-00'],
};

/** Rows that one store takes and the other refuses, one line for each group of columns that are checked together. */
export async function probeChecks(
  store: Store,
  client: pg.Client,
  schemas: { readonly sqlite: Schema; readonly postgres: Schema },
): Promise<string[]> {
  const different: string[] = [];
  for (const [name, ours] of Object.entries(schemas.sqlite)) {
    const theirs = schemas.postgres[name];
    if (!theirs) continue;
    for (const columns of groupColumns(ours, theirs)) {
      if (!columns.every((column) => theirs.columns[column])) continue;
      const about = (table: Table) => table.checks.filter((check) => mentions(check, columns));
      const [a, b] = [about(ours), about(theirs)];
      const rows = product(
        columns.map((column) => probesOf(column, ours.columns[column].type, [...a, ...b])),
      );
      const inSqlite = evaluateSqlite(store, columns, rows, a);
      const inPostgres = await evaluatePostgres(client, columns, rows, b);
      const first = rows.findIndex((_row, i) => inSqlite[i] !== inPostgres[i]);
      if (first < 0) continue;
      const row = columns
        .map((column, i) => `${column} = ${rows[first][i].postgres.slice(0, 60)}`)
        .join(', ');
      const [takes, refuses] = inSqlite[first] ? ['SQLite', 'Postgres'] : ['Postgres', 'SQLite'];
      different.push(`check of ${name}: ${takes} takes ${row}, ${refuses} refuses it`);
    }
  }
  return different;
}

const mentions = (check: string, columns: readonly string[]) =>
  columns.some((name) => wordsOf(check).has(name));

const wordsOf = (check: string) =>
  new Set(
    check
      .replace(/'[^']*'/g, '')
      .replace(/::[a-z ]+/g, '')
      .match(/\b[a-z_]+\b/g),
  );

/** Columns that some check names together, of either side. */
function groupColumns(ours: Table, theirs: Table): string[][] {
  const names = Object.keys(ours.columns);
  let groups: string[][] = [];
  for (const check of [...ours.checks, ...theirs.checks]) {
    const words = wordsOf(check);
    const used = names.filter((name) => words.has(name));
    const touched = groups.filter((group) => group.some((name) => used.includes(name)));
    groups = [
      ...groups.filter((group) => !touched.includes(group)),
      [...new Set([...touched.flat(), ...used])],
    ];
  }
  return groups.filter((group) => group.length > 0);
}

function probesOf(column: string, type: string, checks: readonly string[]): readonly Probe[] {
  const same = (sql: string): Probe => ({ sqlite: sql, postgres: sql });
  const quoted = (value: string) => same(`'${value}'`);
  const none: Probe = { sqlite: 'NULL', postgres: `NULL::${type === 'vector' ? 'real[]' : type}` };
  const own = checks.filter((check) => mentions(check, [column]));
  const numbers = [...new Set(own.flatMap((check) => check.replace(/'[^']*'/g, '').match(/\b\d+\b/g) ?? []))]
    .map(Number)
    .flatMap((n) => [n - 1, n, n + 1]);
  switch (type) {
    case 'vector':
      return [
        none,
        ...[1, 2].map((n) => ({
          sqlite: `zeroblob(${4 * n})`,
          postgres: `array_fill(0::real, ARRAY[${n}])`,
        })),
      ];
    case 'bytea':
      return [
        none,
        ...[3, 4, 5].map((n) => ({ sqlite: `zeroblob(${n})`, postgres: `'\\x${'00'.repeat(n)}'::bytea` })),
      ];
    case 'integer':
    case 'bigint':
      return [none, ...[...new Set([-1, 0, 1, 2, ...numbers])].map((n) => same(`${n}`))];
    case 'double precision':
      return [
        none,
        ...[...new Set([-1, 0, 1, ...numbers])].flatMap((n) => [
          same(`${n}.0`),
          same(`${n - 0.25}`),
          same(`${n + 0.25}`),
        ]),
      ];
    case 'timestamptz':
      return [
        none,
        ...['2026-01-05T09:00:00.000Z', '2026-01-05T09:00:00.001Z'].map((moment) => ({
          sqlite: `'${moment}'`,
          postgres: `'${moment}'::timestamptz`,
        })),
      ];
    case 'uuid':
      return [
        none,
        {
          sqlite: "'00000000-0000-7000-8000-000000000001'",
          postgres: "'00000000-0000-7000-8000-000000000001'::uuid",
        },
      ];
    case 'jsonb':
      return [none, { sqlite: "'[]'", postgres: "'[]'::jsonb" }];
    case 'boolean':
      return [none, { sqlite: '0', postgres: 'false' }, { sqlite: '1', postgres: 'true' }];
    default: {
      if (own.some((check) => /GLOB|~/.test(check)) && !patterned[column])
        throw new Error(`no values are known that would test the pattern of ${column}`);
      const words = own.flatMap((check) => [...check.matchAll(/'([^']*)'/g)].map((match) => match[1]));
      const lengths = numbers.filter((n) => n >= 0).map((n) => 'x'.repeat(n));
      const texts = new Set([
        '',
        'x',
        ...(patterned[column] ?? words.flatMap((word) => [word, `${word}x`])),
        ...lengths,
      ]);
      return [none, ...[...texts].map(quoted)];
    }
  }
}

function product<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((rows, list) => rows.flatMap((row) => list.map((item) => [...row, item])), [[]]);
}

function evaluateSqlite(
  store: Store,
  columns: readonly string[],
  rows: readonly (readonly Probe[])[],
  checks: readonly string[],
): boolean[] {
  const passes = checks.map((check) => `((${check}) IS NOT 0)`).join(' AND ') || '1';
  return rows.map((row) => {
    const values = columns.map((column, i) => `${row[i].sqlite} AS "${column}"`).join(', ');
    return store.db.prepare<[], number>(`SELECT ${passes} FROM (SELECT ${values})`).pluck().get() === 1;
  });
}

async function evaluatePostgres(
  client: pg.Client,
  columns: readonly string[],
  rows: readonly (readonly Probe[])[],
  checks: readonly string[],
): Promise<boolean[]> {
  // Where the extension is, the expressions are about vectors.
  const cast = checks.some((check) => check.includes('vector_dims')) ? '::real[]::vector' : '';
  const value = ({ postgres }: Probe) => (/real/.test(postgres) ? `(${postgres})${cast}` : postgres);
  const passes = checks.map((check) => `((${check}) IS NOT FALSE)`).join(' AND ') || 'true';
  const list = rows.map((row, i) => `(${[i, ...row.map(value)].join(', ')})`).join(', ');
  const names = ['probe_number', ...columns].map((column) => `"${column}"`).join(', ');
  const answer = await client.query<{ passed: boolean }>(
    `SELECT ${passes} AS passed FROM (VALUES ${list}) AS probes (${names}) ORDER BY probe_number`,
  );
  return answer.rows.map(({ passed }) => passed);
}
