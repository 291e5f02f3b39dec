import type { TargetTable } from '../../target.js';
import { localUser, moment, text, uuid, uuidOf } from '../columns.js';

/** What somebody does is known where their voice is enrolled with a role. */
export const users: TargetTable = {
  name: 'users',
  key: ['id'],
  keys: 'carried',
  natural: ['email'],
  shared: true,
  columns: {
    id: uuid,
    email: text,
    name: text,
    profession: text,
    created_at: moment,
  },
  select: `
    SELECT unit, u.id AS source, u.id, u.email, coalesce(u.name, u.username) AS name, p.role AS profession, u.created_at
    FROM temp.export_units CROSS JOIN users u ON u.id = unit LEFT JOIN user_profiles p ON p.id = u.profile_id`,
};

/** Rooms that somebody named for a meeting. Where the room's services listen is not known here. */
export const rooms: TargetTable = {
  name: 'rooms',
  key: ['id'],
  keys: 'carried',
  natural: ['token'],
  shared: true,
  columns: {
    id: uuid,
    owner_id: uuidOf('users'),
    name: text,
    type: text,
    token: text,
  },
  select: `
    SELECT unit, r.id AS source, r.id, coalesce(r.owner_id, ${localUser}) AS owner_id, r.name, r.type, r.token
    FROM temp.export_units CROSS JOIN rooms r ON r.id = unit`,
};
