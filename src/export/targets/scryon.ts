import type { Target } from '../target.js';
import { date, integer, json, localUser, moment, text, uuid, uuidOf } from './columns.js';

/*
 * The schema of scryon, as its document names it: a meeting is a call. Scryon knows one voice for each user, so that only
 * the profile that a user is linked with is sent.
 */

/**
 * Where a meeting stands. The document leaves the states of a call open; these follow from its artifacts. What scribe
 * makes of a transcript is made with it, so no call is ANALYZING.
 */
const callStatus = `
  CASE m.status
    WHEN 'completed' THEN 'COMPLETED'
    WHEN 'failed' THEN 'FAILED'
    ELSE CASE (SELECT t.status FROM transcriptions t WHERE t.meeting_id = m.id ORDER BY t.created_at DESC LIMIT 1)
      WHEN 'transcribing' THEN 'TRANSCRIBING'
      WHEN 'diarizing' THEN 'DIARIZING'
      WHEN 'extracting_features' THEN 'NORMALIZING'
      ELSE 'UPLOADED'
    END
  END`;

export const scryonTarget: Target = {
  name: 'scryon',
  tables: [
    {
      name: 'users',
      key: ['id'],
      keys: 'carried',
      natural: ['external_user_id'],
      shared: true,
      columns: {
        id: uuid,
        external_user_id: text,
        email: text,
        display_name: text,
        created_at: moment,
        updated_at: moment,
      },
      select: `
        SELECT u.id AS unit, u.id AS source, u.id, u.external_id AS external_user_id, u.email,
               coalesce(u.name, p.display_name) AS display_name, u.created_at, u.updated_at
        FROM temp.export_units e JOIN users u ON u.id = e.unit LEFT JOIN user_profiles p ON p.id = u.profile_id`,
    },
    {
      name: 'call_records',
      key: ['id'],
      keys: 'carried',
      columns: {
        id: uuid,
        user_id: uuidOf('users'),
        title: text,
        contact_name: text,
        contact_id: text,
        phone_number: text,
        organization: text,
        direction: text,
        recorded_at: moment,
        duration_seconds: integer,
        status: text,
        error_reason: text,
        created_at: moment,
        updated_at: moment,
      },
      select: `
        SELECT m.id AS unit, m.id AS source, m.id, coalesce(m.owner_id, ${localUser}) AS user_id, m.title, m.contact_name,
               m.contact_id, m.phone_number, m.organization, m.direction,
               coalesce(m.start_time, m.created_at) AS recorded_at,
               CAST(round(m.duration_seconds) AS INTEGER) AS duration_seconds, ${callStatus} AS status, m.error_reason,
               m.created_at, m.updated_at
        FROM temp.export_units e JOIN meetings m ON m.id = e.unit`,
    },
    {
      // transcript.json has the turns with their speakers: that is the normalized transcript. The other formats say the same
      // for people and have no type here; the output of the recognizer and of the diarization is no artifact of scribe.
      name: 'call_artifacts',
      key: ['id'],
      keys: 'carried',
      natural: ['call_id', 'artifact_type'],
      columns: {
        id: uuid,
        call_id: uuidOf('call_records'),
        artifact_type: text,
        storage_key: text,
        content_type: text,
        byte_size: integer,
        created_at: moment,
      },
      select: `
        SELECT a.meeting_id AS unit, a.id AS source, a.id, a.meeting_id AS call_id,
               CASE a.type WHEN 'summary.json' THEN 'ANALYSIS_JSON' ELSE 'NORMALIZED_TRANSCRIPT_JSON' END AS artifact_type, a.s3_key AS storage_key, 'application/json' AS content_type,
               a.size AS byte_size, a.created_at
        FROM temp.export_units e JOIN artifacts a ON a.meeting_id = e.unit AND a.type IN ('transcript.json', 'summary.json')`,
    },
    {
      // Scryon knows no cancelled task, and nothing above "high".
      name: 'action_items',
      key: ['id'],
      keys: 'carried',
      columns: {
        id: uuid,
        call_record_id: uuidOf('call_records'),
        title: text,
        description: text,
        due_date: date,
        priority: text,
        status: text,
        owner_speaker_id: text,
        owner_speaker_label: text,
        owner_display_name: text,
        owner_role: text,
        source_segment_ids_json: json,
        source_text: text,
        created_at: moment,
        updated_at: moment,
        completed_at: moment,
      },
      select: `
        SELECT t.meeting_id AS unit, t.id AS source, t.id, t.meeting_id AS call_record_id, t.title, t.description, t.due_date,
               CASE t.priority WHEN 'critical' THEN 'high' ELSE t.priority END AS priority,
               CASE t.status WHEN 'completed' THEN 'DONE' WHEN 'snoozed' THEN 'SNOOZED' ELSE 'OPEN' END AS status,
               s.id AS owner_speaker_id, s.cluster_id AS owner_speaker_label,
               coalesce(p.display_name, s.display_name, t.owner_name) AS owner_display_name,
               coalesce(t.owner_role, p.role) AS owner_role, t.source_segment_ids AS source_segment_ids_json,
               t.source_text, t.created_at, t.updated_at, t.completed_at
        FROM temp.export_units e JOIN tasks t ON t.meeting_id = e.unit LEFT JOIN speakers s ON s.id = t.owner_speaker_id
        LEFT JOIN user_profiles p ON p.id = s.user_profile_id
        WHERE t.status <> 'cancelled'`,
    },
    {
      // The embedding is what scryon says of it: opaque. Of two users with one voice, the elder has it.
      name: 'user_voice_profiles',
      key: ['id'],
      keys: 'carried',
      natural: ['user_id'],
      voice: true,
      columns: {
        id: uuid,
        user_id: uuidOf('users'),
        provider: text,
        model: text,
        model_version: text,
        embedding_json: json,
        consent_version: text,
        sample_duration_seconds: integer,
        created_at: moment,
        updated_at: moment,
      },
      select: `
        SELECT p.id AS unit, p.id AS source, p.id,
               (SELECT u.id FROM users u WHERE u.profile_id = p.id ORDER BY u.created_at, u.id LIMIT 1) AS user_id,
               'scribe' AS provider, p.voice_model AS model, NULL AS model_version, p.embeddings AS embedding_json,
               p.consent_version, CAST(round(p.sample_duration_seconds) AS INTEGER) AS sample_duration_seconds,
               p.created_at, p.updated_at
        FROM temp.export_units e JOIN user_profiles p ON p.id = e.unit
        WHERE p.voice_vector IS NOT NULL AND p.consent_version IS NOT NULL
          AND EXISTS (SELECT 1 FROM users u WHERE u.profile_id = p.id)`,
    },
    {
      name: 'call_processing_events',
      key: ['id'],
      keys: 'carried',
      columns: {
        id: uuid,
        call_id: uuidOf('call_records'),
        user_id: uuidOf('users'),
        stage: text,
        status: text,
        provider: text,
        duration_ms: integer,
        error_code: text,
        error_message: text,
        created_at: moment,
      },
      // The document calls the stages an enum without listing its members: these are scribe's, spelt like one.
      select: `
        SELECT coalesce(v.meeting_id, v.id) AS unit, v.id AS source, v.id, v.meeting_id AS call_id,
               coalesce(m.owner_id, ${localUser}) AS user_id, upper(replace(v.stage, '-', '_')) AS stage, v.status,
               v.provider, v.duration_ms, v.error_code, v.error_message, v.created_at
        FROM (SELECT v.* FROM temp.export_units e JOIN processing_events v ON v.meeting_id = e.unit
              UNION ALL
              SELECT v.* FROM temp.export_units e JOIN processing_events v ON v.id = e.unit AND v.meeting_id IS NULL) v
        LEFT JOIN meetings m ON m.id = v.meeting_id`,
    },
  ],
};
