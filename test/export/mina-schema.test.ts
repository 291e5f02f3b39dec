import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../postgres/server.js';
import { hasShared, shared } from '../shared.js';
import { createDocumentedTables, listColumns, listConstraints, listIndexes } from './documented-tables.js';

interface DocumentedColumn {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly constraints: string;
  readonly description: string;
}

const document = hasShared ? readFileSync(shared('seeds', '002_1194428b8bbeba07.txt'), 'utf8') : '';

/** The part about each table, by the table's name. */
const parts = [...document.matchAll(/^### (\w+)\n(.*?)(?=^##|$(?![\s\S]))/gms)].map(
  ([, name, text]) => [name.toLowerCase(), text] as const,
);

const columns = parts.flatMap(([table, text]) =>
  [...text.matchAll(/^\| (\w+) \| (.*?) \| (.*?) ?\| (.*?) \|$/gm)]
    .filter(([, name]) => name !== 'Column')
    .map(
      ([, name, type, constraints, description]): DocumentedColumn => ({
        table,
        name,
        type,
        constraints,
        description,
      }),
    ),
);

const serverTypes: Readonly<Record<string, string>> = {
  Integer: 'integer',
  Boolean: 'boolean',
  DateTime: 'timestamp without time zone',
  Date: 'date',
  Float: 'double precision',
  JSON: 'json',
  Text: 'text',
};

const serverDefaults: Readonly<Record<string, string>> = {
  'now()': 'now()',
  True: 'true',
  '{}': "'{}'::json",
};

function serverColumn({ table, name, type, constraints }: DocumentedColumn) {
  const given = constraints.match(/Default=(\S+)/)?.[1].replaceAll("'", '');
  const value = given && (serverDefaults[given] ?? `'${given}'::character varying`);
  const automatic = constraints.includes('Auto') ? `nextval('${table}_id_seq'::regclass)` : null;
  return {
    name: `${table}.${name}`,
    type: serverTypes[type] ?? type.replace('String', 'character varying'),
    required: /PK|Not Null/.test(constraints),
    default: automatic ?? value ?? null,
  };
}

/** What the document lists as the values of a column: `User role (admin/organizer/member)`. */
const listed = ({ description }: DocumentedColumn) =>
  description.match(/^(?:.*\()?([a-z_]+(?:\/[a-z_]+)+)\)?$/)?.[1].split('/');

describe.runIf(hasShared)('the tables that mina documents', () => {
  let server: PostgresServer;
  let client: pg.Client;
  beforeAll(async () => {
    server = await startPostgres();
    client = new pg.Client({ connectionString: await server.createDatabase() });
    await client.connect();
    await createDocumentedTables(client, 'mina');
  });
  afterAll(async () => {
    await client.end();
    await server.stop();
  });

  it('have every column, with its type, default and whether it is required', async () => {
    expect(columns).toHaveLength(83);
    const byName = <T extends { readonly name: string }>(all: readonly T[]) =>
      [...all].sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(byName(await listColumns(client))).toEqual(byName(columns.map(serverColumn)));
  });

  it('have its keys', async () => {
    const constraints = await listConstraints(client);
    const keys = columns.flatMap(({ table, name, constraints: stated }) => {
      const quoted = (to: string) => to.replace(/^user$/, '"user"');
      const at = stated.match(/FK\((\w+)\.(\w+)\)/);
      return [
        stated.includes('PK') ? `PRIMARY KEY (${name})` : '',
        stated.includes('Unique') ? `UNIQUE (${name})` : '',
        at ? `FOREIGN KEY (${name}) REFERENCES ${quoted(at[1])}(${at[2]})` : '',
      ]
        .filter(Boolean)
        .map((text) => `${table}: ${text}`);
    });
    keys.push('participant: UNIQUE (meeting_id, user_id)');
    expect(constraints.filter((text) => !text.includes('CHECK')).sort()).toEqual(keys.sort());
  });

  it('take the values that it lists, and no others', async () => {
    const checks = (await listConstraints(client)).filter((text) => / ANY \(/.test(text));
    const enums = columns.flatMap((column) => {
      const values = listed(column);
      return values ? [{ column: `${column.table}.${column.name}`, values }] : [];
    });
    expect(enums).toHaveLength(10);
    const found = checks.map((text) => ({
      column: text.replace(/^(\w+): CHECK \(\(+(\w+).*/, '$1.$2'),
      values: [...text.matchAll(/'(\w+)'/g)].map(([, value]) => value),
    }));
    const sorted = (all: typeof enums) => [...all].sort((a, b) => (a.column < b.column ? -1 : 1));
    expect(sorted(found)).toEqual(sorted(enums));
  });

  it('keep scores and confidences between 0 and 1', async () => {
    const bounded = columns
      .filter(({ description }) => description.includes('0-1'))
      .map(({ table, name }) => `${table}.${name}`);
    expect(bounded).toHaveLength(4);
    const checks = (await listConstraints(client)).filter((text) => text.includes('>='));
    expect(checks.map((text) => text.replace(/^(\w+): CHECK \(\(+(\w+).*/, '$1.$2')).sort()).toEqual(
      bounded.sort(),
    );
  });

  it('have every index', async () => {
    const stated = parts.flatMap(([table, text]) =>
      [...(text.split('**Indexes**:')[1] ?? '').split('**')[0].matchAll(/^- `(.*?)`/gm)].map(
        ([, on]) => `${table}: ${on}`,
      ),
    );
    expect(stated).toHaveLength(22);
    const keys = [...new Set(parts.map(([table]) => `${table}: id`)), 'workspace: slug'];
    expect([...(await listIndexes(client))].sort()).toEqual([...stated, ...keys].sort());
  });
});
