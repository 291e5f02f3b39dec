import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportPostgres } from '../../../src/commands/export/postgres.js';
import { nameCluster } from '../../../src/commands/meetings/name.js';
import { removeMeetings } from '../../../src/commands/meetings/rm.js';
import { forgetSpeaker } from '../../../src/commands/speakers/forget.js';
import { renameSpeaker } from '../../../src/commands/speakers/rename.js';
import { createTestContext } from '../../command-context.js';
import { type PostgresServer, startPostgres } from '../../postgres/server.js';
import { makeArchive } from './archive.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server?.stop());

/** An archive that was exported to a database, which the setting names from then on. */
async function prepare() {
  const archive = makeArchive();
  const url = await server.createDatabase();
  const run = (to: unknown = url, json = false) =>
    createTestContext({ home: archive.home, flags: { export: to }, json });
  await exportPostgres(run('none'), { url, target: 'core', createSchema: true });
  const ask = async (sql: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query({ text: sql, rowMode: 'array' })).rows.map(([value]) => value);
    } finally {
      await client.end();
    }
  };
  const names = () => ask('SELECT display_name FROM user_profiles ORDER BY 1');
  return { ...archive, url, run, ask, names };
}

describe('a database that the setting names', () => {
  it('has every change when the command ends, and the password is nowhere', async () => {
    const { run, names, ask, meetingIds, url } = await prepare();
    const context = run();
    await renameSpeaker(context, 'Maya', 'Maia');
    expect(await names()).toEqual(['Maia']);
    expect(context.printed.err).toMatch(
      /^sent to 127\.0\.0\.1:\d+\/\w+ \(core\): \d+ new, \d+ changed, 0 removed\n$/,
    );
    expect(context.printed.err).not.toContain(new URL(url).password);
    await nameCluster(run(), meetingIds[0], 'S2', 'Tom', {});
    expect(await ask(`SELECT count(*)::integer FROM speakers WHERE display_name = 'Tom'`)).toEqual([1]);
    await removeMeetings(run(), [meetingIds[0]], { yes: true });
    expect(await ask('SELECT id::text FROM meetings')).toEqual([meetingIds[1]]);
  }, 60_000);

  it('is owed what it missed while it was away, and paid with the next change', async () => {
    const { run, names, meetingIds, url } = await prepare();
    await server.kill();
    const context = run();
    const began = performance.now();
    await renameSpeaker(context, 'Maya', 'Maia');
    expect(performance.now() - began).toBeLessThan(15_000);
    expect(context.printed.out).toContain('Maya is now called Maia');
    expect(context.printed.err).toMatch(
      /warning: 127\.0\.0\.1:\d+\/\w+ \(core\) does not have \d+ changes yet\./,
    );
    expect(context.printed.err).toContain('scribe export postgres --url postgresql://');
    expect(context.printed.err).not.toContain(`:${new URL(url).password}@`);
    await server.start();
    expect(await names()).toEqual(['Maya']);
    await nameCluster(run(), meetingIds[0], 'S2', 'Tom', {});
    expect(await names()).toEqual(['Maia']);
  }, 60_000);

  it('is not waited for when it stops answering', async () => {
    const { run, names } = await prepare();
    server.freeze();
    const context = run();
    const began = performance.now();
    try {
      await renameSpeaker(context, 'Maya', 'Maia');
    } finally {
      server.thaw();
    }
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(context.printed.err).toMatch(/does not have \d+ changes yet\./);
    await renameSpeaker(run(), 'Maia', 'Maja');
    expect(await names()).toEqual(['Maja']);
  }, 60_000);

  it('forgets who is forgotten, and is named as long as it cannot', async () => {
    const { run, names } = await prepare();
    await server.kill();
    const context = run();
    await forgetSpeaker(context, 'Maya', { yes: true });
    expect(context.printed.err).toMatch(
      /The name of Maya was sent to 127\.0\.0\.1:\d+\/\w+ \(core\) on 2026-01-01 and is still there\. To erase it there, run: scribe export postgres --url \S+ --target core/,
    );
    await server.start();
    expect(await names()).toEqual(['Maya']);
    const again = run('none');
    await exportPostgres(again, { url: run().settings.values.export[0].to, target: 'core' });
    expect(await names()).toEqual([]);
  }, 60_000);

  it('is named when a person is forgotten although no setting names it any more', async () => {
    const { run, names } = await prepare();
    const context = run('none', true);
    await forgetSpeaker(context, 'Maya', { yes: true });
    expect(JSON.parse(context.printed.out).elsewhere).toEqual([
      expect.objectContaining({ place: expect.stringContaining('(core)'), voices: false }),
    ]);
    expect(await names()).toEqual(['Maya']);
  }, 60_000);

  it('that lacks the tables is told so, and owed', async () => {
    const { home } = makeArchive();
    const url = await server.createDatabase();
    const context = createTestContext({ home, flags: { export: url } });
    await renameSpeaker(context, 'Maya', 'Maia');
    expect(context.printed.err).toContain('warning: 127.0.0.1:');
    expect(context.printed.err).toContain('--create-schema');
  }, 60_000);
});
