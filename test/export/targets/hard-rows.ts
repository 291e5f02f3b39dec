import type { Target } from '../../../src/export/target.js';
import { failMeeting } from '../../../src/store/meetings.js';
import { addProcessingEvent } from '../../../src/store/processing-events.js';
import type { Store } from '../../../src/store/store.js';
import { at, begin, complete, makeRecording, newId } from '../../store/fixture.js';
import { enrollVoice, voice } from '../../store/meeting-of-voices.js';

/** What breaks a format of rows: line ends, quotes, backslashes, tabs, the NULL of COPY, an emoji, a letter of two parts. */
export const hard = '\\N\n"it\'s"\r\n\\.\t\\x🌊 e\u0301; -- {} $$';

export const longTitle = 'Ä'.repeat(10_000);

/** Inserts rows as they are. */
export function insertRows(
  store: Store,
  table: string,
  ...rows: readonly Readonly<Record<string, unknown>>[]
): void {
  for (const row of rows) {
    const names = Object.keys(row);
    store
      .sql(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
      .run(...Object.values(row));
  }
}

/**
 * A store with what is easily lost: a meeting with everything about it and an owner who is enrolled, one that failed before
 * a word was said, and one that is being processed.
 */
export function fillWithHardRows(store: Store) {
  const now = at(3);
  const dated = { created_at: now, updated_at: now };
  const maya = enrollVoice(store, 'Maya', voice(20));
  store
    .sql('UPDATE user_profiles SET role = ?, email = ?, company = ?, tags = ? WHERE id = ?')
    .run('Chair', 'maya@example.com', '', JSON.stringify([hard, 'b']), maya.id);
  const owner = newId();
  insertRows(store, 'users', {
    id: owner,
    external_id: 'auth0|maya',
    email: 'maya@example.com',
    name: 'Maya L.',
    profile_id: maya.id,
    ...dated,
  });

  const { meetingId: full, transcriptionId } = complete(store, makeRecording('a.ogg'), maya);
  const [first, second] = store
    .sql<{ id: string }>('SELECT id FROM speakers WHERE meeting_id = ? ORDER BY position')
    .all(full);
  store
    .sql("UPDATE speakers SET display_name = ?, label_source = 'named' WHERE id = ?")
    .run('Zoë', second.id);
  store
    .sql(
      `UPDATE meetings SET title = ?, summary = ?, key_points = ?, owner_id = ?, direction = 'OUTGOING', contact_name = ?,
         contact_id = 'c-1', phone_number = '+49 30 1', organization = '' WHERE id = ?`,
    )
    .run(longTitle, hard, JSON.stringify([hard, { n: 1.5 }]), owner, 'Ann', full);
  const segments = store
    .sql<{ id: string; text: string }>(
      'SELECT id, text FROM transcript_segments WHERE transcription_id = ? ORDER BY position',
    )
    .all(transcriptionId);
  const tasks = { open: newId(), later: newId(), done: newId(), gone: newId() };
  const task = { meeting_id: full, ...dated };
  insertRows(
    store,
    'tasks',
    {
      ...task,
      id: tasks.open,
      title: hard,
      description: 'First\nsecond',
      priority: 'critical',
      due_date: '2026-02-03',
      owner_speaker_id: first.id,
      source_segment_ids: JSON.stringify([segments[0].id]),
      source_text: hard,
      sub_tasks: JSON.stringify([{ title: hard, done: false }]),
    },
    {
      ...task,
      id: tasks.later,
      title: '',
      status: 'snoozed',
      owner_speaker_id: second.id,
      depends_on: tasks.open,
    },
    {
      ...task,
      id: tasks.done,
      title: 'Told',
      description: '',
      status: 'completed',
      completed_at: at(9),
      owner_name: 'Ann',
      owner_role: 'guest',
    },
    { ...task, id: tasks.gone, title: 'Never mind', status: 'cancelled' },
  );
  const notes = { meeting: newId(), person: newId() };
  insertRows(
    store,
    'notes',
    { id: notes.meeting, content: hard, subject_type: 'MEETING', subject_id: full, tags: '["x"]', ...dated },
    { id: notes.person, content: '', subject_type: 'PERSON', subject_id: maya.id, ...dated },
  );
  const threads = { meeting: newId(), person: newId() };
  insertRows(
    store,
    'ai_threads',
    { id: threads.meeting, context_type: 'MEETING', context_id: full, created_at: now },
    { id: threads.person, context_type: 'PERSON', context_id: maya.id, created_at: now },
  );
  const messages = { question: newId(), answer: newId() };
  insertRows(
    store,
    'chat_messages',
    { id: messages.question, thread_id: threads.meeting, role: 'user', content: hard, created_at: at(4) },
    {
      id: messages.answer,
      thread_id: threads.meeting,
      role: 'assistant',
      content: '',
      tool_calls: JSON.stringify([{ name: 'find', text: hard }]),
      created_at: at(5),
    },
  );
  const events = { decoded: newId(), failed: newId(), sweep: newId() };
  const event = { stage: 'detect-speech', createdAt: at(2) };
  addProcessingEvent(store, {
    ...event,
    id: events.decoded,
    meetingId: full,
    status: 'COMPLETED',
    provider: 'silero-vad',
    durationMs: 12,
  });
  addProcessingEvent(store, {
    ...event,
    id: events.sweep,
    meetingId: null,
    stage: 'sweep',
    status: 'SKIPPED',
  });

  const failed = begin(store, makeRecording('b.ogg', { path: '-', fileName: 'stdin' }), 5).meetingId;
  addProcessingEvent(store, {
    ...event,
    id: events.failed,
    meetingId: failed,
    stage: 'decode',
    status: 'FAILED',
    errorCode: 'RECORDING',
    errorMessage: 'Decoding /home/maya/b.ogg failed.',
  });
  const message = 'Decoding - failed: no audio.';
  failMeeting(store, { meetingId: failed, message, reason: 'RECORDING', newId, now: at(6) });
  const running = begin(store, makeRecording('c.ogg'), 7).meetingId;
  return {
    maya: maya.id,
    owner,
    local: store.sql<{ id: string }>("SELECT id FROM users WHERE external_id = 'local'").get()!.id,
    meetings: { full, failed, running },
    transcriptionId,
    speakers: [first.id, second.id],
    segments,
    tasks,
    notes,
    threads,
    messages,
    events,
    now,
  };
}

/** The rows that a target gives of the units in `temp.export_units`, by table, in the order of their sources. */
export function rowsOf(store: Store, target: Target): Readonly<Record<string, readonly object[]>> {
  return Object.fromEntries(
    target.tables.map(({ name, select }) => [
      name,
      store.sql<object>(`SELECT * FROM (${select}) ORDER BY source`).all(),
    ]),
  );
}
