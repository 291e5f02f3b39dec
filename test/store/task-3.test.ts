import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkpointKey } from '../../src/pipeline/checkpoints.js';
import { listArtifacts } from '../../src/store/artifacts.js';
import { getCached, putCached, sweepCache } from '../../src/store/cache.js';
import { loadMeeting } from '../../src/store/completed-meetings.js';
import { confirmLabel } from '../../src/store/labels.js';
import { beginMeeting, failMeeting, removeMeeting, startProcessing } from '../../src/store/meetings.js';
import { findByContentFp, findBySha256 } from '../../src/store/recordings.js';
import type { Store } from '../../src/store/store.js';
import { shared } from '../shared.js';
import { at, begin, complete, countRows, enroll, makeRecording, newId, tempStore } from './fixture.js';
import { enrollVoice, meetingOfVoices, voice } from './meeting-of-voices.js';

/*
 * "Task 3: Define Database Schema", sentence by sentence. Its tables are read from the document itself, where it is there;
 * docs/seeds.md says where each sentence stands.
 */

const document = shared('seeds', '001_66b018acac206759.txt');
const hasDocument = existsSync(document);
if (!hasDocument) console.warn('skipping the comparison with the document of Task 3: ../shared is not there');

interface DocumentedColumn {
  readonly table: string;
  readonly name: string;
  /** As the document writes it: `VARCHAR(64)`. */
  readonly type: string;
  readonly rest: string;
}

/** The columns of every `table ( ... )` of the document. */
function documentedColumns(): readonly DocumentedColumn[] {
  const text = hasDocument ? readFileSync(document, 'utf8') : '';
  return [...text.matchAll(/```sql\n(\w+) \(\n([\s\S]*?)\n\)\n```/g)].flatMap(([, table, body]) =>
    body.split('\n').map((line) => {
      const [, name, type, rest] =
        /^\s*(\w+) (TIMESTAMP WITH TIME ZONE|[A-Z]+(?:\(\d+\))?)([^,-]*)/.exec(line) ?? [];
      return { table, name, type, rest };
    }),
  );
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
  readonly pk: number;
}

const types: Readonly<Record<string, string>> = {
  UUID: 'TEXT',
  VARCHAR: 'TEXT',
  TEXT: 'TEXT',
  JSONB: 'TEXT',
  'TIMESTAMP WITH TIME ZONE': 'TEXT',
  INTEGER: 'INTEGER',
  BIGINT: 'INTEGER',
  FLOAT: 'REAL',
};

/** The definition of a column, up to the next one. */
function definitionOf(store: Store, table: string, column: string): string {
  const { sql } = store.sql<{ sql: string }>('SELECT sql FROM sqlite_schema WHERE name = ?').get(table)!;
  return new RegExp(`\\n\\s+${column} [\\s\\S]*?(?=\\n {2}\\w|\\n\\))`).exec(sql)![0].replace(/--.*$/gm, '');
}

describe.skipIf(!hasDocument)('the document', () => {
  it('has six tables', () => {
    expect([...new Set(documentedColumns().map(({ table }) => table))]).toEqual([
      'files',
      'meetings',
      'speakers',
      'user_profiles',
      'artifacts',
      'cache',
    ]);
    expect(documentedColumns()).toHaveLength(31);
  });

  it.each(documentedColumns())('has $table.$name, which the store has too', ({ table, name, type, rest }) => {
    const store = tempStore();
    const columns = store.db.pragma(`table_info(${table})`) as Column[];
    const column = columns.find((each) => each.name === name)!;
    const [, kind, width] = /^([A-Z ]+)(?:\((\d+)\))?$/.exec(type)!;
    const definition = definitionOf(store, table, name);
    expect(column.type).toBe(types[kind]);
    if (rest.includes('PRIMARY KEY')) expect(column.pk).toBe(1);
    if (/NOT NULL|PRIMARY KEY/.test(rest)) expect(column.notnull).toBe(1);
    if (rest.includes('NOW()')) expect(column.dflt_value).toContain("'now'");
    if (kind === 'TIMESTAMP WITH TIME ZONE')
      expect(definition).toContain(`${name} GLOB '????-??-??T??:??:??*Z'`);
    if (kind === 'JSONB') expect(definition).toContain(`json_valid(${name})`);
    const references = /REFERENCES (\w+)\(id\)/.exec(rest)?.[1];
    const keys = store.db.pragma(`foreign_key_list(${table})`) as {
      table: string;
      from: string;
      to: string;
    }[];
    if (references)
      expect(keys).toContainEqual(expect.objectContaining({ table: references, from: name, to: 'id' }));
    if (width && name !== 'status') {
      const bound = /length\(\w+\) (?:<= |= |BETWEEN 1 AND )(\d+)/.exec(definition);
      expect(bound?.[1]).toBe(width);
    }
  });
});

