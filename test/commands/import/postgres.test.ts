import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { payDebts } from '../../../src/artifacts/pay-debts.js';
import { importFromPostgres } from '../../../src/commands/import/postgres.js';
import { diffStores } from '../../../src/commands/store/diff.js';
import { readConnection } from '../../../src/postgres/connection-settings.js';
import { openSession, type Session } from '../../../src/postgres/session.js';
import { settingDefinitions } from '../../../src/settings/definitions.js';
import { nameLabel } from '../../../src/store/labels.js';
import { openStore } from '../../../src/store/open-store.js';
import { listOperations, recordOperation, undoOperation } from '../../../src/store/operations.js';
import { addProcessingEvent } from '../../../src/store/processing-events.js';
import { renameProfile } from '../../../src/store/profiles.js';
import type { Store } from '../../../src/store/store.js';
import { addVoiceSamples } from '../../../src/store/voice-samples.js';
import { createTestContext, type TestContext } from '../../command-context.js';
import { exportTo } from '../../export/export-to.js';
import { startPglite } from '../../postgres/pglite.js';
import { type PostgresServer, startPostgres } from '../../postgres/server.js';
import {
  at,
  complete,
  countRows,
  enroll,
  makeRecording,
  newId,
  randomNumbers,
  randomVoice,
  snapshot,
} from '../../store/fixture.js';

interface Home {
  readonly context: TestContext;
  readonly store: Store;
}

function home(): Home {
  const context = createTestContext({ json: true });
  const store = openStore({ home: context.home, now: at(0) });
  onTestFinished(() => {
    store.close();
    context.remove();
  });
  return { context, store };
}

/** Two meetings, one person with a voice, and something in every table. */
async function fill({ context, store }: Home) {
  const maya = enroll(store, 'Maya');
  const first = complete(store, makeRecording('a.ogg'), maya);
  const second = complete(store, makeRecording('b.ogg', { recordedAt: '2026-03-01T10:00:00.000Z' }), maya, {
    minute: 5,
  });
  recordOperation(store, operation('enroll', 8, null), () =>
    addVoiceSamples(store, {
      profileId: maya.id,
      samples: [
        {
          id: newId(),
          source: { path: '/voices/maya.wav' },
          embedding: { model: settingDefinitions.voiceModel.default, vector: randomVoice(randomNumbers(7)) },
          seconds: 12.5,
          quality: 0.75,
        },
      ],
      now: at(8),
    }),
  );
  recordOperation(store, operation('name', 9, first.meetingId), () =>
    nameLabel(store, { meetingId: first.meetingId, clusterId: 'S2' }, 'Zoë'),
  );
  recordOperation(store, operation('rewrite', 10, first.meetingId), () =>
    store.sql(`UPDATE transcriptions SET unrecognized = '[{"start":1,"reason":"no-words","end":2}]'`).run(),
  );
  const [workspace, user, room, thread] = [newId(), newId(), newId(), newId()];
  store.db.exec(`
    INSERT INTO workspaces (id, name, slug, settings, created_at) VALUES ('${workspace}', 'Acme', 'acme', '{"b": [1.50, 1e-7], "a": null}', '${at(1)}');
    INSERT INTO users (id, external_id, username, workspace_id, profile_id, created_at, updated_at)
      VALUES ('${user}', 'auth0|1', 'maya', '${workspace}', '${maya.id}', '${at(1)}', '${at(2)}');
    INSERT INTO rooms (id, owner_id, workspace_id, name, created_at) VALUES ('${room}', '${user}', '${workspace}', 'Blue', '${at(1)}');
    UPDATE meetings SET owner_id = '${user}', workspace_id = '${workspace}', room_id = '${room}' WHERE id = '${first.meetingId}';
    INSERT INTO tasks (id, meeting_id, title, due_date, sub_tasks, created_at, updated_at)
      VALUES ('${newId()}', '${first.meetingId}', 'Call \\ back${'\t'}"now"', '2026-02-28', '[{"title": "\\n", "done": true}]', '${at(3)}', '${at(3)}');
    INSERT INTO notes (id, content, subject_type, subject_id, created_at, updated_at)
      VALUES ('${newId()}', 'line${'\n'}line', 'PERSON', '${maya.id}', '${at(3)}', '${at(3)}');
    INSERT INTO notes (id, content, subject_type, subject_id, created_at, updated_at)
      VALUES ('${newId()}', 'x', 'MEETING', '${first.meetingId}', '${at(3)}', '${at(3)}');
    INSERT INTO edits (id, meeting_id, position, kind, origin, start_time, end_time, before, after, created_at)
      VALUES ('${newId()}', '${first.meetingId}', 0, 'text', 'person', 0.1, 1.5, '[{"text": "a"}]', '[]', '${at(3)}');
    INSERT INTO vocabulary (id, term, heard, created_at, updated_at)
      VALUES ('${newId()}', 'Kubernetes', '["kuber netties"]', '${at(3)}', '${at(3)}');
    INSERT INTO insights (id, meeting_id, kind, position, content, origin, created_at)
      VALUES ('${newId()}', '${first.meetingId}', 'summary', 0, 'They met.', 'person', '${at(3)}');
    INSERT INTO markers (id, meeting_id, type, content, timestamp, created_at) VALUES ('${newId()}', '${first.meetingId}', 'risk', 'x', 4294967296, '${at(3)}');
    INSERT INTO participants (id, meeting_id, user_profile_id, status, created_at) VALUES ('${newId()}', '${first.meetingId}', '${maya.id}', 'attended', '${at(3)}');
    INSERT INTO ai_threads (id, context_type, context_id, created_at) VALUES ('${thread}', 'MEETING', '${first.meetingId}', '${at(3)}');
    INSERT INTO chat_messages (id, thread_id, role, content, created_at) VALUES ('${newId()}', '${thread}', 'user', 'Who?', '${at(3)}');
    INSERT INTO turn_metrics (id, thread_id, turn_number, latency_ms, timestamp) VALUES ('${newId()}', '${thread}', 1, 40, '${at(3)}');
    INSERT INTO meeting_known_profiles (id, meeting_id, profile_id) VALUES ('${newId()}', '${first.meetingId}', '${maya.id}');
    INSERT INTO speaker_rejections (speaker_id, profile_id, meeting_id, created_at)
      SELECT id, '${maya.id}', meeting_id, '${at(4)}' FROM speakers WHERE meeting_id = '${first.meetingId}' AND cluster_id = 'S2'`);
  for (const meetingId of [first.meetingId, null])
    addProcessingEvent(store, {
      id: newId(),
      meetingId,
      stage: 'decode',
      status: 'STARTED',
      createdAt: at(3),
    });
  await payDebts(store, context);
  return { maya, first: first.meetingId, second: second.meetingId };
}

