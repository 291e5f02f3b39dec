import { read, type Store, write } from './store.js';

/** Notes who alone may be named in a meeting, in place of what was noted; null: anybody. */
export function limitToProfiles(
  store: Store,
  limited: {
    readonly meetingId: string;
    readonly profileIds: readonly string[] | null;
    readonly newId: () => string;
  },
): void {
  const { meetingId, profileIds, newId } = limited;
  write(store, 'noting who was in the meeting', () => {
    store.sql('DELETE FROM meeting_known_profiles WHERE meeting_id = ?').run(meetingId);
    const insert = store.sql(
      'INSERT INTO meeting_known_profiles (id, meeting_id, profile_id) VALUES (?, ?, ?)',
    );
    for (const profileId of new Set(profileIds)) insert.run(newId(), meetingId, profileId);
  });
}

export interface KnownProfile {
  readonly profileId: string;
  readonly displayName: string;
}

/** Who alone may be named in a meeting, by name; empty when all of them were forgotten. Null: anybody. */
export function knownProfiles(store: Store, meetingId: string): readonly KnownProfile[] | null {
  return read(store, 'reading who was in the meeting', () => {
    const rows = store
      .sql<{ profileId: string | null; displayName: string | null }>(
        `SELECT p.id AS profileId, p.display_name AS displayName
         FROM meeting_known_profiles k LEFT JOIN user_profiles p ON p.id = k.profile_id
         WHERE k.meeting_id = ? ORDER BY p.name_key`,
      )
      .all(meetingId);
    if (rows.length === 0) return null;
    return rows.filter((row): row is KnownProfile => row.profileId !== null);
  });
}