describe('file processing', () => {
  it('enters the file and its meeting, which is pending', () => {
    const store = tempStore();
    const recording = makeRecording('a.ogg');
    beginMeeting(store, { recording, stream: 0, title: 'a', newId, now: at(1) });
    expect(store.sql('SELECT sha256, content_fp, mime, duration, size, owner FROM files').all()).toEqual([
      {
        sha256: recording.fingerprint.sha256,
        content_fp: recording.fingerprint.contentFp,
        mime: 'audio/ogg',
        duration: 61,
        size: 123_456,
        owner: null,
      },
    ]);
    expect(store.sql('SELECT status, started_at, finished_at FROM meetings').all()).toEqual([
      { status: 'pending', started_at: at(1), finished_at: null },
    ]);
  });

  it('completes it with its speakers and artifacts', () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    const { meetingId } = complete(store, makeRecording('a.ogg'), maya, { minute: 3 });
    expect(store.sql('SELECT status, language, finished_at FROM meetings').all()).toEqual([
      { status: 'completed', language: 'en', finished_at: at(4) },
    ]);
    const speakers = store.sql('SELECT meeting_id, cluster_id, user_profile_id, confidence FROM speakers');
    expect(speakers.all()).toEqual([
      { meeting_id: meetingId, cluster_id: 'S1', user_profile_id: maya.id, confidence: 0.81234567891 },
      { meeting_id: meetingId, cluster_id: 'S2', user_profile_id: null, confidence: 0 },
    ]);
    const artifacts = store.sql('SELECT meeting_id, type, s3_key FROM artifacts ORDER BY type');
    expect(artifacts.all()).toEqual(
      ['transcript.md', 'transcript.vtt'].map((type) => ({
        meeting_id: meetingId,
        type,
        s3_key: `${meetingId}/${type}`,
      })),
    );
    expect(listArtifacts(store, meetingId)).toHaveLength(2);
  });

  it('or fails it, with the reason', () => {
    const store = tempStore();
    const { meetingId } = begin(store, makeRecording('a.ogg'));
    failMeeting(store, { meetingId, message: 'no speech', newId, now: at(2) });
    expect(store.sql('SELECT status, status_message, finished_at FROM meetings').all()).toEqual([
      { status: 'failed', status_message: 'no speech', finished_at: at(2) },
    ]);
  });

  it('leaves one completed meeting to a file, however often it is processed', () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    const first = complete(store, makeRecording('a.ogg'), maya);
    const second = complete(store, makeRecording('a.ogg'), maya, { minute: 5, replaces: [first.meetingId] });
    expect(countRows(store, 'files')).toBe(1);
    expect(store.sql('SELECT id FROM meetings').all()).toEqual([{ id: second.meetingId }]);
  });
});

describe('speaker identification', () => {
  it('leaves the profile of an unknown voice NULL, for a person to assign', () => {
    const store = tempStore();
    const maya = enrollVoice(store, 'Maya', voice(0));
    const meetingId = meetingOfVoices(store, 'a.ogg', [{ vector: voice(90) }, { vector: voice(80) }]);
    const profiles = () =>
      store.sql<{ id: string | null }>('SELECT user_profile_id AS id FROM speakers ORDER BY position').all();
    expect(profiles()).toEqual([{ id: null }, { id: null }]);
    confirmLabel(store, { meetingId, clusterId: 'S2' }, maya.id);
    expect(profiles()).toEqual([{ id: null }, { id: maya.id }]);
  });

  it('knows one profile in many meetings', () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    for (const name of ['a.ogg', 'b.ogg', 'c.ogg']) complete(store, makeRecording(name), maya);
    expect(
      store.sql<{ n: number }>('SELECT count(*) AS n FROM speakers WHERE user_profile_id = ?').get(maya.id)
        ?.n,
    ).toBe(3);
  });

  it('keeps the voice in the profile, which outlives its meetings', () => {
    const store = tempStore();
    const maya = enrollVoice(store, 'Maya', voice(30));
    const meetingId = meetingOfVoices(store, 'a.ogg', [{ vector: voice(30) }]);
    confirmLabel(store, { meetingId, clusterId: 'S1' }, maya.id);
    removeMeeting(store, meetingId);
    const { embeddings } = store
      .sql<{ embeddings: string }>('SELECT embeddings FROM user_profiles WHERE id = ?')
      .get(maya.id)!;
    const numbers = JSON.parse(embeddings) as number[];
    expect(numbers).toHaveLength(2);
    expect(numbers[0]).toBeCloseTo(Math.cos(Math.PI / 6), 5);
  });
});

