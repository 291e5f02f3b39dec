import type { TargetTable } from '../../target.js';
import { integer, json, localUser, text, uuid, uuidOf } from '../columns.js';

/**
 * Recordings, each with its companions: what was rendered from its newest transcript, with keys relative to the artifact
 * root (migration 21 keeps the list), then the tracks that were transcribed separately. Other people's panels may show a
 * recording that was removed: an empty row stays for them.
 */
export const userFiles: TargetTable = {
  name: 'user_files',
  key: ['id'],
  keys: 'carried',
  whenRemoved: { set: { original_name: null, size: null, companion_files: null } },
  columns: {
    id: uuid,
    owner_id: uuidOf('users'),
    original_name: text,
    size: integer,
    companion_files: json,
  },
  select: `
    SELECT unit, f.id AS source, f.id, coalesce(f.owner, ${localUser}) AS owner_id, f.file_name AS original_name, f.size,
      (SELECT json_group_array(json(companion)) FROM (
        SELECT value AS companion FROM json_each(f.companion_files)
        UNION ALL
        SELECT json_object('kind', 'track', 'label', value ->> 'label', 'start', value -> 'start') FROM json_each(f.tracks)
      )) AS companion_files
    FROM temp.export_units CROSS JOIN files f ON f.id = unit`,
};

/** A room shows the recordings of its meetings, each in the panel of that meeting. */
export const roomDataRefs: TargetTable = {
  name: 'room_data_refs',
  key: ['id'],
  keys: 'given',
  natural: ['room_id', 'file_id', 'panel_id'],
  columns: {
    room_id: uuidOf('rooms'),
    file_id: uuidOf('user_files'),
    panel_id: { kind: 'text', refersTo: 'dashboard_panels' },
  },
  select: `
    SELECT unit, m.id AS source, m.room_id, m.file_id, m.id AS panel_id
    FROM temp.export_units CROSS JOIN meetings m ON m.id = unit
    WHERE m.room_id IS NOT NULL AND m.file_id IS NOT NULL`,
};
