import type { Target } from '../target.js';
import {
  boolean,
  date,
  integer,
  json,
  localUser,
  moment,
  number,
  text,
  uuid,
  uuidOf,
  voice,
} from './columns.js';

/*
 * The schema of wordloop, as its document names it. It has users and people, and no place for what a person said of a
 * voice, for suppressed passages, markers, or dependencies between tasks: those are in core.
 */

export const wordloopTarget: Target = {
  name: 'wordloop',
  tables: [
    {
      name: 'people',
      key: ['id'],
      keys: 'carried',
      columns: {
        id: uuid,
        name: text,
        role: text,
        email: text,
        company: text,
        tags: json,
        voice_model_status: text,
        voice_confidence: number,
        voice_vector: voice,
      },
      select: `
        SELECT p.id AS unit, p.id AS source, p.id, p.display_name AS name, p.role, p.email, p.company, p.tags,
               p.voice_model_status, p.voice_confidence, p.voice_vector
        FROM temp.export_units e JOIN user_profiles p ON p.id = e.unit`,
    },
    {
      name: 'users',
      key: ['id'],
      keys: 'carried',
      natural: ['auth0_id'],
      shared: true,
      columns: {
        id: uuid,
        auth0_id: text,
        email: text,
        name: text,
        person_id: uuidOf('people'),
        created_at: moment,
      },
      select: `
        SELECT u.id AS unit, u.id AS source, u.id, u.external_id AS auth0_id, u.email, u.name,
               u.profile_id AS person_id, u.created_at
        FROM temp.export_units e JOIN users u ON u.id = e.unit`,
    },
    {
      name: 'meetings',
      key: ['id'],
      keys: 'carried',
      columns: {
        id: uuid,
        user_id: uuidOf('users'),
        title: text,
        start_time: moment,
        end_time: moment,
        summary: text,
        key_points: json,
        source_type: text,
        created_at: moment,
      },
      select: `
        SELECT m.id AS unit, m.id AS source, m.id, coalesce(m.owner_id, ${localUser}) AS user_id, m.title, m.start_time,
               m.end_time, m.summary, m.key_points, m.source_type, m.created_at
        FROM temp.export_units e JOIN meetings m ON m.id = e.unit`,
    },
    {
      // One recording can be the file of several meetings: the row is the meeting's, and has its id.
      name: 'meeting_audio_files',
      key: ['id'],
      keys: 'carried',
      columns: {
        id: uuid,
        meeting_id: uuidOf('meetings'),
        storage_path: text,
        file_name: text,
        content_type: text,
        file_size: integer,
        created_at: moment,
      },
      select: `
        SELECT m.id AS unit, m.id AS source, m.id, m.id AS meeting_id, nullif(f.storage_path, '-') AS storage_path,
               f.file_name, f.mime AS content_type, f.size AS file_size, f.created_at
        FROM temp.export_units e JOIN meetings m ON m.id = e.unit JOIN files f ON f.id = m.file_id`,
    },
    {
      name: 'transcriptions',
      key: ['id'],
      keys: 'carried',
      columns: {
        id: uuid,
        meeting_id: uuidOf('meetings'),
        status: text,
        status_message: text,
        created_at: moment,
        updated_at: moment,
      },
      select: `
        SELECT t.meeting_id AS unit, t.id AS source, t.id, t.meeting_id, t.status, t.status_message, t.created_at,
               t.updated_at
        FROM temp.export_units e JOIN transcriptions t ON t.meeting_id = e.unit`,
    },
    {
      name: 'transcription_status_history',
      key: ['id'],
      keys: 'carried',
      columns: {
        id: uuid,
        transcription_id: uuidOf('transcriptions'),
        status: text,
        status_message: text,
        created_at: moment,
      },
      select: `
        SELECT t.meeting_id AS unit, h.id AS source, h.id, h.transcription_id, h.status, h.status_message, h.created_at
        FROM temp.export_units e JOIN transcriptions t ON t.meeting_id = e.unit
        JOIN transcription_status_history h ON h.transcription_id = t.id`,
    },
    {
      // Whom a person named without a profile has no row in people: there the name is the label.
      name: 'transcript_segments',
      key: ['id'],
      keys: 'carried',
      columns: {
        id: uuid,
        transcription_id: uuidOf('transcriptions'),
        person_id: uuidOf('people'),
        speaker_label: text,
        text,
        start_time: number,
        end_time: number,
        confidence: number,
        is_final: boolean,
        feature_vector: voice,
      },
      select: `
        SELECT t.meeting_id AS unit, g.id AS source, g.id, g.transcription_id, s.user_profile_id AS person_id,
               coalesce(s.display_name, g.speaker) AS speaker_label, g.text, g.start_time, g.end_time, g.confidence,
               g.is_final, g.feature_vector
        FROM temp.export_units e JOIN transcriptions t ON t.meeting_id = e.unit
        JOIN transcript_segments g ON g.transcription_id = t.id LEFT JOIN speakers s ON s.id = g.speaker_id`,
    },
    {
      // Wordloop has one text for a task, and two states: what was cancelled is neither pending nor completed.
      name: 'tasks',
      key: ['id'],
      keys: 'carried',
      columns: {
        id: uuid,
        user_id: uuidOf('users'),
        content: text,
        status: text,
        due_date: date,
        assigned_to: uuidOf('people'),
        meeting_id: uuidOf('meetings'),
        sub_tasks: json,
        created_at: moment,
      },
      select: `
        SELECT t.meeting_id AS unit, t.id AS source, t.id, coalesce(t.user_id, m.owner_id, ${localUser}) AS user_id,
               CASE WHEN t.description <> '' THEN t.title || char(10, 10) || t.description ELSE t.title END AS content,
               CASE t.status WHEN 'completed' THEN 'completed' ELSE 'pending' END AS status, t.due_date,
               s.user_profile_id AS assigned_to, t.meeting_id, t.sub_tasks, t.created_at
        FROM temp.export_units e JOIN meetings m ON m.id = e.unit JOIN tasks t ON t.meeting_id = m.id
        LEFT JOIN speakers s ON s.id = t.owner_speaker_id
        WHERE t.status <> 'cancelled'`,
    },
    {
      name: 'notes',
      key: ['id'],
      keys: 'carried',
      columns: {
        id: uuid,
        user_id: uuidOf('users'),
        content: text,
        subject_type: text,
        subject_id: uuid,
        tags: json,
        created_at: moment,
        updated_at: moment,
      },
      select: `
        SELECT n.subject_id AS unit, n.id AS source, n.id, coalesce(n.user_id, m.owner_id, ${localUser}) AS user_id,
               n.content, n.subject_type, n.subject_id, n.tags, n.created_at, n.updated_at
        FROM temp.export_units e JOIN notes n ON n.subject_type IN ('PERSON', 'MEETING') AND n.subject_id = e.unit
        LEFT JOIN meetings m ON m.id = n.subject_id`,
    },
    {
      name: 'ai_threads',
      key: ['id'],
      keys: 'carried',
      columns: {
        id: uuid,
        user_id: uuidOf('users'),
        context_type: text,
        context_id: uuid,
        created_at: moment,
      },
      select: `
        SELECT a.context_id AS unit, a.id AS source, a.id, coalesce(a.user_id, m.owner_id, ${localUser}) AS user_id,
               a.context_type, a.context_id, a.created_at
        FROM temp.export_units e JOIN ai_threads a ON a.context_type IN ('PERSON', 'MEETING') AND a.context_id = e.unit
        LEFT JOIN meetings m ON m.id = a.context_id`,
    },
    {
      name: 'chat_messages',
      key: ['id'],
      keys: 'carried',
      columns: {
        id: uuid,
        thread_id: uuidOf('ai_threads'),
        role: text,
        content: text,
        tool_calls: json,
        created_at: moment,
      },
      select: `
        SELECT a.context_id AS unit, c.id AS source, c.id, c.thread_id, c.role, c.content, c.tool_calls, c.created_at
        FROM temp.export_units e JOIN ai_threads a ON a.context_type IN ('PERSON', 'MEETING') AND a.context_id = e.unit
        JOIN chat_messages c ON c.thread_id = a.id`,
    },
  ],
};
