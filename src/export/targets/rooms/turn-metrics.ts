import type { TargetTable } from '../../target.js';
import { integer, moment, text, uuidOf } from '../columns.js';

/** What each answer about a meeting in a room took, by turn. A question about a person is asked in no room. */
export const turnMetrics: TargetTable = {
  name: 'ai_state.turn_metrics_record',
  key: ['id'],
  keys: 'given',
  natural: ['room_id', 'turn_number', 'timestamp'],
  columns: {
    room_id: uuidOf('rooms'),
    user_id: uuidOf('users'),
    turn_number: integer,
    input_tokens: integer,
    output_tokens: integer,
    cached_tokens: integer,
    latency_ms: integer,
    classification: text,
    timestamp: moment,
  },
  select: `
    SELECT unit, x.id AS source, m.room_id, coalesce(a.user_id, m.owner_id) AS user_id, x.turn_number, x.input_tokens,
      x.output_tokens, x.cached_tokens, x.latency_ms, x.classification, x.timestamp
    FROM temp.export_units CROSS JOIN meetings m ON m.id = unit
    CROSS JOIN ai_threads a ON a.context_type = 'MEETING' AND a.context_id = m.id
    CROSS JOIN turn_metrics x ON x.thread_id = a.id
    WHERE m.room_id IS NOT NULL`,
};
