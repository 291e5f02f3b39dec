import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { fillStore } from '../../bench/many-meetings.js';
import { ask } from '../../src/commands/ask/ask.js';
import { printThreads } from '../../src/commands/ask/threads.js';
import { showInsights } from '../../src/commands/insights/insights.js';
import { addMarker, listMarkers, removeMarkers } from '../../src/commands/markers/markers.js';
import { listMeetings } from '../../src/commands/meetings/list.js';
import { nameCluster } from '../../src/commands/meetings/name.js';
import { removeMeetings } from '../../src/commands/meetings/rm.js';
import { showMeeting } from '../../src/commands/meetings/show.js';
import { addNote, listNotes } from '../../src/commands/notes/notes.js';
import { printLog } from '../../src/commands/operations/log.js';
import { undo } from '../../src/commands/operations/undo.js';
import { relabel } from '../../src/commands/relabel/relabel.js';
import { search } from '../../src/commands/search/search.js';
import { forgetSpeaker } from '../../src/commands/speakers/forget.js';
import { listSpeakers } from '../../src/commands/speakers/list.js';
import { renameSpeaker } from '../../src/commands/speakers/rename.js';
import { reviewSpeakers } from '../../src/commands/speakers/review.js';
import { listSamples } from '../../src/commands/speakers/samples.js';
import { showSpeaker } from '../../src/commands/speakers/show.js';
import { listUnknownSpeakers } from '../../src/commands/speakers/unknown.js';
import { addTask } from '../../src/commands/tasks/add.js';
import { finishTasks } from '../../src/commands/tasks/change.js';
import { listTasks } from '../../src/commands/tasks/list.js';
import { printTranscript } from '../../src/commands/transcript/transcript.js';
import { shortId } from '../../src/domain/meeting.js';
import { embedTurns } from '../../src/ingest/embed-turns.js';
import { searchByMeaning } from '../../src/search/search-by-meaning.js';
import { listMeetings as readMeetings } from '../../src/store/list-meetings.js';
import { openStore } from '../../src/store/open-store.js';
import type { Store } from '../../src/store/store.js';
import { countWaiting, modelOfVectors } from '../../src/store/text-vectors.js';
import { createTestContext } from '../command-context.js';
import { at, complete, enroll, makeRecording } from './fixture.js';

/** What each statement was, and how SQLite finds its rows: collected while commands run. */
const plans = vi.hoisted(() => new Map<string, readonly string[]>());

