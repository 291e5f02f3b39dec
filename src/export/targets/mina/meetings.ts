import type { TargetTable } from '../../target.js';
import { atMost, json, keyOf, localUser, moment, number, text } from '../columns.js';
import { knownUser, localWorkspace, userOfProfile } from './people.js';

/** SQL: whose the meeting `m` is, in a column that demands somebody. */
export const organizer = `coalesce(${knownUser('m.owner_id')}, ${localUser})`;

/**
 * One for each meeting; `session_id` is the meeting's id in scribe. `completed` says that its transcript is there; until
 * then, and where none could be made, it is a draft, and its session says what happened. A recording is never live, and
 * never only planned. A meeting that was removed is cancelled, and nothing of what was said stays but its title: people
 * may have tasks of their own for it.
 */
export const meeting: TargetTable = {
  name: 'meeting',
  key: ['id'],
  keys: 'given',
  natural: ['session_id'],
  whenRemoved: { set: { status: 'cancelled', description: null } },
  columns: {
    title: atMost(255),
    description: text,
    status: text,
    workspace_id: keyOf('workspace'),
    organizer_id: keyOf('user'),
    session_id: text,
    scheduled_start: moment,
    scheduled_end: moment,
    created_at: moment,
    updated_at: moment,
  },
  select: `
    SELECT unit, m.id AS source, m.title, m.description,
      iif(m.status = 'completed', 'completed', 'draft') AS status,
      coalesce(m.workspace_id, (SELECT id FROM workspaces WHERE slug = 'local'), ${localWorkspace}) AS workspace_id,
      ${organizer} AS organizer_id, m.id AS session_id, m.scheduled_start, m.scheduled_end, m.created_at, m.updated_at
    FROM temp.export_units CROSS JOIN meetings m ON m.id = unit`,
};

/**
 * Who was invited, and who was heard; mina knows users only. A voice that was recognized has attended, whatever was
 * answered before. When it came and went is not what its first and last words say.
 */
export const participant: TargetTable = {
  name: 'participant',
  key: ['id'],
  keys: 'given',
  natural: ['meeting_id', 'user_id'],
  columns: {
    meeting_id: keyOf('meeting'),
    user_id: keyOf('user'),
    role: text,
    status: text,
    joined_at: moment,
    left_at: moment,
    created_at: moment,
  },
  select: `
    WITH there AS (
      SELECT p.meeting_id AS unit, coalesce(${userOfProfile('p.user_profile_id')},
          (SELECT id FROM users WHERE email = p.email)) AS user_id, p.participant_id, p.role, p.status, p.joined_at, p.left_at
      FROM meeting_people p WHERE p.meeting_id IN (SELECT unit FROM temp.export_units)
    ), ranked AS (
      SELECT *, max(status = 'attended') OVER (PARTITION BY unit, user_id) AS attended,
        row_number() OVER (PARTITION BY unit, user_id ORDER BY participant_id IS NULL, participant_id) AS place
      FROM there WHERE user_id IS NOT NULL
    )
    SELECT unit, unit || ':' || user_id AS source, unit AS meeting_id, user_id,
      iif(participant_id IS NULL AND user_id = m.owner_id, 'organizer', role) AS role,
      iif(attended, 'attended', r.status) AS status, joined_at, left_at,
      coalesce((SELECT created_at FROM participants WHERE id = participant_id), m.created_at) AS created_at
    FROM ranked r JOIN meetings m ON m.id = unit WHERE place = 1`,
};

/** One row a meeting. What nobody has worked out is NULL, and pending. */
export const analytics: TargetTable = {
  name: 'analytics',
  key: ['id'],
  keys: 'given',
  natural: ['meeting_id'],
  columns: {
    meeting_id: keyOf('meeting'),
    analysis_status: text,
    meeting_effectiveness_score: number,
    overall_engagement_score: number,
    overall_sentiment_score: number,
    key_topics: json,
    action_items_summary: json,
    decisions_made: json,
    created_at: moment,
    updated_at: moment,
  },
  select: `
    SELECT unit, m.id AS source, m.id AS meeting_id, coalesce(a.analysis_status, 'pending') AS analysis_status,
      a.meeting_effectiveness_score, a.overall_engagement_score, a.overall_sentiment_score,
      a.key_topics, a.action_items_summary, a.decisions_made,
      coalesce(a.created_at, m.finished_at) AS created_at, coalesce(a.updated_at, m.finished_at) AS updated_at
    FROM temp.export_units CROSS JOIN meetings m ON m.id = unit LEFT JOIN analytics a ON a.meeting_id = m.id
    WHERE m.status = 'completed' OR a.id IS NOT NULL`,
};
