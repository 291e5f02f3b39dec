import { describe, expect, it } from 'vitest';
import { readStoreTables } from '../../src/export/store-tables.js';
import type { TargetTable } from '../../src/export/target.js';
import { coreTarget } from '../../src/export/targets/core.js';
import { readMigrations, shippedMigrations } from '../../src/store/migrate.js';
import { putBack } from '../../src/store/put-back.js';
import type { Store } from '../../src/store/store.js';
import { countRows, tempStore } from '../store/fixture.js';
import { fillStore, takeAllUnits } from './full-store.js';

interface Row {
  readonly unit: string;
  readonly source: string;
}

const revisionOf = (store: Store, unit: string): number =>
  store.sql<{ revision: number }>('SELECT revision FROM revisions WHERE unit = ?').get(unit)?.revision ?? 0;

describe('the tables of the store', () => {
  it('stand after the tables that they point to', () => {
    const tables = readStoreTables(tempStore());
    const names = tables.map(({ name }) => name);
    for (const [i, { name, columns }] of tables.entries())
      for (const { refersTo } of columns)
        if (refersTo !== null && refersTo !== name) expect(names.indexOf(refersTo)).toBeLessThan(i);
  });

  it('say what every column takes', () => {
    const kinds = Object.fromEntries(
      readStoreTables(tempStore()).map(({ name, columns }) => [
        name,
        Object.fromEntries(columns.map((column) => [column.name, column.kind])),
      ]),
    );
    expect(kinds.meetings).toMatchObject({
      id: 'uuid',
      file_id: 'uuid',
      status: 'text',
      started_at: 'moment',
      duration_seconds: 'number',
      key_points: 'json',
    });
    expect(kinds.transcript_segments).toMatchObject({
      is_final: 'boolean',
      position: 'integer',
      feature_vector: 'vector',
      feature_dims: 'integer',
    });
    expect(kinds.speakers).toMatchObject({ centroid: 'vector', track: 'integer', confidence: 'number' });
    expect(kinds.files).toMatchObject({ acoustic_fp: 'bytes', sha256: 'text', stream_asked: 'boolean' });
    expect(kinds.tasks).toMatchObject({ due_date: 'date', depends_on: 'uuid' });
    expect(kinds.speaker_rejections).toMatchObject({ speaker_id: 'uuid' });
    expect(kinds.voice_samples).toMatchObject({ vector: 'vector', dims: 'integer', revoked_at: 'moment' });
    expect(kinds.operations).toMatchObject({ id: 'uuid', undone_at: 'moment' });
  });
});

describe('a row of every mirrored table', () => {
  it('is selected once, with its unit', () => {
    const store = tempStore();
    fillStore(store);
    takeAllUnits(store);
    for (const { name, select } of coreTarget(store).tables) {
      const rows = store.sql<Row>(select).all();
      expect(rows.length, name).toBeGreaterThan(0);
      expect(rows.length, name).toBe(countRows(store, name));
      expect(new Set(rows.map(({ source }) => source)).size, name).toBe(rows.length);
    }
  });

  it('raises the revision of its unit when it comes, changes and goes', () => {
    const store = tempStore();
    fillStore(store);
    takeAllUnits(store);
    // Rules that refuse a change are tested elsewhere.
    const rules = store.sql<{ name: string }>(
      "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'",
    );
    for (const { name } of rules.all()) store.db.exec(`DROP TRIGGER ${name}`);
    for (const table of coreTarget(store).tables)
      for (const row of store.sql<Row & Record<string, unknown>>(table.select).all()) {
        store.db.exec('BEGIN');
        store.db.pragma('defer_foreign_keys = ON');
        expectRaises(store, table, row);
        store.db.exec('ROLLBACK');
      }
  });
});

function expectRaises(store: Store, { name, key }: TargetTable, row: Row & Record<string, unknown>): void {
  const { unit, source, ...cells } = row;
  expect(revisionOf(store, unit), `${name} ${source} has come`).toBeGreaterThan(0);
  const columns = Object.keys(cells);
  const list = (names: readonly string[], each: (name: string) => string, join = ', ') =>
    names.map(each).join(join);
  const where = list(key, (column) => `"${column}" = ?`, ' AND ');
  const keyCells = key.map((column) => cells[column]);
  const changes = {
    changes: () => store.sql(`UPDATE ${name} SET "${key[0]}" = "${key[0]}" WHERE ${where}`).run(...keyCells),
    goes: () => store.sql(`DELETE FROM ${name} WHERE ${where}`).run(...keyCells),
    comes: () =>
      store
        .sql(
          `INSERT INTO ${name} (${list(columns, (column) => `"${column}"`)}) VALUES (${list(columns, () => '?')})`,
        )
        .run(...Object.values(cells)),
  };
  for (const [what, change] of Object.entries(changes)) {
    const before = revisionOf(store, unit);
    change();
    const after = revisionOf(store, unit);
    // What a unit stands for takes the revision along.
    const gone = what === 'goes' && source === unit;
    if (gone) expect(after, `${name} ${source}`).toBe(0);
    else expect(after, `${name} ${source} ${what}`).toBeGreaterThan(before);
  }
}

