import type { TargetTable } from '../../target.js';
import { boolean, json, keyOf, localUser, moment, text } from '../columns.js';

/*
 * mina demands a user, an e-mail address and a workspace in many places. Who has no address here cannot be one of its
 * users: then, as where nobody is named, the user `local` stands there (migration 18). A meeting in no workspace is in
 * the workspace `local`, which is made together with that user.
 */

/** The source of the workspace of meetings that are in none. */
export const localWorkspace = `'local'`;

/** SQL: the mina user with this id of ours; NULL for one without an address. */
export const knownUser = (id: string): string =>
  `(SELECT id FROM users WHERE id = ${id} AND email IS NOT NULL)`;

/** SQL: the mina user whose voice this profile is, by the user's row or else by the address of both. */
export const userOfProfile = (profile: string): string =>
  `coalesce((SELECT min(id) FROM users WHERE profile_id = ${profile} AND email IS NOT NULL),
     (SELECT u.id FROM user_profiles o JOIN users u ON u.email = o.email WHERE o.id = ${profile}))`;

export const workspace: TargetTable = {
  name: 'workspace',
  key: ['id'],
  keys: 'given',
  natural: ['slug'],
  shared: true,
  columns: {
    name: text,
    slug: text,
    settings: json,
    created_at: moment,
  },
  select: `
    SELECT unit, id AS source, name, slug, settings, created_at
    FROM temp.export_units CROSS JOIN workspaces ON id = unit
    UNION ALL
    SELECT unit, ${localWorkspace}, 'Local', 'local', '{}', created_at
    FROM temp.export_units CROSS JOIN users ON id = unit
    WHERE id = ${localUser} AND NOT EXISTS (SELECT 1 FROM workspaces WHERE slug = 'local')`,
};

export const user: TargetTable = {
  name: 'user',
  key: ['id'],
  keys: 'given',
  natural: ['email'],
  shared: true,
  columns: {
    username: text,
    email: text,
    workspace_id: keyOf('workspace'),
    role: text,
    is_active: boolean,
    created_at: moment,
  },
  // A name that somebody else has, or that is too long for mina, is no user name; the id is one.
  select: `
    SELECT unit, u.id AS source,
      CASE WHEN u.username IS NOT NULL THEN u.username
        WHEN length(u.external_id) <= 64 AND NOT EXISTS (SELECT 1 FROM users o WHERE o.username = u.external_id)
        THEN u.external_id ELSE u.id END AS username,
      u.email, u.workspace_id, u.role, u.is_active, u.created_at
    FROM temp.export_units CROSS JOIN users u ON u.id = unit
    WHERE u.email IS NOT NULL`,
};
