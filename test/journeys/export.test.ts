import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../postgres/server.js';
import { createFolders, eventsOf, example, runScribe } from './run-scribe.js';

const folders = createFolders();
let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(async () => {
  folders.remove();
  await server?.stop();
});

async function titlesIn(connectionString: string): Promise<string[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ title: string }>('SELECT title FROM meetings ORDER BY title');
    return rows.map(({ title }) => title);
  } finally {
    await client.end();
  }
}

it('meetings that are finished while the database is away are sent when it is back', async () => {
  const home = folders.make();
  const url = await server.createDatabase();
  const { password } = new URL(url);
  const run = (...args: string[]) => runScribe(home, args, { env: { SCRIBE_EXPORT: url } });

  const made = await runScribe(home, ['export', 'postgres', '--url', url, '--create-schema']);
  expect(made).toMatchObject({ status: 0 });
  const first = await run('ingest', example('voice-tom.ogg'), '--json');
  expect(first).toMatchObject({ status: 0 });
  expect(eventsOf(first.stdout).map(({ kind }) => String(kind))).toContain('export-finished');
  expect(await titlesIn(url)).toEqual(['voice-tom']);

  await server.kill();
  const away = await run('ingest', example('voice-maya.ogg'), example('voice-angus.ogg'), '--json');
  expect(away).toMatchObject({ status: 0 });
  const kinds = eventsOf(away.stdout).map(({ kind }) => String(kind));
  // Tried for the first recording, and once more in the end.
  expect(kinds.filter((kind) => kind === 'export-failed')).toHaveLength(2);
  expect(kinds.at(-1)).toBe('batch-finished');
  expect((await run('doctor')).stdout).toMatch(/WARN {2}export .* changes owed/);

  await server.start();
  expect(await titlesIn(url)).toEqual(['voice-tom']);
  const next = await run('meetings', 'name', 'last', 'S1', 'Angus');
  expect(next).toMatchObject({ status: 0 });
  expect(next.stderr).toContain('sent to 127.0.0.1');
  expect(await titlesIn(url)).toEqual(['voice-angus', 'voice-maya', 'voice-tom']);
  const doctor = await run('doctor');
  expect(doctor.stdout).toMatch(/ok {4}export .* answers; nothing is owed/);
  for (const { stdout, stderr } of [first, away, next, doctor])
    expect(stdout + stderr).not.toContain(password);
}, 200_000);
