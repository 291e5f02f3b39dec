import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { exportScript } from '../../src/export/export-script.js';
import { findTarget } from '../../src/export/find-target.js';
import type { Target } from '../../src/export/target.js';
import { writeScript } from '../../src/export/write-script.js';
import { openSnapshot } from '../../src/store/snapshot.js';
import type { Store } from '../../src/store/store.js';
import { type PostgresServer, startPostgres } from '../postgres/server.js';
import { tempFolder, tempStore } from '../store/fixture.js';
import { changesOf, exportTo } from './export-to.js';
import { fillStore } from './full-store.js';

const hasPsql = spawnSync('psql', ['--version']).status === 0;
if (!hasPsql) console.warn('skipping tests of scripts: psql is not there');

function scriptOf(store: Store, target: Target['name'], createSchema: boolean, voiceprints = true): string {
  const snapshot = openSnapshot(store);
  onTestFinished(() => snapshot.close());
  const pieces = exportScript(snapshot, {
    target: findTarget(store, target),
    selection: { meetingIds: null, since: null },
    voiceprints,
    createSchema,
    compromises: { replaced: 0, cut: 0 },
  });
  return [...pieces].join('');
}

describe.runIf(hasPsql)('a script', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  }, 120_000);
  afterAll(() => server.stop());

  function run(url: string, script: string): string {
    const file = join(tempFolder(), 'export.sql');
    writeFileSync(file, script);
    return execFileSync('psql', [url, '-qX', '-v', 'ON_ERROR_STOP=1', '-f', file], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  }

  /** What becomes another with every write. */
  async function versionsOf(url: string, target: Target['name']): Promise<readonly unknown[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const versions = [];
    for (const { name } of findTarget(tempStore(), target).tables) {
      const table = name.split('.').map(client.escapeIdentifier).join('.');
      const { rows } = await client.query(`SELECT xmin::text, ctid::text FROM ${table} ORDER BY ctid`);
      versions.push([name, rows]);
    }
    await client.end();
    return versions;
  }

  async function countThere(url: string, table: string): Promise<number> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
    await client.end();
    return rows[0].n;
  }

  it.each(['core', 'wordloop', 'mina', 'scryon', 'rooms'] as const)(
    'for psql gives what an export gives: %s',
    async (target) => {
      const store = tempStore();
      fillStore(store);
      store
        .sql("UPDATE meetings SET description = char(27) || '[2J' || char(9) || '\\\\.' || char(10)")
        .run();
      const url = await server.createDatabase();
      // Without pgvector an export finds lists of numbers and does not fill them up to 512; a script cannot know.
      const voiceprints = target !== 'wordloop';
      const script = scriptOf(store, target, true, voiceprints);
      run(url, script);
      const written = await versionsOf(url, target);
      run(url, script);
      expect(await versionsOf(url, target)).toEqual(written);
      expect(script).not.toContain('\u001b');
      expect(changesOf(await exportTo(url, store, { target, voiceprints }))).toEqual({});
    },
  );

  it('brings an older copy of core up to date: turns that moved, and what a meeting no longer has', async () => {
    const store = tempStore();
    fillStore(store);
    fillStore(store, 'b.ogg');
    const url = await server.createDatabase();
    run(url, scriptOf(store, 'core', true));
    const turns = store
      .sql<{ id: string; position: number }>('SELECT id, position FROM transcript_segments ORDER BY id')
      .all();
    const move = store.sql('UPDATE transcript_segments SET position = ? WHERE id = ?');
    const ofOne = turns.slice(0, 2);
    ofOne.forEach(({ id }, i) => void move.run(1000 + i, id));
    ofOne.forEach(({ id }, i) => void move.run(ofOne[1 - i].position, id));
    store.sql('DELETE FROM transcript_segments WHERE id = ?').run(turns[turns.length - 1].id);
    store.sql('DELETE FROM markers WHERE id IN (SELECT id FROM markers LIMIT 1)').run();
    run(url, scriptOf(store, 'core', false));
    expect(changesOf(await exportTo(url, store, { target: 'core', voiceprints: true }))).toEqual({});
    expect(await countThere(url, 'transcript_segments')).toBe(turns.length - 1);
    expect(await countThere(url, 'voice_samples')).toBe(
      store.sql<{ n: number }>('SELECT count(*) AS n FROM voice_samples').get()!.n,
    );
  });

  it('writes nothing when a row is refused', async () => {
    const store = tempStore();
    fillStore(store);
    const url = await server.createDatabase();
    const script = scriptOf(store, 'core', true).replace('\tdecode\tSTARTED\t', '\tdecode\tBEGUN\t');
    expect(() => run(url, script)).toThrow();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query("SELECT to_regclass('files') AS files");
    await client.end();
    expect(rows[0].files).toBeNull();
  });
});

describe('a file with a script', () => {
  it('is there whole or not at all', () => {
    const path = join(tempFolder(), 'export.sql');
    writeScript(path, ['a', 'b']);
    expect(readFileSync(path, 'utf8')).toBe('ab');
    function* broken() {
      yield 'c';
      throw new Error('the store is gone');
    }
    expect(() => writeScript(path, broken())).toThrow('the store is gone');
    expect(readFileSync(path, 'utf8')).toBe('ab');
    const elsewhere = join(tempFolder(), 'nowhere', 'export.sql');
    expect(() => writeScript(elsewhere, ['a'])).toThrow(
      /Writing .*export.sql failed: there is no such folder/,
    );
    expect(existsSync(elsewhere)).toBe(false);
  });
});
