import type { RoomFields, WorkspaceFields } from '../domain/meeting-fields.js';
import { slugOf } from '../domain/slug.js';
import { nameKey } from './profiles.js';
import type { Store } from './store.js';

/*
 * Workspaces and rooms. Meetings share them: one that was made stays when a meeting names another.
 */

interface Making {
  readonly newId: () => string;
  /** UTC ISO-8601. */
  readonly now: string;
}

interface Place {
  readonly id: string;
  readonly name: string;
}

const named = (places: readonly Place[], name: string) =>
  places.find((place) => nameKey(place.name) === nameKey(name))?.id;

/** The workspace that somebody means, by its slug, else by its name; a new one where there is none. Inside `write`. */
export function rememberWorkspace(
  store: Store,
  { name, slug }: WorkspaceFields,
  { newId, now }: Making,
): string {
  const known =
    slug === undefined
      ? named(store.sql<Place>('SELECT id, name FROM workspaces ORDER BY created_at, id').all(), name)
      : store.sql<Place>('SELECT id, name FROM workspaces WHERE slug = ?').get(slug)?.id;
  if (known) return known;
  const id = newId();
  store
    .sql('INSERT INTO workspaces (id, name, slug, created_at) VALUES (?, ?, ?, ?)')
    .run(id, name, slug ?? freeSlug(store, slugOf(name) || 'workspace'), now);
  return id;
}

/** `sales`, or `sales-2` where another workspace has that. */
function freeSlug(store: Store, slug: string): string {
  const taken = store.sql('SELECT 1 FROM workspaces WHERE slug = ?');
  for (let number = 1; ; number++) {
    const end = number === 1 ? '' : `-${number}`;
    const free = slug.slice(0, 64 - end.length) + end;
    if (!taken.get(free)) return free;
  }
}

/** The room that somebody means, by its token, else by its name in the workspace; a new one where there is none. */
export function rememberRoom(
  store: Store,
  { name, type, token, workspaceId }: RoomFields & { readonly workspaceId: string | null },
  { newId, now }: Making,
): string {
  const known =
    token === undefined
      ? named(
          store
            .sql<Place>('SELECT id, name FROM rooms WHERE workspace_id IS ? ORDER BY created_at, id')
            .all(workspaceId),
          name,
        )
      : store.sql<Place>('SELECT id, name FROM rooms WHERE token = ?').get(token)?.id;
  if (known) {
    store
      .sql('UPDATE rooms SET type = coalesce(type, ?) WHERE id = ? AND type IS NULL')
      .run(type ?? null, known);
    return known;
  }
  const id = newId();
  store
    .sql('INSERT INTO rooms (id, workspace_id, name, type, token, created_at) VALUES (?, ?, ?, ?, ?, ?)')
    .run(id, workspaceId, name, type ?? null, token ?? null, now);
  return id;
}
