import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { settingDefinitions } from '../../src/settings/definitions.js';
import { listRenderDebts } from '../../src/store/artifacts.js';
import { forgetProfile } from '../../src/store/forget-profile.js';
import {
  clearLabel,
  confirmLabel,
  listRejections,
  nameLabel,
  rejectProfile,
} from '../../src/store/labels.js';
import { removeMeeting } from '../../src/store/meetings.js';
import { shippedMigrations } from '../../src/store/migrate.js';
import { openStore } from '../../src/store/open-store.js';
import { listOperations, recordOperation, undoOperation } from '../../src/store/operations.js';
import { createProfile, renameProfile } from '../../src/store/profiles.js';
import { scrub } from '../../src/store/scrub.js';
import type { Store } from '../../src/store/store.js';
import { addVoiceSamples, revokeVoiceSample } from '../../src/store/voice-samples.js';
import {
  at,
  complete,
  enroll,
  makeRecording,
  newId,
  randomNumbers,
  randomVoice,
  snapshot,
  tempFolder,
  tempStore,
} from './fixture.js';

const minute = (n: number) => at(20 + n);
const operation = (kind: string, n: number, meetingId: string | null = null) => ({
  kind,
  doing: 'testing',
  summary: `${kind} ${n}`,
  meetingId,
  now: minute(n),
});

function meetingOf(store: Store, name = 'a.ogg') {
  const maya = enroll(store, `Maya of ${name}`);
  const { meetingId, transcriptionId } = complete(store, makeRecording(name), maya);
  store.sql('DELETE FROM render_debts').run();
  return { maya, meetingId, transcriptionId, s2: { meetingId, clusterId: 'S2' } };
}

const voice = randomVoice(randomNumbers(5));

/** Enrolls Tom from S2, as one operation. */
function enrollTom(store: Store, n: number, s2?: { meetingId: string; clusterId: string }, vector = voice) {
  const id = newId();
  recordOperation(store, operation('enroll Tom', n, s2?.meetingId ?? null), () => {
    createProfile(store, {
      id,
      displayName: 'Tom',
      consentVersion: '1',
      consentedAt: minute(n),
      now: minute(n),
    });
    const embedding = { model: settingDefinitions.voiceModel.default, vector };
    const source = s2 ?? { path: '/tom.wav' };
    addVoiceSamples(store, {
      profileId: id,
      samples: [{ id: newId(), source, embedding, seconds: 3 }],
      now: minute(n),
    });
    if (s2) confirmLabel(store, s2, id);
  });
  return id;
}

describe('an operation', () => {
  it('is noted with what it did, and makes the files of its meetings out of date', () => {
    const store = tempStore();
    const { meetingId, s2 } = meetingOf(store);
    const { result, operationId } = recordOperation(
      store,
      { ...operation('name', 1, meetingId), summary: (there) => `S2 is Anna (${there})` },
      () => nameLabel(store, s2, 'Anna'),
    );
    expect(result).toBe(true);
    const noted = { id: operationId, kind: 'name', summary: 'S2 is Anna (true)', meetingId, undoneAt: null };
    expect(listOperations(store)).toEqual([{ ...noted, createdAt: minute(1) }]);
    expect(listRenderDebts(store).map((debt) => debt.meetingId)).toEqual([meetingId]);
  });

  it('that changes no row is not noted', () => {
    const store = tempStore();
    const { meetingId } = meetingOf(store);
    const nobody = { meetingId, clusterId: 'S9' };
    const { operationId } = recordOperation(store, operation('name', 1, meetingId), () =>
      nameLabel(store, nobody, 'Anna'),
    );
    recordOperation(store, operation('touch', 2), () =>
      store.sql('UPDATE meetings SET updated_at = ?').run(minute(2)),
    );
    expect(operationId).toBeNull();
    expect(listOperations(store)).toEqual([]);
    expect(listRenderDebts(store)).toEqual([]);
  });

  it('within another is a part of that', () => {
    const store = tempStore();
    const { meetingId, s2 } = meetingOf(store);
    const before = snapshot(store);
    recordOperation(store, operation('both', 1, meetingId), () => {
      const inner = recordOperation(store, operation('name', 1), () => nameLabel(store, s2, 'Anna'));
      expect(inner).toEqual({ result: true, operationId: null });
      nameLabel(store, { meetingId, clusterId: 'S1' }, 'Bo');
    });
    expect(listOperations(store).map(({ kind }) => kind)).toEqual(['both']);
    undoOperation(store, { now: minute(2) });
    expect(snapshot(store)).toEqual(before);
  });

  it('that fails leaves nothing, and the next one works', () => {
    const store = tempStore();
    const { s2 } = meetingOf(store);
    const before = snapshot(store);
    const fail = () =>
      recordOperation(store, operation('fail', 1), () => {
        nameLabel(store, s2, 'Anna');
        throw new Error('stop');
      });
    expect(fail).toThrow('stop');
    expect(snapshot(store)).toEqual(before);
    expect(listOperations(store)).toEqual([]);
    expect(recordOperation(store, operation('name', 2), () => nameLabel(store, s2, 'Anna')).operationId).toBe(
      1,
    );
  });

  it('goes with its meeting, also the one of many meetings when the last is gone', () => {
    const store = tempStore();
    const [a, b] = [meetingOf(store, 'a.ogg'), meetingOf(store, 'b.ogg')];
    recordOperation(store, operation('name', 1, a.meetingId), () => nameLabel(store, a.s2, 'Anna'));
    recordOperation(store, operation('relabel', 2), () =>
      [a, b].forEach(({ s2 }) => void nameLabel(store, s2, 'Bo')),
    );
    expect(listOperations(store, { meetingId: b.meetingId }).map(({ id }) => id)).toEqual([2]);
    removeMeeting(store, a.meetingId);
    expect(listOperations(store).map(({ id }) => id)).toEqual([2]);
    undoOperation(store, { now: minute(3) });
    removeMeeting(store, b.meetingId);
    expect(listOperations(store)).toEqual([]);
  });
});

