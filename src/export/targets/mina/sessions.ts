import type { TargetTable } from '../../target.js';
import { atMost, boolean, integer, keyOf, moment, number, text } from '../columns.js';
import { organizer } from './meetings.js';
import { knownUser } from './people.js';

/**
 * One for each meeting: when it was recorded, and how far its transcript is. `external_id` is the meeting's id in scribe.
 * scribe detects speech in every recording, so `vad_enabled` keeps its default.
 */
export const session: TargetTable = {
  name: 'session',
  key: ['id'],
  keys: 'given',
  natural: ['external_id'],
  columns: {
    external_id: text,
    status: text,
    user_id: keyOf('user'),
    language: atMost(10),
    vad_enabled: boolean,
    started_at: moment,
    ended_at: moment,
    created_at: moment,
  },
  select: `
    SELECT unit, m.id AS source, m.id AS external_id,
      CASE m.status WHEN 'failed' THEN 'error' ELSE m.status END AS status,
      ${knownUser('m.owner_id')} AS user_id, m.language, 1 AS vad_enabled,
      m.start_time AS started_at, m.end_time AS ended_at, m.created_at
    FROM temp.export_units CROSS JOIN meetings m ON m.id = unit`,
};

/** One for each turn of the transcript. Words of nobody have no speaker. */
export const segment: TargetTable = {
  name: 'segment',
  key: ['id'],
  keys: 'given',
  natural: ['session_id', 'start_ms', 'end_ms'],
  columns: {
    session_id: keyOf('session'),
    text: text,
    confidence: number,
    start_ms: integer,
    end_ms: integer,
    speaker: atMost(50),
    language: atMost(10),
    kind: text,
    created_at: moment,
  },
  select: `
    SELECT unit, g.id AS source, t.meeting_id AS session_id, g.text, g.confidence,
      CAST(round(g.start_time * 1000) AS INTEGER) AS start_ms, CAST(round(g.end_time * 1000) AS INTEGER) AS end_ms,
      iif(g.speaker = 'unattributed', NULL,
        coalesce(p.display_name, s.display_name, 'Speaker ' || replace(g.speaker, 'S', ''))) AS speaker,
      g.language, g.kind, g.created_at
    FROM temp.export_units CROSS JOIN transcriptions t ON t.meeting_id = unit AND t.status = 'completed'
    CROSS JOIN transcript_segments g ON g.transcription_id = t.id
    LEFT JOIN speakers s ON s.id = g.speaker_id
    LEFT JOIN user_profiles p ON p.id = s.user_profile_id
    ORDER BY unit, g.position`,
};

/** Moments that somebody marked, found by the external id of the session. */
export const marker: TargetTable = {
  name: 'marker',
  key: ['id'],
  keys: 'given',
  natural: ['session_id', 'timestamp', 'type', 'content'],
  columns: {
    session_id: text,
    user_id: keyOf('user'),
    type: text,
    content: text,
    timestamp: integer,
    speaker: atMost(50),
    created_at: moment,
  },
  select: `
    SELECT unit, k.id AS source, m.id AS session_id, coalesce(${knownUser('k.user_id')}, ${organizer}) AS user_id,
      k.type, k.content, k.timestamp, k.speaker, k.created_at
    FROM temp.export_units CROSS JOIN meetings m ON m.id = unit CROSS JOIN markers k ON k.meeting_id = m.id AND k.origin <> 'dismissed'
    ORDER BY unit, k.timestamp, k.id`,
};
