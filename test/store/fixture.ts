import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { onTestFinished } from 'vitest';
import { formatsByDefault } from '../../src/domain/format-names.js';
import type { Artifact, Meeting } from '../../src/domain/meeting.js';
import type { Recording } from '../../src/domain/recording.js';
import { settingDefinitions } from '../../src/settings/definitions.js';
import { saveArtifacts } from '../../src/store/artifacts.js';
import { completeMeeting } from '../../src/store/completed-meetings.js';
import { beginMeeting, startProcessing } from '../../src/store/meetings.js';
import { tablesOfStore } from '../../src/store/mirrored-tables.js';
import { openStore } from '../../src/store/open-store.js';
import { createProfile } from '../../src/store/profiles.js';
import type { Store } from '../../src/store/store.js';

export const newId = (): string => v7();

/** A folder that goes with the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'scribe-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Minutes after a fixed moment. */
export const at = (minute: number): string => new Date(Date.UTC(2026, 0, 5, 9, minute)).toISOString();

export function tempStore(): Store {
  const store = openStore({ home: join(tempFolder(), 'home'), now: at(0) });
  onTestFinished(() => store.close());
  return store;
}

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A direction in space, of length 1. */
export function randomVoice(random: () => number, dims = 192): Float32Array {
  const raw = Float64Array.from({ length: dims }, () => random() - 0.5);
  const length = Math.hypot(...raw);
  return Float32Array.from(raw, (value) => value / length);
}

export function makeRecording(name: string, changes: Partial<Recording> = {}): Recording {
  const digit = [...name].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 4294967291, 7);
  const hex = digit.toString(16).padStart(8, '0');
  return {
    path: `/recordings/${name}`,
    fileName: name,
    size: 123_456,
    mime: 'audio/ogg',
    duration: 61.0375,
    recordedAt: '2026-01-05T08:59:30.250Z',
    dating: { source: 'tag', precision: 'moment', zone: null },
    fingerprint: {
      sha256: hex.repeat(8),
      contentFp: `c${hex.repeat(8).slice(1)}`,
      acoustic: Uint32Array.from([0, 1, 0xdeadbeef, 0xffffffff, digit]),
    },
    warnings: ['The clock drifts by 0.2 s.'],
    notes: ['Track 1 was taken.'],
    tracks: [
      { label: 'first.ogg', start: 0, drift: 0, placed: 'reference' },
      { label: 'second.ogg', start: 3.7, drift: -12.5, placed: 'sound' },
    ],
    ...changes,
  };
}

/** A meeting with what is easily lost: overlaps, words of no one, a named and an unnamed speaker, odd numbers. */
export function makeMeeting(
  recording: Recording,
  person: { id: string; displayName: string },
  id = newId(),
): Meeting {
  const random = randomNumbers(recording.fingerprint.acoustic.at(-1) ?? 1);
  const word = (text: string, start: number, end: number) => ({ text, start, end, confidence: random() });
  return {
    id,
    title: 'Stand-up, “Monday” 🌊',
    recording,
    language: 'en',
    models: {
      speech: 'silero-vad',
      recognition: 'whisper-tiny.en-scribe',
      voice: settingDefinitions.voiceModel.default,
    },
    clusters: [
      {
        id: 'S1',
        spans: [
          { start: 0.1, end: 1 / 3 },
          { start: 4, end: 9.30000001 },
        ],
        centroid: { model: settingDefinitions.voiceModel.default, vector: randomVoice(random) },
      },
      {
        id: 'S2',
        spans: [{ start: 8.5, end: 12 }],
        track: 1,
        centroid: { model: settingDefinitions.voiceModel.default, vector: randomVoice(random) },
      },
    ],
    speakers: [
      {
        clusterId: 'S1',
        profileId: person.id,
        displayName: person.displayName,
        similarity: 0.81234567891,
        candidates: [{ profileId: person.id, displayName: person.displayName, similarity: 0.81234567891 }],
      },
      { clusterId: 'S2', profileId: null, displayName: null, similarity: 0, candidates: [] },
    ],
    turns: [
      {
        clusterId: 'S1',
        start: 0.1,
        end: 1 / 3,
        text: 'Good morning.',
        confidence: 0.9,
        language: 'en',
        words: [word('Good', 0.1, 0.2), word('morning.', 0.2, 1 / 3)],
      },
      {
        clusterId: 'unattributed',
        start: 2,
        end: 2.5,
        text: 'Hm?',
        confidence: 0.25,
        language: 'en',
        words: [word('Hm?', 2, 2.5)],
      },
      {
        clusterId: 'S2',
        start: 8.5,
        end: 12,
        text: 'It\'s "done"; isn’t it?',
        confidence: 1,
        language: 'en',
        words: [],
      },
    ],
    unrecognized: [
      { start: 3.25, end: 4 + 1 / 3, reason: 'no-words' },
      { start: 20, end: 21.5, reason: 'left-out' },
    ],
    suppressed: [
      {
        clusterId: 'S2',
        start: 20.1,
        end: 20 + 2 / 3,
        text: 'Thank you.',
        confidence: random(),
        language: 'en',
        words: [word('Thank', 20.1, 20.3), word('you.', 20.3, 20 + 2 / 3)],
        reason: 'no-speech',
        detail: 'no speech was detected within 8.1 s',
        evidence: {
          meanLogProb: -1.25,
          noSpeechProb: 1 / 3,
          compressionRatio: 0.7,
          temperature: 0.2,
          looped: false,
        },
      },
      {
        clusterId: 'unattributed',
        start: 55,
        end: 57,
        text: '谢谢观看',
        confidence: 0,
        language: 'en',
        words: [word('谢谢观看', 55, 57)],
        reason: 'foreign-script',
        detail: 'Chinese or Japanese letters',
      },
    ],
  };
}