it('operations of a store from before keep their numbers, and no number is used twice', () => {
  const home = tempFolder();
  const older = join(home, 'migrations');
  mkdirSync(older);
  for (const name of readdirSync(shippedMigrations))
    if (/^00([01]\d|2[0-4])_/.test(name)) cpSync(join(shippedMigrations, name), join(older, name));
  const before = openStore({ home, now: at(0), migrations: older });
  before.db.exec(
    `INSERT INTO operations (id, kind, summary, created_at) VALUES (3, 'x', 'three', '${at(3)}'), (7, 'y', 'seven', '${at(7)}'), (9, 'z', 'nine', '${at(9)}');
     INSERT INTO operation_changes (operation_id, position, table_name, row_key) VALUES (3, 0, 'tasks', '["a"]'), (7, 0, 'tasks', '["b"]'), (7, 1, 'tasks', '["c"]');
     DELETE FROM operations WHERE id = 9`,
  );
  before.close();
  const store = openStore({ home, now: at(10) });
  onTestFinished(() => store.close());
  const changes = store.sql(
    `SELECT n.number, c.position, c.row_key AS key FROM operation_changes c
     JOIN operation_numbers n ON n.operation_id = c.operation_id ORDER BY 1, 2`,
  );
  expect(changes.all()).toEqual([
    { number: 3, position: 0, key: '["a"]' },
    { number: 7, position: 0, key: '["b"]' },
    { number: 7, position: 1, key: '["c"]' },
  ]);
  expect(listOperations(store).map(({ id, kind, summary }) => [id, kind, summary])).toEqual([
    [7, 'y', 'seven'],
    [3, 'x', 'three'],
  ]);
  expect(recordOperation(store, operation('next', 1), () => enroll(store, 'Maya')).operationId).toBe(10);
  expect(store.db.pragma('foreign_key_check')).toEqual([]);
});

