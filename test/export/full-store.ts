import type { Store } from '../../src/store/store.js';
import { at, complete, makeRecording, newId } from '../store/fixture.js';
import { enrollVoice, voice } from '../store/meeting-of-voices.js';

/** A completed meeting with a row in every table that an export mirrors, about a person with a voice. */
export function fillStore(store: Store, name = 'a.ogg'): { meetingId: string; profileId: string } {
  const now = at(3);
  const maya = enrollVoice(store, `Maya of ${name}`, voice(20));
  const { meetingId } = complete(store, makeRecording(name), maya);
  const speaker = store
    .sql<{ id: string }>('SELECT id FROM speakers WHERE meeting_id = ? ORDER BY position')
    .get(meetingId)!.id;
  const rows = (table: string, ...values: readonly Readonly<Record<string, unknown>>[]) => {
    for (const row of values) {
      const names = Object.keys(row);
      store
        .sql(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
        .run(...Object.values(row));
    }
  };
  const [first, second, thread] = [newId(), newId(), newId()];
  const dated = { created_at: now, updated_at: now };
  rows(
    'tasks',
    { id: second, meeting_id: meetingId, title: 'Then tell her', due_date: '2026-02-03', ...dated },
    { id: first, meeting_id: meetingId, title: 'Call\tAnna\\n', owner_speaker_id: speaker, ...dated },
  );
  store.sql('UPDATE tasks SET depends_on = ? WHERE id = ?').run(first, second);
  rows(
    'notes',
    { id: newId(), content: 'Two\nlines', subject_type: 'MEETING', subject_id: meetingId, ...dated },
    { id: newId(), content: 'likes tea', subject_type: 'PERSON', subject_id: maya.id, ...dated },
  );
  const [user, workspace, room] = [newId(), newId(), newId()];
  rows('workspaces', { id: workspace, name: 'Team', slug: `team-${name}`, created_at: now });
  rows('users', {
    id: user,
    external_id: `maya@${name}`,
    workspace_id: workspace,
    profile_id: maya.id,
    ...dated,
  });
  rows('rooms', { id: room, owner_id: user, workspace_id: workspace, name: 'Blue', created_at: now });
  store
    .sql('UPDATE meetings SET owner_id = ?, workspace_id = ?, room_id = ? WHERE id = ?')
    .run(user, workspace, room, meetingId);
  store.sql('UPDATE files SET owner = ?').run(user);
  const edit = { kind: 'text', origin: 'person', start_time: 0, end_time: 1, before: '[]', after: '[]' };
  rows('edits', { id: newId(), meeting_id: meetingId, position: 0, ...edit, created_at: now });
  rows('vocabulary', { id: newId(), term: `Kubernetes of ${name}`, ...dated });
  const claim = { kind: 'summary', position: 0, content: 'They met.', origin: 'extractive' };
  rows('insights', { id: newId(), meeting_id: meetingId, ...claim, created_at: now });
  rows('markers', { id: newId(), meeting_id: meetingId, type: 'risk', content: '', created_at: now });
  rows('participants', { id: newId(), meeting_id: meetingId, user_profile_id: maya.id, created_at: now });
  store.sql(`UPDATE analytics SET key_topics = '["a", {"b": null}]' WHERE meeting_id = ?`).run(meetingId);
  rows('meeting_known_profiles', { id: newId(), meeting_id: meetingId, profile_id: maya.id });
  rows('speaker_rejections', {
    speaker_id: speaker,
    profile_id: maya.id,
    meeting_id: meetingId,
    created_at: now,
  });
  rows(
    'processing_events',
    { id: newId(), meeting_id: meetingId, stage: 'decode', status: 'STARTED', created_at: now },
    { id: newId(), meeting_id: null, stage: 'sweep', status: 'COMPLETED', created_at: now },
  );
  rows('ai_threads', { id: thread, context_type: 'MEETING', context_id: meetingId, created_at: now });
  rows('chat_messages', { id: newId(), thread_id: thread, role: 'user', content: 'hi', created_at: now });
  rows('turn_metrics', { id: newId(), thread_id: thread, turn_number: 1, timestamp: now });
  rows('operations', { kind: 'name', summary: 'named S2', meeting_id: meetingId, created_at: now });
  const { id } = store
    .sql<{ id: string }>('SELECT operation_id AS id FROM operation_numbers ORDER BY number DESC')
    .get()!;
  for (const position of [0, 1])
    rows('operation_changes', {
      operation_id: id,
      position,
      table_name: 'speakers',
      row_key: JSON.stringify([speaker]),
      meeting_id: meetingId,
      before: '{"display_name": null}',
      after: '{"display_name": "Tom"}',
    });
  return { meetingId, profileId: maya.id };
}

/** Makes `temp.export_units`, with every unit of the store. */
export function takeAllUnits(store: Store): void {
  store.db.exec('CREATE TEMP TABLE export_units AS SELECT unit FROM revisions');
}