describe('revisions', () => {
  const all = (store: Store) =>
    Object.fromEntries(
      store
        .sql<{ unit: string; revision: number }>('SELECT unit, revision FROM revisions')
        .all()
        .map(({ unit, revision }) => [unit, revision]),
    );

  function raisedBy(store: Store, change: () => unknown): string[] {
    const before = all(store);
    change();
    const after = all(store);
    return Object.keys({ ...before, ...after }).filter((unit) => after[unit] !== before[unit]);
  }

  it('of the meetings with a person are raised by a new name', () => {
    const store = tempStore();
    const { meetingId, profileId } = fillStore(store);
    fillStore(store, 'b.ogg');
    const raised = raisedBy(store, () =>
      store.sql("UPDATE user_profiles SET display_name = 'Maja' WHERE id = ?").run(profileId),
    );
    expect(raised.sort()).toEqual([meetingId, profileId].sort());
  });

  it('of whatever names a person are raised when the person is forgotten', () => {
    const store = tempStore();
    const { meetingId, profileId } = fillStore(store);
    const user = store.sql<{ id: string }>('SELECT id FROM users WHERE profile_id = ?').get(profileId)!.id;
    const raised = raisedBy(store, () => store.sql('DELETE FROM user_profiles WHERE id = ?').run(profileId));
    expect(raised.sort()).toEqual([meetingId, profileId, user].sort());
  });

  it('of both profiles are raised when a sample goes from one to the other', () => {
    const store = tempStore();
    const { profileId } = fillStore(store);
    const other = fillStore(store, 'b.ogg').profileId;
    const raised = raisedBy(store, () =>
      store.sql('UPDATE voice_samples SET profile_id = ? WHERE profile_id = ?').run(other, profileId),
    );
    expect(raised.sort()).toEqual([other, profileId].sort());
  });

  it('go with their unit', () => {
    const store = tempStore();
    fillStore(store);
    for (const table of [
      'meetings',
      'files',
      'user_profiles',
      'users',
      'rooms',
      'workspaces',
      'vocabulary',
      'processing_events',
    ])
      store.sql(`DELETE FROM ${table}`).run();
    expect(all(store)).toEqual({});
  });

  it('of a unit that is made again are newer than what was sent of it', () => {
    const store = tempStore();
    const { profileId } = fillStore(store);
    const row = store.sql<Record<string, unknown>>('SELECT * FROM user_profiles').get()!;
    store.db.exec(`INSERT INTO export_destinations (id, host, port, database, target, created_at)
      VALUES (1, 'localhost', 5432, 'meetings', 'core', '2026-01-05T09:00:00.000Z')`);
    store.sql('INSERT INTO exported_units (destination, unit, revision) VALUES (1, ?, 9)').run(profileId);
    store.sql('DELETE FROM user_profiles').run();
    const names = Object.keys(row);
    putBack(store, 'test', () =>
      store
        .sql(`INSERT INTO user_profiles (${names.join()}) VALUES (${names.map(() => '?').join()})`)
        .run(...Object.values(row)),
    );
    expect(revisionOf(store, profileId)).toBe(10);
  });

  it('are there for every unit of a store from before', () => {
    const store = tempStore();
    fillStore(store);
    // It came with a later migration.
    store.sql('DELETE FROM vocabulary').run();
    const units = Object.keys(all(store)).sort();
    const sql = readMigrations(shippedMigrations).find(({ name }) => name === 'revisions')!.sql;
    store.db.exec('DELETE FROM revisions');
    // Since migration 25, the unit of an operation is its id.
    store.db.exec(/INSERT INTO revisions[^;]*;/.exec(sql)![0].replace("'operation:' || ", ''));
    expect(Object.keys(all(store)).sort()).toEqual(units);
  });
});