describe('undoing', () => {
  it('gives back every row, byte for byte, whatever was done to it', () => {
    const store = tempStore();
    const { meetingId, maya, s2 } = meetingOf(store);
    const states = [snapshot(store)];
    const step = (kind: string, apply: () => unknown) => {
      recordOperation(store, operation(kind, states.length, meetingId), apply);
      states.push(snapshot(store));
    };
    step('name', () => nameLabel(store, s2, 'Anna'));
    step('reject', () => {
      const rejected = { profileId: maya.id, now: minute(2) };
      rejectProfile(store, { meetingId, clusterId: 'S1' }, rejected);
    });
    expect(listRejections(store, meetingId)).toEqual([{ clusterId: 'S1', profileId: maya.id }]);
    step('clear', () => clearLabel(store, s2));
    // What refers to a row that is deleted, and positions that are unique, are in nobody's way.
    step('swap', () => {
      store.sql('UPDATE transcript_segments SET position = -1 - position').run();
      store.sql('UPDATE transcript_segments SET position = 3 + position').run();
      store.sql(`DELETE FROM speakers WHERE cluster_id = 'S2'`).run();
    });
    step('forget without erasing', () => store.sql('DELETE FROM user_profiles').run());
    for (const [done, state] of [...states.entries()].reverse().slice(1)) {
      expect(undoOperation(store, { now: minute(9) })).toMatchObject({ id: done + 1, undoneAt: minute(9) });
      expect(snapshot(store)).toEqual(state);
    }
    expect(() => undoOperation(store, { now: minute(9) })).toThrow('nothing was done that could be undone');
  });

  it('gives back states to which nothing else leads', () => {
    const store = tempStore();
    const { meetingId, maya } = meetingOf(store);
    const guest = newId();
    store
      .sql(
        `INSERT INTO participants (id, meeting_id, user_profile_id, status, created_at) VALUES (?, ?, ?, 'invited', ?)`,
      )
      .run(guest, meetingId, maya.id, at(1));
    const before = snapshot(store);
    const { operationId } = recordOperation(store, operation('attend', 1, meetingId), () => {
      store.sql(`UPDATE participants SET status = 'attended' WHERE id = ?`).run(guest);
      store.sql(`UPDATE transcript_segments SET kind = 'corrected', text = 'Hello.'`).run();
      // The profile was ready, and comes back so.
      store.sql('DELETE FROM user_profiles WHERE id = ?').run(maya.id);
    });
    undoOperation(store, { id: operationId!, now: minute(2) });
    expect(snapshot(store)).toEqual(before);
    expect(() => store.sql(`UPDATE meetings SET status = 'pending'`).run()).toThrow('nowhere else');
  });

  it('of an enrolment takes the voice away, and what was noted of it', () => {
    const store = tempStore();
    const { s2 } = meetingOf(store);
    store.sql('UPDATE speakers SET centroid = NULL').run();
    const before = snapshot(store);
    enrollTom(store, 1, s2);
    expect(hasBytes(store, voice)).toBe(true);
    undoOperation(store, { now: minute(2) });
    expect(snapshot(store)).toEqual(before);
    expect(scrub(store.db)).toBe(true);
    expect(hasBytes(store, voice)).toBe(false);
  });

  it('of an enrolment also takes the name off meetings that were matched since', () => {
    const store = tempStore();
    const tom = enrollTom(store, 1);
    const { meetingId } = complete(store, makeRecording('later.ogg'), { id: tom, displayName: 'Tom' });
    undoOperation(store, { now: minute(2) });
    const row = store
      .sql(
        `SELECT user_profile_id AS profile, candidates, confidence, label_source AS source
         FROM speakers WHERE meeting_id = ? AND cluster_id = 'S1'`,
      )
      .get(meetingId);
    expect(row).toEqual({ profile: null, candidates: '[]', confidence: 0, source: 'automatic' });
  });

  it('refuses when a later operation builds on it, and names that', () => {
    const store = tempStore();
    const { s2, meetingId } = meetingOf(store);
    recordOperation(store, operation('name', 1), () => nameLabel(store, s2, 'Anna'));
    const tom = enrollTom(store, 2);
    recordOperation(store, operation('confirm', 3), () => confirmLabel(store, s2, tom));
    recordOperation(store, operation('name', 4), () =>
      nameLabel(store, { meetingId, clusterId: 'S1' }, 'Bo'),
    );
    for (const id of [1, 2])
      expect(() => undoOperation(store, { id, now: minute(5) })).toThrow(
        expect.objectContaining({
          message: expect.stringContaining('a later operation, 3 (confirm 3), builds on what it changed'),
          hint: expect.stringContaining('scribe undo 3'),
        }),
      );
    undoOperation(store, { id: 3, now: minute(5) });
    expect(() => undoOperation(store, { id: 3, now: minute(6) })).toThrow('it was undone already');
    expect(undoOperation(store, { id: 1, now: minute(6) }).kind).toBe('name');
    expect(() => undoOperation(store, { id: 12, now: minute(6) })).toThrow('there is no such operation');
  });

  it('refuses to give back a name that a later operation used', () => {
    const store = tempStore();
    const [maya, tom] = [enroll(store, 'Maya'), enroll(store, 'Tom')];
    const rename = (n: number, profileId: string, displayName: string) =>
      recordOperation(store, operation('rename', n), () =>
        renameProfile(store, { profileId, displayName, now: minute(n) }),
      );
    rename(1, maya.id, 'Mia');
    rename(2, tom.id, 'Maya');
    rename(3, tom.id, 'Tomek');
    expect(() => undoOperation(store, { id: 1, now: minute(4) })).toThrow('a later operation, 3 (rename 3)');
    enroll(store, 'Maya');
    expect(() => undoOperation(store, { now: minute(5) })).toThrow('does not fit what is there now');
    expect(listOperations(store).every(({ undoneAt }) => undoneAt === null)).toBe(true);
  });

  it('refuses when something outside the log changed the rows, and changes nothing', () => {
    const store = tempStore();
    const { s2 } = meetingOf(store);
    recordOperation(store, operation('name', 1), () => nameLabel(store, s2, 'Anna'));
    store.sql(`UPDATE speakers SET display_name = 'Anne' WHERE cluster_id = 'S2'`).run();
    const before = snapshot(store);
    expect(() => undoOperation(store, { now: minute(2) })).toThrow('by something that is not in the log');
    expect(snapshot(store)).toEqual(before);
    expect(listOperations(store)[0].undoneAt).toBeNull();
  });
});