const operation = (kind: string, minute: number, meetingId: string | null) => ({
  kind,
  doing: 'testing',
  summary: `${kind} something`,
  meetingId,
  now: at(minute),
});

interface Report {
  readonly tables: Readonly<Record<string, { added: number; same: number; kept: number; taken: number }>>;
  readonly different: readonly { unit: string; table: string; rows: Readonly<Record<string, unknown>> }[];
  readonly voiceless: { readonly people: number; readonly speakers: number };
  readonly returned: number;
}

async function runImport({ context }: Home, url: string, flags: object = {}): Promise<Report> {
  context.printed.out = '';
  await importFromPostgres(context, { url, ...flags });
  return JSON.parse(context.printed.out) as Report;
}

const total = ({ tables }: Report, what: 'added' | 'same' | 'kept' | 'taken') =>
  Object.values(tables).reduce((sum, table) => sum + table[what], 0);

async function diff(a: Home, b: Home): Promise<{ status: number; lines: readonly string[] }> {
  const context = createTestContext();
  onTestFinished(() => context.remove());
  const status = await diffStores(context, a.context.home, b.context.home);
  return { status, lines: context.printed.out.split('\n').filter((line) => /^(only|differs)/.test(line)) };
}

describe('scribe import postgres', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  async function database(): Promise<{ readonly url: string; readonly session: Session }> {
    const url = await server.createDatabase();
    const session = await openSession(readConnection(url, {}), { purpose: 'Testing' });
    onTestFinished(() => session.close());
    return { url, session };
  }

  /** A database with core, filled from a store. */
  async function sent(
    from: Home,
    voices = true,
  ): Promise<{ readonly url: string; readonly session: Session }> {
    const made = await database();
    await exportTo(made.url, from.store, { createSchema: true, voiceprints: voices });
    return made;
  }

  it('gives an empty store every row and every byte', async () => {
    const [a, b] = [home(), home()];
    await fill(a);
    const { url } = await sent(a);
    const report = await runImport(b, url);
    expect(report).toMatchObject({ different: [], voiceless: { people: 0, speakers: 0 }, returned: 0 });
    // The user that stands for nobody is in every store.
    expect(total(report, 'same')).toBe(1);
    expect(await diff(a, b)).toEqual({ status: 0, lines: [] });
    for (const [name, { added }] of Object.entries(report.tables)) expect(added, name).toBeGreaterThan(0);
    const again = await runImport(b, url);
    expect([total(again, 'added'), total(again, 'kept')]).toEqual([0, 0]);
  });

  it('takes operations along that can be undone', async () => {
    const [a, b] = [home(), home()];
    const { first } = await fill(a);
    const { url } = await sent(a);
    await runImport(b, url);
    expect(listOperations(b.store)).toEqual(listOperations(a.store));
    for (const { store } of [a, b])
      for (let undone = 0; undone < 3; undone++) undoOperation(store, { now: at(30) });
    const named = (store: Store) =>
      store
        .sql("SELECT display_name FROM speakers WHERE meeting_id = ? AND cluster_id = 'S2'")
        .pluck()
        .get(first);
    expect([named(a.store), named(b.store)]).toEqual([null, null]);
    expect(countRows(b.store, 'voice_samples')).toBe(0);
    expect((await diff(a, b)).lines).toEqual([]);
  });

  it('without voices: everything but them, and says so', async () => {
    const [a, b] = [home(), home()];
    await fill(a);
    const { url } = await sent(a, false);
    expect(await runImport(b, url)).toMatchObject({ voiceless: { people: 1, speakers: 4 }, different: [] });
    const { lines } = await diff(a, b);
    const voice =
      /^only in A +(voice_samples|voice_centroids|operation_changes) |^differs +(speakers|user_profiles) [^:]+: (?:(?:centroid|embeddings|voice_vector|voice_model|voice_dims) [^|]* \| NULL(?:, )?)+$/;
    expect(lines.filter((line) => !voice.test(line))).toEqual([]);
    expect(lines.length).toBeGreaterThan(3);
    expect(() => undoOperation(b.store, { now: at(30) })).toThrow(/what it changed is not in this store/);
    // The store that has the voices finds nothing that differs.
    expect(await runImport(a, url)).toMatchObject({ different: [] });
  });

  it('adds what is missing, leaves what is the same, keeps and lists what differs', async () => {
    const [a, b] = [home(), home()];
    const { maya, first, second } = await fill(a);
    const { url, session } = await sent(a);
    await runImport(b, url);
    // It was sent somewhere from here, and the removal was not.
    b.store.db.exec(
      `INSERT INTO export_destinations (id, host, port, database, target, created_at) VALUES (1, 'x', 1, 'x', 'core', '${at(1)}');
       INSERT INTO exported_units (destination, unit, revision) VALUES (1, '${second}', 1)`,
    );
    b.store.sql('DELETE FROM meetings WHERE id = ?').run(second);
    renameProfile(b.store, { profileId: maya.id, displayName: 'Mia', now: at(40) });
    b.store.sql('DELETE FROM notes WHERE subject_id = ?').run(first);
    const report = await runImport(b, url);
    expect(report.returned).toBe(1);
    expect(report.tables.meetings).toEqual({ added: 1, same: 1, kept: 0, taken: 0 });
    expect(report.tables.notes).toMatchObject({ added: 1, kept: 0 });
    expect(report.different).toEqual([
      expect.objectContaining({
        unit: maya.id,
        table: 'user_profiles',
        label: 'Maya',
        rows: { user_profiles: { missing: 0, differ: 1, extra: 0 } },
      }),
    ]);
    expect(b.store.sql('SELECT display_name FROM user_profiles').pluck().all()).toEqual(['Mia']);
    const dry = await runImport(b, url, { overwrite: true, dryRun: true });
    expect(dry.tables.user_profiles).toMatchObject({ taken: 1 });
    expect(b.store.sql('SELECT display_name FROM user_profiles').pluck().all()).toEqual(['Mia']);
    await session.execute(
      "UPDATE transcript_segments SET text = 'Good evening.' WHERE text = 'Good morning.'",
    );
    const taken = await runImport(b, url, { overwrite: true });
    expect(taken.different.map(({ table }) => table).sort()).toEqual([
      'meetings',
      'meetings',
      'user_profiles',
    ]);
    expect(taken.tables.user_profiles).toMatchObject({ taken: 1, same: 0 });
    a.store.sql("UPDATE transcript_segments SET text = 'Good evening.' WHERE text = 'Good morning.'").run();
    const { lines } = await diff(a, b);
    // The transcripts say what the rows say: those of A are older than its rows.
    expect(lines.filter((line) => !/^differs +(artifacts|file|files) /.test(line))).toEqual([]);
    expect(total(await runImport(b, url), 'kept')).toBe(0);
  });

  it('knows a person and a recording that both have by another key, and counts operations on', async () => {
    const [a, b] = [home(), home()];
    const { maya, first } = await fill(a);
    const other = enroll(b.store, 'Maya');
    recordOperation(b.store, operation('rename', 11, null), () =>
      b.store.sql("UPDATE user_profiles SET role = 'chair' WHERE id = ?").run(other.id),
    );
    const { url } = await sent(a);
    const report = await runImport(b, url);
    expect(report.different.map(({ unit }) => unit)).toEqual([other.id]);
    expect(countRows(b.store, 'user_profiles')).toBe(1);
    const labels = b.store.sql(
      'SELECT user_profile_id AS id, candidates FROM speakers WHERE meeting_id = ? ORDER BY cluster_id',
    );
    expect(labels.all(first)[0]).toEqual({ id: other.id, candidates: expect.stringContaining(other.id) });
    expect(listOperations(b.store).map(({ id, kind }) => [id, kind])).toEqual([
      [4, 'rewrite'],
      [3, 'name'],
      [2, 'enroll'],
      [1, 'rename'],
    ]);
    expect(
      b.store
        .sql(
          "SELECT count(*) FROM operation_changes WHERE instr(row_key || ifnull(before, '') || ifnull(after, ''), ?)",
        )
        .pluck()
        .get(maya.id),
    ).toBe(0);
    expect(total(await runImport(b, url), 'added')).toBe(0);
    expect(b.store.db.pragma('foreign_key_check')).toEqual([]);
  });

  it('has the operations of two stores that export into one database', async () => {
    const [a, b, c] = [home(), home(), home()];
    for (const { store } of [a, b])
      recordOperation(store, operation('enroll', 3, null), () =>
        enroll(store, store === a.store ? 'Ann' : 'Bob'),
      );
    const { url } = await sent(a);
    await exportTo(url, b.store, { voiceprints: true });
    await exportTo(url, a.store, { voiceprints: true });
    await runImport(c, url);
    expect(listOperations(c.store).map(({ id }) => id)).toEqual([2, 1]);
    const names = () => c.store.sql('SELECT display_name FROM user_profiles ORDER BY 1').pluck().all();
    expect(names()).toEqual(['Ann', 'Bob']);
    undoOperation(c.store, { now: at(30) });
    undoOperation(c.store, { now: at(31) });
    expect(names()).toEqual([]);
  });

  it('takes what was recorded since a day or a meeting, with what that needs', async () => {
    const [a, b, c] = [home(), home(), home()];
    const { second } = await fill(a);
    const { url } = await sent(a);
    expect((await runImport(b, url, { since: '2026-02-01' })).tables).toMatchObject({
      meetings: { added: 1 },
      files: { added: 1 },
      user_profiles: { added: 1 },
      operations: { added: 1 },
      tasks: { added: 0 },
    });
    expect(b.store.sql('SELECT id FROM meetings').pluck().all()).toEqual([second]);
    await runImport(c, url, { since: second.slice(-8) });
    expect((await diff(b, c)).lines).toEqual([]);
    await expect(runImport(c, url, { since: 'ffffffff' })).rejects.toThrow(/has no such meeting/);
  });

  it('changes nothing when one row does not fit', async () => {
    const [a, b] = [home(), home()];
    await fill(a);
    const { url, session } = await sent(a);
    enroll(b.store, 'Tom');
    const before = snapshot(b.store);
    await session.execute('ALTER TABLE speakers DROP CONSTRAINT speakers_meeting_id_fkey');
    await session.execute(`UPDATE speakers SET meeting_id = gen_random_uuid() WHERE cluster_id = 'S2'`);
    await expect(runImport(b, url)).rejects.toMatchObject({
      code: 'STORE',
      message: expect.stringContaining('Nothing was changed'),
    });
    expect(snapshot(b.store)).toEqual(before);
    await session.execute(`ALTER TABLE markers DROP COLUMN speaker`);
    await expect(runImport(b, url)).rejects.toMatchObject({
      code: 'OUTPUT',
      message: expect.stringContaining('lacks the column markers.speaker'),
    });
  });

  it('refuses a database without core', async () => {
    const { url } = await database();
    await expect(runImport(home(), url)).rejects.toMatchObject({
      code: 'OUTPUT',
      hint: expect.stringContaining('--create-schema'),
    });
  });
});

it('comes back from vectors as well', async () => {
  const lite = await startPglite();
  onTestFinished(() => lite.stop());
  const [a, b] = [home(), home()];
  await fill(a);
  await exportTo(lite.url, a.store, { createSchema: true, voiceprints: true });
  await runImport(b, lite.url);
  expect(await diff(a, b)).toEqual({ status: 0, lines: [] });
});
