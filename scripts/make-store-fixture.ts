/**
 * Writes `test/store/stores/NNNN.sql`: the rows of a store of the newest version, as it is built from the migrations and
 * from `test/store/stores/rows.ts`. Run once for each new migration, after adding rows for its tables and columns; what was
 * committed for an older version is never written again.
 * Run: npm run fixture:store
 */
import { existsSync, writeFileSync } from 'node:fs';
import { readMigrations, shippedMigrations } from '../src/store/migrate.js';
import { withoutRows } from '../test/store/stores/rows.js';
import {
  addRows,
  columnsOf,
  emptyStore,
  fixtureOf,
  newestVersion,
  quotedRows,
  tablesOf,
} from '../test/store/stores/store-of-version.js';

const migrations = readMigrations(shippedMigrations);
for (let version = 1; version <= newestVersion; version++) {
  const file = fixtureOf(version);
  if (existsSync(file)) continue;
  const db = emptyStore(':memory:', version);
  const made = new Map(tablesOf(db).map((table) => [table, quotedRows(db, table, columnsOf(db, table))]));
  addRows(db, version);
  const { name, sha256 } = migrations[version - 1];
  const lines = [`-- version ${version}, ${name}, ${sha256}`];
  for (const table of tablesOf(db)) {
    if (withoutRows.has(table)) continue;
    const columns = columnsOf(db, table);
    const names = columns.map((column) => `"${column}"`).join(', ');
    for (const row of quotedRows(db, table, columns))
      if (!made.get(table)?.includes(row)) lines.push(`INSERT INTO "${table}" (${names}) VALUES (${row});`);
  }
  writeFileSync(file, `${lines.join('\n')}\n`);
  db.close();
  console.log(file);
}