vi.mock('../../src/store/store.js', async (load) => {
  const real = await load<typeof import('../../src/store/store.js')>();
  return {
    ...real,
    storeOver: (...given: Parameters<typeof real.storeOver>): Store => {
      const store = real.storeOver(...given);
      const explained = <Row>(text: string) => {
        const statement = store.sql<Row>(text);
        const note = (values: readonly unknown[]) => {
          if (plans.has(text)) return;
          const rows = store.db
            .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`)
            .all(...values);
          plans.set(
            text,
            rows.map(({ detail }) => detail),
          );
        };
        return new Proxy(statement, {
          get(target, name) {
            const value = Reflect.get(target, name, target) as unknown;
            if (typeof value !== 'function') return value;
            return (...values: unknown[]) => {
              if (['all', 'get', 'run', 'iterate'].includes(String(name))) note(values);
              return Reflect.apply(value, target, values) as unknown;
            };
          },
        });
      };
      return { ...store, sql: explained } as Store;
    },
  };
});

/** Statements that may read a whole table, by a part of their text, and why. */
const allowed: readonly (readonly [text: RegExp, scans: RegExp, reason: string])[] = [
  [
    /FROM meetings m LEFT JOIN files f/,
    /^SCAN m( USING INDEX idx_meetings_(created_at|start_time))?$/,
    'a list of all meetings',
  ],
  [
    /LIMIT @limit\) chosen JOIN meetings m/,
    /^SCAN (chosen|m USING INDEX idx_meetings_created_at)$/,
    'as many meetings as are asked for',
  ],
  [/^SELECT count\(\*\) AS n FROM meetings m/, /USING COVERING INDEX/, 'how long that list is'],
  [/LIMIT 1 OFFSET @steps/, /USING INDEX idx_meetings_created_at$/, 'as many as are stepped over'],
  [
    /instr\(lower\(title\)/,
    /^SCAN meetings USING COVERING INDEX/,
    'the middle of a text: titles alone are read',
  ],
  [
    /WHERE (lower\(title\) =|substr\(lower\(title\))/,
    /^SCAN meetings USING COVERING INDEX/,
    'titles whatever their case: titles alone are read',
  ],
  [/substr\(replace\(id/, /^SCAN meetings USING COVERING INDEX/, 'short ids: ids alone are read'],
  [/substr\(id, -8\) = \?/, /^SCAN meetings USING COVERING INDEX/, 'short ids: ids alone are read'],
  [
    /substr\(id, -8, length\(@plain\)\)/,
    /^SCAN (tasks|markers|notes) USING COVERING INDEX/,
    'short ids: ids alone are read',
  ],
  [/FROM tasks t JOIN meetings m/, /^SCAN t\b/, 'a list of all tasks'],
  [/count\(\*\) AS n FROM search_waiting/, /^SCAN search_waiting/, 'keys alone, mostly none'],
  [/FROM search_vectors ORDER BY id DESC LIMIT 1/, /^SCAN search_vectors$/, 'the last row'],
  [/FROM search_about a/, /^SCAN m\b/, 'a title with less than three characters of what is looked for'],
  [/FROM render_debts/, /^SCAN render_debts/, 'mostly empty: all that is owed is paid'],
  [/./, /^SCAN (p|user_profiles|u)\b/, 'people are few: all are listed, or matched'],
  [/./, /^SCAN (voice_centroids|voice_generation|c|schema_migrations)\b/, 'as many as people, or one row'],
  [
    /FROM (export_destinations d|artifact_roots r)|JOIN export_destinations d/,
    /^SCAN (d|r|artifact_roots)\b.* USING (COVERING )?INDEX sqlite_autoindex_(export_destinations|artifact_roots)_1$/,
    'places to which somebody exports are few',
  ],
  [
    /WHERE s\.label_source = 'automatic' AND s\.centroid IS NOT NULL$/,
    /^SCAN (s|m\b.*)$/,
    'a profile that changed is compared with every voice',
  ],
  [/FROM voice_samples/, /^SCAN voice_samples|^SCAN s\b/, 'a few a person'],
  [
    /FROM meeting_(people|stretches)/,
    /^SCAN (meeting_people|meeting_stretches|edge)$/,
    'views of one meeting',
  ],
  [/vec_distance_cosine/, /^SCAN n$/, 'the nearest few, already found'],
  [/instr\(candidates/, /^SCAN speakers/, 'forgetting a person looks for every mention'],
  [/FROM files WHERE warnings/, /^SCAN files$/, 'forgetting a person looks for every mention'],
  [
    /content, tool_calls AS toolCalls FROM chat_messages$/,
    /^SCAN chat_messages$/,
    'forgetting a person looks for every mention',
  ],
  [/FROM ai_threads a/, /^SCAN a$/, 'the threads are listed whole'],
  [
    /DELETE FROM ai_threads/,
    /^SCAN chat_messages$/,
    'removing a meeting looks for every answer that cites it',
  ],
  [/FROM operations o/, /^SCAN (o|n)\b/, 'the log is printed whole, or its last line'],
];

function idsOf(home: string, table: string): string[] {
  const store = openStore({ home, now: at(0) });
  const ids = store.sql<string>(`SELECT id FROM ${table}`).pluck().all();
  store.close();
  return ids;
}

/** A search by meaning, with vectors of nothing. */
async function searchMeaning({ home }: { readonly home: string }): Promise<void> {
  const store = openStore({ home, now: at(0) });
  const vector = new Float32Array(384).fill(0.05);
  const embed = async (texts: readonly string[]) => texts.map(() => vector);
  const { signal } = new AbortController();
  await embedTurns(store, { model: 'x', embed, signal });
  await embedTurns(store, { model: 'x', embed, signal, meetingId: 'none' });
  countWaiting(store);
  modelOfVectors(store);
  searchByMeaning(store, { text: 'monday', speaker: 'Maya', language: 'en' }, { model: 'x', vector });
  store.close();
}

/** Whole tables that a statement reads without leave; values, such as those of json_each, are none. */
function scansOf(text: string, plan: readonly string[]): string[] {
  return plan
    .filter((step) => /^SCAN (?!.*VIRTUAL TABLE)(?!CONSTANT ROW|\()/.test(step))
    .filter((step) => !allowed.some(([words, scans]) => words.test(text) && scans.test(step)));
}

describe('the statements of everyday commands', () => {
  it('find their rows by an index', async () => {
    const context = createTestContext({ confirm: async () => false });
    onTestFinished(() => context.remove());
    const store = openStore({ home: context.home, now: at(0) });
    fillStore(store, { meetings: 12, people: 4, turns: 6 });
    complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
    const [{ id }, { id: other }] = readMeetings(store);
    store.close();

    const silent = { ...context, confirm: null };
    await listMeetings(silent, {});
    await listMeetings(silent, { limit: 5, status: 'failed' });
    await listMeetings(silent, { since: '2024-01-01', speaker: 'Maya', title: 'mon' });
    await listMeetings(silent, { text: 'monday OR 预算', from: '2024', to: '2024', sort: 'date' });
    for (const sort of ['title', 'duration', 'added'] as const) await listMeetings(silent, { sort });
    await listMeetings({ ...silent, out: { ...silent.out, isTTY: true } }, { limit: 1 });
    for (const name of ['last~1', 'Stand-up 1', 'Budg'])
      await showMeeting(silent, name).catch((error: Error) => expect(error.name).toBe('ScribeError'));
    for (const name of [id, shortId(id), id.slice(0, 20), 'last']) await showMeeting(silent, name);
    await printTranscript(silent, id, { format: 'md' });
    await showInsights(silent, id, { again: true });
    await addTask(silent, id, 'Buy cake', { owner: 'S1', due: '2026-01-31' });
    await listTasks(silent, undefined, { owner: 'S', due: '2026-01-31', overdue: true });
    await listTasks(silent, id, { all: true });
    await addMarker(silent, id, 'Cake', { type: 'risk', at: '0' });
    await listMarkers(silent, id, {});
    await addNote(silent, [id, 'Nice.'], {});
    await listNotes(silent, id, {});
    const [task, marker] = ['tasks', 'markers'].map((table) => idsOf(context.home, table)[0]);
    await finishTasks(silent, [task]);
    await removeMarkers(silent, [marker]);
    await search(silent, ['monday'], { context: 1 });
    await search(silent, ['预算 NOT 风', 'OR', 'ab'], {});
    await search(silent, ['monday NOT 预'], { speaker: 'Maya', from: '2024', to: '2024-02', language: 'en' });
    await search(silent, ['monday'], { speaker: 'S1', meeting: id });
    await searchMeaning(silent);
    await printTranscript(silent, id, { format: 'md', suppressed: true });
    await ask(
      { ...silent, settings: createTestContext({ home: context.home, flags: { llm: 'none' } }).settings },
      ['Monday?'],
      {},
    );
    await printThreads(silent);
    await listSpeakers(silent);
    await showSpeaker(silent, 'Maya');
    await listSamples(silent, 'Maya');
    await listUnknownSpeakers(silent, {});
    await reviewSpeakers(silent, {});
    await relabel(silent, [], { all: true, dryRun: true });
    await relabel(silent, [], { since: '2024-01-01' });
    await nameCluster(silent, id, 'S2', 'Anna', {});
    await printLog(silent, undefined, {});
    await printLog(silent, id, {});
    await undo(silent, undefined);
    await renameSpeaker(silent, 'Maya', 'Maja');
    await forgetSpeaker(silent, 'Maja', { yes: true });
    await removeMeetings(silent, [other], { yes: true });

    expect(plans.size).toBeGreaterThan(60);
    const scans = [...plans].flatMap(([text, plan]) =>
      scansOf(text, plan).map((step) => `${step}: ${text.replace(/\s+/g, ' ').slice(0, 200)}`),
    );
    expect(scans).toEqual([]);
    // Nearly all meetings are completed: to look through those by the index of states is a scan by another name.
    const byState = [...plans].filter(([, plan]) =>
      plan.some((step) => step.includes('idx_meetings_status')),
    );
    const wanted = /WHERE m\.status (= @status\s+ORDER BY|IN \('pending', 'processing'\))/;
    expect(byState.map(([text]) => text).filter((text) => !wanted.test(text))).toEqual([]);
  });

  it.each([
    [
      'by date',
      "SELECT * FROM meetings WHERE start_time >= '2026'",
      'idx_meetings_start_time (start_time>?)',
    ],
    ['by title', "SELECT * FROM meetings WHERE title = 'x'", 'idx_meetings_title (title=?)'],
    ['by person', "SELECT * FROM speakers WHERE user_profile_id = 'x'", 'idx_speakers_user_profile_id'],
    [
      'segments by meeting and time',
      `SELECT g.* FROM transcriptions t JOIN transcript_segments g ON g.transcription_id = t.id
       WHERE t.meeting_id = 'x' AND g.start_time >= 60`,
      'idx_transcript_segments_start_time (transcription_id=? AND start_time>?)',
    ],
  ])('meetings are found %s', (_what, text, index) => {
    const context = createTestContext();
    onTestFinished(() => context.remove());
    const store = openStore({ home: context.home, now: at(0) });
    onTestFinished(() => store.close());
    const plan = store.db.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`).all();
    expect(plan.map(({ detail }) => detail).join('\n')).toContain(index);
  });
});
