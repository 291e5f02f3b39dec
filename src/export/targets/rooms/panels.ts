import type { TargetTable } from '../../target.js';
import { json, text, uuidOf } from '../columns.js';

/**
 * A panel for each meeting in a room: its configuration says which meeting it shows and under which keys what was rendered
 * of it is kept. The name ends in the short id, because two meetings of a room often have the same title. Where the panel
 * lies on the dashboard is not known here, and people move it there.
 */
export const dashboardPanels: TargetTable = {
  name: 'dashboard_panels',
  key: ['id'],
  keys: 'given',
  natural: ['room_id', 'name'],
  columns: {
    room_id: uuidOf('rooms'),
    name: text,
    config: json,
  },
  select: `
    SELECT unit, m.id AS source, m.room_id, m.title || ' (' || substr(m.id, -8) || ')' AS name,
      json_object('source', 'scribe', 'meeting', m.id, 'artifacts', (
        SELECT json_group_array(json_object('type', type, 'key', s3_key, 'size', size))
        FROM (SELECT type, s3_key, size FROM artifacts WHERE meeting_id = m.id ORDER BY type))) AS config
    FROM temp.export_units CROSS JOIN meetings m ON m.id = unit
    WHERE m.room_id IS NOT NULL AND m.status = 'completed'`,
};
