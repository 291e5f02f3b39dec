import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../postgres/server.js';
import { hasShared, shared } from '../shared.js';
import { createDocumentedTables, listColumns, listConstraints, listIndexes } from './documented-tables.js';

const document = hasShared ? readFileSync(shared('seeds', '004_fa09eae83dc2dc69.txt'), 'utf8') : '';

const types: Readonly<Record<string, string>> = {
  uuid: 'uuid',
  string: 'character varying',
  int: 'integer',
  bigint: 'bigint',
  text: 'text',
  json: 'json',
  datetime: 'timestamp without time zone',
};

/** The tables of the drawing: `uuid owner_id FK`. */
const drawn = [...document.matchAll(/^ {4}(\w+) \{\n(.*?)\n {4}\}/gms)].flatMap(([, table, body]) =>
  body.split('\n').map((line) => {
    const [type, name, key = ''] = line.trim().split(' ');
    return { table, name, type: types[type], key };
  }),
);

/** Its lines: `users ||--o{ rooms : owns`. */
const lines = [...document.matchAll(/^ {4}(\w+) \|\|--o\{ (\w+) : \w+$/gm)].map(([, one, many]) => ({
  one,
  many,
}));

/** The tables that are listed by their columns only. */
const listed = [...document.matchAll(/^(\w+) (id, [\w, ]+?) (?:Per-turn|User preferences)/gm)].flatMap(
  ([, table, names]) => names.split(', ').map((name) => `ai_state.${table}.${name}`),
);

describe.runIf(hasShared)('the tables that rooms documents', () => {
  let server: PostgresServer;
  let client: pg.Client;
  beforeAll(async () => {
    server = await startPostgres();
    client = new pg.Client({ connectionString: await server.createDatabase() });
    await client.connect();
    await createDocumentedTables(client, 'rooms');
  });
  afterAll(async () => {
    await client.end();
    await server.stop();
  });

  it('have every column of the drawing with its type', async () => {
    expect(drawn).toHaveLength(60);
    const there = (await listColumns(client)).filter(({ name }) => !name.startsWith('ai_state.'));
    const [name, type] = [(c: (typeof drawn)[0]) => `${c.table}.${c.name}`, (c: (typeof drawn)[0]) => c.type];
    expect(there.map((column) => `${column.name} ${column.type}`).sort()).toEqual(
      drawn.map((column) => `${name(column)} ${type(column)}`).sort(),
    );
    // Keys that are integers are given by the server.
    const numbered = drawn.filter((c) => c.key === 'PK' && c.type === 'integer').map(name);
    const given = there
      .filter((column) => column.default?.startsWith('nextval'))
      .map((column) => column.name);
    expect(given.sort()).toEqual(numbered.sort());
  });

  it('have a foreign key for every line, which demands the one row that it comes from', async () => {
    expect(lines).toHaveLength(14);
    const constraints = (await listConstraints(client)).filter((text) => text.includes('FOREIGN KEY'));
    for (const { one, many } of lines) {
      const key = constraints.find(
        (text) => text.startsWith(`${many}: `) && text.includes(`REFERENCES ${one}(id)`),
      );
      expect(key, `${many} -> ${one}`).toBeDefined();
      const column = `${many}.${key!.match(/FOREIGN KEY \((\w+)\)/)![1]}`;
      expect((await listColumns(client)).find(({ name }) => name === column)?.required, column).toBe(true);
    }
    const marked = drawn.filter(({ key }) => key === 'FK').map(({ table, name }) => `${table}: (${name})`);
    expect(constraints.map((text) => text.replace(/FOREIGN KEY (\(\w+\)).*/, '$1')).sort()).toEqual(
      marked.sort(),
    );
  });

  it('have its primary and unique keys, and no other index', async () => {
    const keys = drawn
      .filter(({ key }) => key === 'PK' || key === 'UK')
      .map(({ table, name }) => `${table}: ${name}`);
    const state = ['turn_metrics_record: id', 'user_properties: id'];
    expect([...(await listIndexes(client))].sort()).toEqual([...keys, ...state].sort());
  });

  it('have the state of the AI in a schema of its own', async () => {
    expect(listed).toHaveLength(14);
    const there = (await listColumns(client)).filter(({ name }) => name.startsWith('ai_state.'));
    expect(there.map(({ name }) => name)).toEqual(listed);
  });
});
