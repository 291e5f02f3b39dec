import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeOut } from '../../../src/artifacts/write-copies.js';
import { exportArtifacts } from '../../../src/commands/export/artifacts.js';
import { printExportLog } from '../../../src/commands/export/log.js';
import { exportPostgres } from '../../../src/commands/export/postgres.js';
import { backupStore } from '../../../src/commands/store/backup.js';
import { withStore } from '../../../src/commands/with-store.js';
import { oweAllRenderings } from '../../../src/store/artifacts.js';
import { beginLeaving, type ExportLogEntry } from '../../../src/store/export-log.js';
import { removeMeeting } from '../../../src/store/meetings.js';
import { openStore } from '../../../src/store/open-store.js';
import { createTestContext } from '../../command-context.js';
import { at, complete, enroll, makeRecording, tempFolder } from '../../store/fixture.js';

/** A store with two meetings, and a folder outside of it. */
async function setUp() {
  const context = createTestContext({ json: true });
  onTestFinished(() => context.remove());
  const { home } = context;
  const store = openStore({ home, now: at(0) });
  const maya = enroll(store, 'Maya');
  const [first, second] = ['a.ogg', 'b.ogg'].map(
    (name) => complete(store, makeRecording(name), maya).meetingId,
  );
  oweAllRenderings(store, []);
  store.close();
  const fresh = () => createTestContext({ home, json: true });
  const log = async (meeting?: string): Promise<readonly ExportLogEntry[]> => {
    const reading = fresh();
    await printExportLog(reading, { meeting });
    return JSON.parse(reading.printed.out);
  };
  return { context, fresh, first, second, folder: tempFolder(), log };
}

describe('scribe export log', () => {
  it('has exports to folders: which meetings, how many files and bytes, and nothing when nothing was sent', async () => {
    const { fresh, first, folder, log } = await setUp();
    expect(await log()).toEqual([]);
    await exportArtifacts(fresh(), { to: folder, meeting: [first], dryRun: true });
    expect(await log()).toEqual([]);
    await exportArtifacts(fresh(), { to: folder, meeting: [first] });
    await exportArtifacts(fresh(), { to: folder, meeting: [first] });
    const [entry, ...others] = await log();
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      command: 'export artifacts',
      destination: folder,
      voiceprints: false,
      items: 5,
      meetings: [{ id: first, title: 'Stand-up, “Monday” 🌊' }],
      finishedAt: expect.any(String),
    });
    expect(entry.bytes).toBeGreaterThan(500);
  });

  it('has scripts for Postgres, with voiceprints or without, and backups', async () => {
    const { fresh, first, second, folder, log } = await setUp();
    const sql = join(folder, 'meetings.sql');
    await exportPostgres(fresh(), { target: 'core', sql, meeting: [second], withVoiceprints: true });
    await backupStore(fresh(), join(folder, 'backup.db'), {});
    const [backup, script] = await log();
    expect(script).toMatchObject({ command: 'export postgres --sql', destination: sql, voiceprints: true });
    expect(script.meetings.map(({ id }) => id)).toEqual([second]);
    expect(backup).toMatchObject({ command: 'store backup', voiceprints: true });
    expect(backup.meetings.map(({ id }) => id).sort()).toEqual([first, second].sort());
    expect((await log(first)).map(({ command }) => command)).toEqual(['store backup']);
  });

  it('has copies of --out, also when they are written again, without the name of the recording', async () => {
    const { context, fresh, first, folder, log } = await setUp();
    await withStore(fresh(), async (store) => {
      const asked = {
        outDir: folder,
        fileName: 'secret-merger.ogg',
        style: 'verbatim',
        formats: ['md'],
      } as const;
      await writeOut(store, first, asked, context);
      await writeOut(store, first, asked, context);
      store.sql("UPDATE user_profiles SET display_name = 'Somebody new'").run();
    });
    await withStore(fresh(), () => {});
    const entries = await log();
    expect(entries.map(({ command, items, destination }) => [command, items, destination])).toEqual([
      ['--out', 1, folder],
      ['--out', 1, folder],
    ]);
    expect(JSON.stringify(entries)).not.toContain('secret-merger');
  });

  it('keeps the id of a meeting that is gone, and no title', async () => {
    const { fresh, first, folder, log } = await setUp();
    await exportArtifacts(fresh(), { to: folder, meeting: [first] });
    await withStore(fresh(), (store) => removeMeeting(store, first));
    const [entry] = await log(first);
    expect(entry.meetings).toEqual([{ id: first, title: null }]);
  });

  it('says what was begun and not finished, and that nothing is known', async () => {
    const { fresh } = await setUp();
    const people = () => ({ ...fresh(), json: false });
    const empty = people();
    await printExportLog(empty, {});
    expect(empty.printed.err).toBe('Nothing is known to have left the store.\n');
    await withStore(fresh(), (store) =>
      beginLeaving(store, {
        command: 'export postgres',
        destination: 'db on host:5432 (core)',
        voiceprints: true,
        now: at(7),
      }),
    );
    const told = people();
    await printExportLog(told, {});
    expect(told.printed.out).toContain('2026-01-05 09:07:00, not finished');
  });
});
