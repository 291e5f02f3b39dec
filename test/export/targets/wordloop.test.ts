import { expect, it } from 'vitest';
import { wordloopTarget } from '../../../src/export/targets/wordloop.js';
import { at, tempStore } from '../../store/fixture.js';
import { voice } from '../../store/meeting-of-voices.js';
import { takeAllUnits } from '../full-store.js';
import { fillWithHardRows, hard, longTitle, rowsOf } from './hard-rows.js';

it('gives wordloop every row that the store has for it', () => {
  const store = tempStore();
  const there = fillWithHardRows(store);
  takeAllUnits(store);
  const { maya, owner, local, meetings, tasks, notes, threads, messages, now } = there;
  const { full, failed, running } = meetings;
  const vector = Buffer.from(voice(20).buffer);
  const rows = rowsOf(store, wordloopTarget);
  const own = (id: string, unit = id) => ({ unit, source: id, id });

  expect(rows.people).toEqual([
    {
      ...own(maya),
      name: 'Maya',
      role: 'Chair',
      email: 'maya@example.com',
      company: '',
      tags: JSON.stringify([hard, 'b']),
      voice_model_status: 'training',
      voice_confidence: 1,
      voice_vector: vector,
    },
  ]);
  expect(rows.users).toEqual([
    {
      ...own(local),
      auth0_id: 'local',
      email: 'local@localhost',
      name: null,
      person_id: null,
      created_at: '1970-01-01T00:00:00.000Z',
    },
    {
      ...own(owner),
      auth0_id: 'auth0|maya',
      email: 'maya@example.com',
      name: 'Maya L.',
      person_id: maya,
      created_at: now,
    },
  ]);
  const recorded = { start_time: '2026-01-05T08:59:30.250Z', source_type: 'recording' };
  const unfinished = { ...recorded, user_id: local, end_time: null, summary: null, key_points: null };
  expect(rows.meetings).toEqual([
    {
      ...own(full),
      ...recorded,
      user_id: owner,
      title: longTitle,
      end_time: '2026-01-05T09:00:31.287Z',
      summary: hard,
      key_points: JSON.stringify([hard, { n: 1.5 }]),
      created_at: at(1),
    },
    { ...own(failed), ...unfinished, title: 'stdin', created_at: at(5) },
    { ...own(running), ...unfinished, title: 'c.ogg', created_at: at(7) },
  ]);
  const file = { content_type: 'audio/ogg', file_size: 123_456 };
  expect(rows.meeting_audio_files).toEqual([
    {
      ...own(full),
      ...file,
      meeting_id: full,
      storage_path: '/recordings/a.ogg',
      file_name: 'a.ogg',
      created_at: at(1),
    },
    {
      ...own(failed),
      ...file,
      meeting_id: failed,
      storage_path: null,
      file_name: 'stdin',
      created_at: at(5),
    },
    {
      ...own(running),
      ...file,
      meeting_id: running,
      storage_path: '/recordings/c.ogg',
      file_name: 'c.ogg',
      created_at: at(7),
    },
  ]);

  const message = 'Decoding - failed: no audio.';
  expect(rows.transcriptions).toMatchObject([
    {
      unit: full,
      source: there.transcriptionId,
      meeting_id: full,
      status: 'completed',
      status_message: null,
    },
    {
      unit: failed,
      meeting_id: failed,
      status: 'failed',
      status_message: message,
      created_at: at(5),
      updated_at: at(6),
    },
    { unit: running, meeting_id: running, status: 'pending', status_message: null, created_at: at(7) },
  ]);
  expect(rows.transcription_status_history).toMatchObject([
    { unit: full, transcription_id: there.transcriptionId, status: 'pending', created_at: at(1) },
    { unit: full, transcription_id: there.transcriptionId, status: 'completed', created_at: at(2) },
    { unit: failed, status: 'pending', status_message: null },
    { unit: failed, status: 'failed', status_message: message, created_at: at(6) },
    { unit: running, status: 'pending' },
  ]);
  const segment = { transcription_id: there.transcriptionId, is_final: 1, feature_vector: null };
  expect(rows.transcript_segments).toEqual([
    {
      ...own(there.segments[0].id, full),
      ...segment,
      person_id: maya,
      speaker_label: 'S1',
      text: 'Good morning.',
      start_time: 0.1,
      end_time: 1 / 3,
      confidence: 0.9,
    },
    {
      ...own(there.segments[1].id, full),
      ...segment,
      person_id: null,
      speaker_label: 'unattributed',
      text: 'Hm?',
      start_time: 2,
      end_time: 2.5,
      confidence: 0.25,
    },
    {
      ...own(there.segments[2].id, full),
      ...segment,
      person_id: null,
      speaker_label: 'Zoë',
      text: 'It\'s "done"; isn’t it?',
      start_time: 8.5,
      end_time: 12,
      confidence: 1,
    },
  ]);

  const task = {
    user_id: owner,
    meeting_id: full,
    due_date: null,
    assigned_to: null,
    sub_tasks: '[]',
    created_at: now,
  };
  expect(rows.tasks).toEqual([
    {
      ...own(tasks.open, full),
      ...task,
      content: `${hard}\n\nFirst\nsecond`,
      status: 'pending',
      due_date: '2026-02-03',
      assigned_to: maya,
      sub_tasks: JSON.stringify([{ title: hard, done: false }]),
    },
    { ...own(tasks.later, full), ...task, content: '', status: 'pending' },
    { ...own(tasks.done, full), ...task, content: 'Told', status: 'completed' },
  ]);
  const dated = { created_at: now, updated_at: now };
  expect(rows.notes).toEqual([
    {
      ...own(notes.meeting, full),
      ...dated,
      user_id: owner,
      content: hard,
      subject_type: 'MEETING',
      subject_id: full,
      tags: '["x"]',
    },
    {
      ...own(notes.person, maya),
      ...dated,
      user_id: local,
      content: '',
      subject_type: 'PERSON',
      subject_id: maya,
      tags: '[]',
    },
  ]);
  expect(rows.ai_threads).toEqual([
    {
      ...own(threads.meeting, full),
      user_id: owner,
      context_type: 'MEETING',
      context_id: full,
      created_at: now,
    },
    {
      ...own(threads.person, maya),
      user_id: local,
      context_type: 'PERSON',
      context_id: maya,
      created_at: now,
    },
  ]);
  expect(rows.chat_messages).toEqual([
    {
      ...own(messages.question, full),
      thread_id: threads.meeting,
      role: 'user',
      content: hard,
      tool_calls: null,
      created_at: at(4),
    },
    {
      ...own(messages.answer, full),
      thread_id: threads.meeting,
      role: 'assistant',
      content: '',
      tool_calls: JSON.stringify([{ name: 'find', text: hard }]),
      created_at: at(5),
    },
  ]);
});
