import { failMeeting } from '../../src/store/meetings.js';
import type { Store } from '../../src/store/store.js';
import { at, begin, complete, enroll, makeRecording, newId, tempStore } from '../store/fixture.js';

/** Text that is easily damaged on its way: quotes, line ends, what COPY and psql read as theirs, and 300 characters. */
export const hurtful = `It's "done"\n\\N\t\\. $$ %s 🌊 名前 e\u0301 ${'x'.repeat(270)}`;

/** Inserts a row and gives its id, which is new unless the row has one. */
export function insert(store: Store, table: string, row: Readonly<Record<string, unknown>>): string {
  const whole: Record<string, unknown> = { id: newId(), created_at: at(3), ...row };
  if (table === 'turn_metrics') delete whole.created_at;
  const names = Object.keys(whole);
  store
    .sql(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`)
    .run(whole);
  return whole.id as string;
}

export interface Office {
  readonly store: Store;
  /** Users: Maya and Omar have an address, Lee has none; Omar is recognized by the address of his profile. */
  readonly maya: string;
  readonly omar: string;
  readonly lee: string;
  readonly workspace: string;
  readonly room: string;
  /** Maya's, in the room and the workspace, with all that may follow from a meeting. */
  readonly planned: string;
  /** Nobody's. */
  readonly loose: string;
  readonly processing: string;
  readonly failed: string;
  /** The first depends on the second. */
  readonly tasks: readonly [string, string];
}

/** A store with a meeting of every kind that matters to other systems. */
export function fillOffice(): Office {
  const store = tempStore();
  const [mayaVoice, omarVoice] = ['Maya', 'Omar'].map((name) => enroll(store, name));
  store.sql("UPDATE user_profiles SET email = 'omar@example.com' WHERE id = ?").run(omarVoice.id);
  store.sql("UPDATE user_profiles SET role = 'Engineer' WHERE id = ?").run(mayaVoice.id);
  const workspace = insert(store, 'workspaces', {
    name: 'Sales',
    slug: 'sales',
    settings: '{"day":"Monday"}',
  });
  const user = (row: Readonly<Record<string, unknown>>) =>
    insert(store, 'users', { updated_at: at(3), ...row });
  const maya = user({
    external_id: 'auth0|maya',
    username: 'maya',
    name: 'Maya Chen',
    email: 'maya@example.com',
    role: 'organizer',
    workspace_id: workspace,
    profile_id: mayaVoice.id,
  });
  const omar = user({ external_id: 'omar', email: 'omar@example.com' });
  const lee = user({ external_id: 'lee', name: 'Lee' });
  const room = insert(store, 'rooms', {
    owner_id: maya,
    workspace_id: workspace,
    name: 'Blue',
    token: 'blue-1',
  });

  const planned = complete(store, makeRecording('planned.ogg'), mayaVoice, { minute: 10 }).meetingId;
  store
    .sql(
      `UPDATE meetings SET title = ?, description = ?, owner_id = ?, workspace_id = ?, room_id = ?,
         scheduled_start = '2026-01-05T09:00:00.000Z', scheduled_end = '2026-01-05T09:30:00.000Z' WHERE id = ?`,
    )
    .run(hurtful, hurtful, maya, workspace, room, planned);
  store.sql('UPDATE files SET owner = ?').run(maya);
  store.sql(`UPDATE speakers SET display_name = ? WHERE cluster_id = 'S2'`).run(`Dr. ${'ü'.repeat(60)}`);

  const loose = complete(store, makeRecording('loose.ogg'), omarVoice, { minute: 20 }).meetingId;
  const processing = begin(store, makeRecording('processing.ogg'), 30).meetingId;
  const failed = begin(store, makeRecording('failed.ogg'), 40).meetingId;
  failMeeting(store, { meetingId: failed, message: 'No sound.', newId, now: at(41) });

  const speaker = store
    .sql<{ id: string }>("SELECT id FROM speakers WHERE meeting_id = ? AND cluster_id = 'S1'")
    .get(planned)!.id;
  const task = (row: Readonly<Record<string, unknown>>) =>
    insert(store, 'tasks', { meeting_id: planned, updated_at: at(12), ...row });
  const before = task({
    title: hurtful,
    status: 'snoozed',
    priority: 'high',
    due_date: '2026-02-01',
    owner_speaker_id: speaker,
    user_id: lee,
  });
  const after = task({
    title: 'Send the numbers',
    status: 'completed',
    completed_at: at(50),
    depends_on: before,
    user_id: omar,
  });
  insert(store, 'markers', {
    meeting_id: planned,
    type: 'risk',
    content: hurtful,
    timestamp: 9000,
    speaker: 'Maya',
  });
  insert(store, 'markers', {
    meeting_id: planned,
    type: 'decision',
    content: 'Go',
    timestamp: 500,
    user_id: omar,
  });
  insert(store, 'participants', {
    meeting_id: planned,
    user_profile_id: mayaVoice.id,
    role: 'presenter',
    status: 'declined',
  });
  insert(store, 'participants', { meeting_id: planned, email: 'omar@example.com', status: 'accepted' });
  insert(store, 'participants', { meeting_id: planned, name: 'A guest', name_key: 'a guest' });

  const thread = insert(store, 'ai_threads', { context_type: 'MEETING', context_id: planned, user_id: omar });
  for (const turn of [1, 0])
    insert(store, 'turn_metrics', {
      thread_id: thread,
      turn_number: turn,
      input_tokens: 100 + turn,
      output_tokens: 20,
      latency_ms: 900,
      classification: 'question',
      timestamp: at(60 + turn),
    });
  const person = insert(store, 'ai_threads', { context_type: 'PERSON', context_id: mayaVoice.id });
  insert(store, 'turn_metrics', { thread_id: person, turn_number: 0, timestamp: at(70) });
  return {
    store,
    maya,
    omar,
    lee,
    workspace,
    room,
    planned,
    loose,
    processing,
    failed,
    tasks: [after, before],
  };
}