export function makeArtifacts(folder: string): readonly Artifact[] {
  return ['transcript.md', 'transcript.vtt'].map((type) => ({
    type,
    key: `${folder}/${type}`,
    size: 321,
    sha256: 'ab'.repeat(32),
  }));
}

/** Enrolls a person without a voice. */
export function enroll(store: Store, displayName: string): { id: string; displayName: string } {
  const id = newId();
  createProfile(store, { id, displayName, consentVersion: '1', consentedAt: at(0), now: at(0) });
  return { id, displayName };
}

/** A meeting that is being processed. */
export function begin(store: Store, recording: Recording, minute = 1, stream = 0) {
  const begun = beginMeeting(store, { recording, stream, title: recording.fileName, newId, now: at(minute) });
  startProcessing(store, begun.meetingId, at(minute));
  return begun;
}

/** A completed meeting. */
export function complete(
  store: Store,
  recording: Recording,
  person: { id: string; displayName: string },
  options: { readonly minute?: number; readonly replaces?: readonly string[]; readonly stream?: number } = {},
) {
  const { minute = 1, replaces, stream = 0 } = options;
  const begun = begin(store, recording, minute, stream);
  const meeting = makeMeeting(recording, person, begun.meetingId);
  const { meetingId } = begun;
  const asked = { style: 'verbatim', formats: formatsByDefault } as const;
  completeMeeting(store, { ...begun, meeting, ...asked, replaces, newId, now: at(minute + 1) });
  saveArtifacts(store, { meetingId, artifacts: makeArtifacts(meetingId), newId, now: at(minute + 1) });
  return { ...begun, meeting };
}

export function countRows(store: Store, table: string): number {
  return store.sql<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? -1;
}

/** What no undoing takes back: what was done, the files that were written of it or are owed, and how often anything changed. */
const bookkeeping = new Set([
  'voice_generation',
  'operations',
  'operation_changes',
  'operation_numbers',
  'render_debts',
  'revisions',
  'artifacts',
  'insight_states',
  'export_log',
  'export_log_meetings',
  // Keys of their own, which rows that are put back get anew.
  'search_meetings',
  'search_turns',
  'search_vectors',
  'search_codes',
  'search_waiting',
]);

/** What changes beside what people do: a meeting that is undone has just been changed, and companions follow the artifacts. */
const passingColumns = new Set(['meetings.updated_at', 'files.companion_files']);

/** What is made of a transcript whenever its files are written, as columns; rows of it say `extractive`. */
const extractedColumns = new Set([
  'meetings.summary',
  'meetings.key_points',
  'analytics.analysis_status',
  'analytics.key_topics',
  'analytics.action_items_summary',
  'analytics.decisions_made',
  'analytics.updated_at',
]);
const withExtractedRows = new Set(['insights', 'markers', 'tasks']);

/** Every row of every table that is neither bookkeeping nor extracted from the transcript, byte for byte. */
export function snapshot(store: Store): Readonly<Record<string, readonly string[]>> {
  const tables = tablesOfStore(store).filter((name) => !bookkeeping.has(name));
  return Object.fromEntries(
    tables.map((name) => {
      const columns = store
        .sql<{ column: string }>('SELECT name AS "column" FROM pragma_table_info(?)')
        .all(name)
        .map(({ column }) => column)
        .map((column) => ({ column, full: `${name}.${column}` }))
        .filter(({ full }) => !passingColumns.has(full) && !extractedColumns.has(full))
        .map(({ column }) => column);
      const values = columns.map((column) => `quote("${column}")`).join(` || ', ' || `);
      const where = withExtractedRows.has(name) ? `WHERE origin <> 'extractive'` : '';
      const rows = store
        .sql<{ row: string }>(`SELECT ${values} AS row FROM ${name} ${where} ORDER BY 1`)
        .all();
      return [name, rows.map(({ row }) => row)];
    }),
  );
}
