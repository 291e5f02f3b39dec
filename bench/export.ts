/**
 * How long an export into Postgres takes, beside `psql \copy` of the same rows into the same tables with the same indexes,
 * foreign keys and checks; what it takes in memory; and how long a run takes that finds nothing new.
 * Run: npm run bench:export -- [--meetings 10000] [--turns 24] [--runs 2] [--store FOLDER] [--binaries FOLDER]
 *
 * With --store the store is made in that folder, or used again if there is one. The server is started by this program; its
 * binaries are those of the tests, or those in --binaries. psql must be in the PATH. Both sides take turns, and
 * the best of each counts: other work on the machine makes a side slower, never faster.
 */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { formatBytes } from '../src/domain/bytes.js';
import { exportStore } from '../src/export/export-store.js';
import { findTarget } from '../src/export/find-target.js';
import { readSchemaFiles } from '../src/export/schema-files.js';
import { readConnection } from '../src/postgres/connection-settings.js';
import { copyLine } from '../src/postgres/copy-text.js';
import { openSession } from '../src/postgres/session.js';
import { openStore } from '../src/store/open-store.js';
import type { Store } from '../src/store/store.js';
import { startPostgres } from '../test/postgres/server.js';
import { fillStore } from './many-meetings.js';

const { values: flags } = parseArgs({
  options: {
    meetings: { type: 'string' },
    turns: { type: 'string' },
    runs: { type: 'string' },
    store: { type: 'string' },
    binaries: { type: 'string' },
  },
});
const meetings = Number(flags.meetings ?? '10000');
const turns = Number(flags.turns ?? '24');
const signal = new AbortController().signal;
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

const folder = mkdtempSync(join(tmpdir(), 'scribe-bench-'));
const home = flags.store ? resolve(flags.store) : join(folder, 'store');
const now = new Date().toISOString();
const server = await startPostgres({
  binaries: flags.binaries,
  settings: {
    shared_buffers: '256MB',
    max_wal_size: '4GB',
    log_min_duration_statement: '25',
    logging_collector: 'on',
    log_directory: '/tmp/engine/pglog',
    log_file_mode: '0644',
  },
});
try {
  const isMade = existsSync(join(home, 'scribe.db'));
  const store = openStore({ home, now });
  if (!isMade) fillStore(store, { meetings, turns });
  let [sent, copied, memory, rows] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0];
  let url = '';
  for (let run = 0; run < Number(flags.runs ?? '2'); run++) {
    // The memory of an earlier run is about another database.
    store.db.exec('DELETE FROM export_destinations');
    url = await server.createDatabase();
    const first = await timed(store, url);
    sent = Math.min(sent, first.ms);
    memory = Math.max(memory, first.memory);
    rows = first.rows;
    copied = Math.min(copied, await copyByPsql(url));
  }
  const again = await timed(store, url);
  store.db.exec("UPDATE meetings SET title = title || '.' WHERE id = (SELECT max(id) FROM meetings)");
  const one = await timed(store, url);
  const size = formatBytes(statSync(join(home, 'scribe.db')).size);
  console.log(`store                ${size}, ${rows} rows to send`);
  console.log(`export               ${seconds(sent)}, at most ${formatBytes(memory)} of memory`);
  console.log(`psql \\copy           ${seconds(copied)}`);
  console.log(
    `ratio                ${(copied / sent).toFixed(2)} of the speed of psql \\copy (wanted: 0.50)`,
  );
  console.log(`nothing new          ${seconds(again.ms)} (wanted: below 5 s)`);
  console.log(`one meeting changed  ${seconds(one.ms)}`);
  store.close();
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function timed(store: Store, url: string): Promise<{ ms: number; memory: number; rows: number }> {
  let memory = 0;
  const watch = setInterval(() => {
    memory = Math.max(memory, process.memoryUsage.rss());
  }, 50);
  const started = performance.now();
  const { tables } = await exportStore(store, {
    target: findTarget(store, 'core'),
    connection: readConnection(url, {}),
    selection: { meetingIds: null, since: null },
    voiceprints: true,
    createSchema: true,
    dryRun: false,
    emit: () => {},
    signal,
    now: new Date().toISOString(),
  });
  clearInterval(watch);
  const rows = tables.reduce((sum, table) => sum + table.new, 0);
  return { ms: performance.now() - started, memory, rows };
}

/** Takes the rows out of the database into files, then lets psql copy them into an empty one. @returns milliseconds. */
async function copyByPsql(from: string): Promise<number> {
  const to = await server.createDatabase();
  const open = (url: string) => openSession(readConnection(url, {}), { purpose: 'Measuring', signal });
  const source = await open(from);
  const target = await open(to);
  for (const { sql } of readSchemaFiles('core')) await target.execute(sql);
  const store = openStore({ home, now });
  const names = findTarget(store, 'core').tables.map(({ name }) => name);
  store.close();
  const script = names.map((name) => `\\copy ${name} from '${join(folder, name)}'`);
  for (const name of names) {
    const file = createWriteStream(join(folder, name));
    for await (const rows of source.copyOut(`COPY ${name} TO STDOUT`))
      if (!file.write(rows.map(copyLine).join(''))) await once(file, 'drain');
    file.end();
    await once(file, 'finish');
  }
  await target.execute('DELETE FROM users');
  await source.close();
  await target.close();
  writeFileSync(join(folder, 'copy.sql'), ['BEGIN;', ...script, 'COMMIT;', ''].join('\n'));
  const started = performance.now();
  execFileSync('psql', [to, '-qX', '-v', 'ON_ERROR_STOP=1', '-f', join(folder, 'copy.sql')], {
    env: { ...process.env, PGOPTIONS: '-c scribe.mirror=on' },
  });
  return performance.now() - started;
}
