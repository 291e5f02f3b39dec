import type { OwnerFields } from '../domain/meeting-fields.js';
import { ScribeError } from '../errors.js';
import { nameKey } from './profiles.js';
import type { Store } from './store.js';

/*
 * Accounts that own recordings. They are shared by meetings: one that was made stays when a meeting names another, and
 * what is known of one is added to and never changed.
 */

/** An account, as it is shown. */
export interface User {
  readonly id: string;
  readonly externalId: string;
  readonly name: string | null;
  readonly email: string | null;
}

const columns = 'id, external_id AS externalId, name, email';

/**
 * The account that somebody means: by its external id, else by its address, else by its name; a new one where there is
 * none, whose external id is the first of these that is known. To be called inside `write`.
 *
 * @throws ScribeError USAGE when the external id is one account and the address another.
 */
export function rememberUser(
  store: Store,
  owner: OwnerFields,
  { newId, now }: { readonly newId: () => string; readonly now: string },
): string {
  const { id: externalId, name = null, email = null } = owner;
  const known = findUser(store, owner);
  const profileId = profileOf(store, email);
  if (known) {
    // An external id that we made up of the address or the name gives way to a real one.
    const own = known.externalId === known.email || known.externalId === nameKey(known.name ?? '');
    const next = {
      id: known.id,
      externalId: own && externalId !== undefined ? externalId : known.externalId,
      name: known.name ?? name,
      email: known.email ?? email,
      profileId,
      now,
    };
    store
      .sql(
        `UPDATE users SET external_id = @externalId, name = @name, email = @email,
           profile_id = coalesce(profile_id, @profileId), updated_at = @now
         WHERE id = @id AND (external_id IS NOT @externalId OR name IS NOT @name OR email IS NOT @email
           OR profile_id IS NOT coalesce(profile_id, @profileId))`,
      )
      .run(next);
    return known.id;
  }
  const id = newId();
  store
    .sql(
      `INSERT INTO users (id, external_id, name, email, profile_id, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(id, externalId ?? email ?? nameKey(name!), name, email, profileId, now, now);
  return id;
}

function findUser(store: Store, { id, name, email }: OwnerFields): User | null {
  const by = (where: string, value: string | undefined) =>
    value === undefined
      ? undefined
      : store.sql<User>(`SELECT ${columns} FROM users WHERE ${where}`).get(value);
  const [byId, byEmail] = [by('external_id = ?', id), by('email = ?', email)];
  if (byId && byEmail && byId.id !== byEmail.id)
    throw new ScribeError(
      'USAGE',
      `Looking for the owner failed: ${id} is one account, and ${email} that of another (${byEmail.externalId}).`,
      { hint: 'Give the id alone, or the address that belongs to it.' },
    );
  if (byId ?? byEmail) return byId ?? byEmail ?? null;
  if (name === undefined || id !== undefined || email !== undefined) return null;
  const users = store
    .sql<User>(`SELECT ${columns} FROM users WHERE name IS NOT NULL ORDER BY created_at, id`)
    .all();
  return users.find((user) => nameKey(user.name!) === nameKey(name)) ?? null;
}

/** The enrolled person with that address; null: nobody, or several. */
function profileOf(store: Store, email: string | null): string | null {
  if (email === null) return null;
  const found = store.sql<{ id: string }>('SELECT id FROM user_profiles WHERE email = ?').all(email);
  return found.length === 1 ? found[0].id : null;
}

/** The account with this id of ours; null: there is none. */
export function loadUser(store: Store, id: string): User | null {
  return store.sql<User>(`SELECT ${columns} FROM users WHERE id = ?`).get(id) ?? null;
}