describe('caching', () => {
  const { contentFp } = makeRecording('a.ogg').fingerprint;
  const keyOf = (model: string, beam: number) => checkpointKey(contentFp, 'recognize', [model, { beam }]);

  it('keeps intermediate results by content, stage, model and options', () => {
    const store = tempStore();
    const keys = [
      keyOf('tiny', 1),
      keyOf('base', 1),
      keyOf('tiny', 2),
      checkpointKey(contentFp, 'diarize', []),
    ];
    for (const [i, key] of keys.entries()) putCached(store, { key, value: `result ${i}`, expiresAt: at(60) });
    expect(keys.map((key) => getCached(store, key, at(1)))).toEqual(keys.map((_, i) => `result ${i}`));
    for (const key of keys) {
      expect(key.startsWith(`${contentFp}:`)).toBe(true);
      expect(key.length).toBeLessThanOrEqual(255);
    }
  });

  it('never gives what has expired, and the next run deletes it', () => {
    const store = tempStore();
    const [brief, long] = [keyOf('tiny', 1), keyOf('base', 1)];
    putCached(store, { key: brief, value: 'old', expiresAt: at(10) });
    putCached(store, { key: long, value: 'new', expiresAt: at(20) });
    expect(getCached(store, brief, at(9))).toBe('old');
    expect(getCached(store, brief, at(10))).toBeNull();
    expect(countRows(store, 'cache')).toBe(2);
    expect(sweepCache(store, at(10))).toBe(1);
    expect(store.sql('SELECT key FROM cache').all()).toEqual([{ key: long }]);
  });

  it('finds a completed meeting by its bytes and by its samples, and reads it from its rows', () => {
    const store = tempStore();
    const recording = makeRecording('a.ogg');
    const { meetingId, meeting } = complete(store, recording, enroll(store, 'Maya'));
    const { sha256, contentFp: samples } = recording.fingerprint;
    expect(findBySha256(store, sha256).map((found) => found.meetingId)).toEqual([meetingId]);
    expect(findByContentFp(store, samples).map((found) => found.meetingId)).toEqual([meetingId]);
    expect(loadMeeting(store, meetingId).turns).toEqual(meeting.turns);
    for (const [query, index] of [
      ['SELECT 1 FROM files WHERE sha256 = ?', 'idx_files_sha256'],
      ['SELECT 1 FROM files WHERE content_fp = ?', 'idx_files_content_fp'],
      ['SELECT 1 FROM meetings WHERE file_id = ?', 'idx_meetings_file_id'],
    ]) {
      const [{ detail }] = store.sql<{ detail: string }>(`EXPLAIN QUERY PLAN ${query}`).all('x');
      expect(detail).toContain(index);
    }
  });

  it('does not give the results of an unfinished meeting as completed ones', () => {
    const store = tempStore();
    const recording = makeRecording('a.ogg');
    const { meetingId } = begin(store, recording);
    startProcessing(store, meetingId, at(2));
    expect(findBySha256(store, recording.fingerprint.sha256)).toEqual([]);
  });
});

describe('moments', () => {
  /** Columns of the store that hold a moment, by what they are called. */
  function moments(store: Store): readonly (readonly [table: string, column: string])[] {
    const tables = store
      .sql<{ name: string }>(
        `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'schema_migrations'`,
      )
      .all();
    return tables.flatMap(({ name: table }) =>
      (store.db.pragma(`table_info(${table})`) as Column[])
        .filter(({ name, type }) => type === 'TEXT' && /_at$|^ttl$|^timestamp$|^scheduled_|_time$/.test(name))
        .map(({ name }) => [table, name] as const),
    );
  }

  it('are UTC in every table', () => {
    const store = tempStore();
    const found = moments(store);
    expect(found.length).toBeGreaterThan(40);
    for (const [table, column] of found) {
      const { sql } = store.sql<{ sql: string }>('SELECT sql FROM sqlite_schema WHERE name = ?').get(table)!;
      expect(sql, `${table}.${column}`).toContain(`${column} GLOB '????-??-??T??:??:??*Z'`);
    }
  });

  it.each(['2026-01-05T10:00:00+02:00', '2026-01-05 10:00:00', '2026-01-05', 'now'])(
    'are never %s',
    (text) => {
      const store = tempStore();
      complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
      const set = (sql: string) => () => store.sql(sql).run(text);
      expect(set('UPDATE files SET created_at = ?')).toThrow(/CHECK/);
      expect(set('UPDATE meetings SET started_at = ?')).toThrow(/CHECK/);
      expect(set('UPDATE user_profiles SET created_at = ?')).toThrow(/CHECK/);
      expect(set("INSERT INTO cache (key, value, ttl) VALUES ('k', 'v', ?)")).toThrow(/CHECK/);
    },
  );
});