describe('forgetting a person', () => {
  it('leaves neither name nor vector in the log, while others can still be undone', () => {
    const store = tempStore();
    const { meetingId, maya, s2 } = meetingOf(store);
    recordOperation(store, operation('name', 1, meetingId), () =>
      nameLabel(store, { meetingId, clusterId: 'S1' }, 'Bo'),
    );
    const other = randomVoice(randomNumbers(7));
    const tom = enrollTom(store, 2, s2);
    const rename = (displayName: string) =>
      recordOperation(store, { ...operation('rename', 3), summary: `Tom is called ${displayName}` }, () =>
        renameProfile(store, { profileId: tom, displayName, now: minute(3) }),
      );
    rename('Tomasz');
    rename('Tomek');
    addVoiceSamples(store, {
      profileId: tom,
      samples: [
        {
          id: newId(),
          source: { path: '-' },
          embedding: { model: settingDefinitions.voiceModel.default, vector: other },
          seconds: 1,
        },
      ],
      now: minute(4),
    });
    const sample = store
      .sql<{ id: string }>('SELECT id FROM voice_samples WHERE source_path IS NOT NULL')
      .get();
    recordOperation(store, operation('revoke', 4), () =>
      revokeVoiceSample(store, { sampleId: sample!.id, now: minute(4) }),
    );
    // The cluster goes while it is Tom: its row, and its voice, are then in the log alone.
    recordOperation(store, operation('merge', 5, meetingId), () =>
      store.sql(`DELETE FROM speakers WHERE cluster_id = 'S2'`).run(),
    );
    const [{ before }] = store
      .sql<{ before: string }>(
        `SELECT before FROM operation_changes WHERE operation_id = (SELECT operation_id FROM operation_numbers WHERE number = 6) AND table_name = 'speakers'`,
      )
      .all();
    const centroid = Buffer.from((JSON.parse(before) as { centroid: { hex: string } }).centroid.hex, 'hex');
    expect(forgetProfile(store, { profileId: tom, now: minute(6) }).erased).toBe(true);

    const bytes = readFileSync(store.path);
    const traces: [string, Buffer][] = [
      ['enrolled', vectorBytes(voice)],
      ['added', vectorBytes(other)],
      ['cluster', centroid],
    ];
    for (const [name, vector] of traces) {
      expect(bytes.includes(vector.subarray(0, 32)), name).toBe(false);
      expect(bytes.includes(vector.subarray(0, 32).toString('hex')), name).toBe(false);
    }
    for (const name of ['Tom', 'Tomasz', 'Tomek', tom]) expect(bytes.includes(name), name).toBe(false);

    // The cluster comes back without a voice and without a name.
    undoOperation(store, { id: 6, now: minute(7) });
    const back = store
      .sql(
        `SELECT user_profile_id AS profile, centroid, label_source AS source FROM speakers WHERE cluster_id = 'S2'`,
      )
      .get();
    expect(back).toEqual({ profile: null, centroid: null, source: 'automatic' });
    undoOperation(store, { id: 1, now: minute(8) });
    const label = store.sql<{ profile: string }>(
      `SELECT user_profile_id AS profile FROM speakers WHERE cluster_id = 'S1'`,
    );
    expect(label.get()?.profile).toBe(maya.id);
  });
});

const vectorBytes = (vector: Float32Array): Buffer =>
  Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);

/** Whether a vector stands in the file or its log, as it is or as digits. */
function hasBytes(store: Store, vector: Float32Array): boolean {
  const head = vectorBytes(vector).subarray(0, 32);
  return [store.path, `${store.path}-wal`].some((path) => {
    const bytes = readFileSync(path);
    return bytes.includes(head) || bytes.includes(head.toString('hex'));
  });
}
