import { read, type Store, write } from './store.js';

/**
 * Ids of the profiles of which a person said that they speak in a meeting: those with the confidence that
 * `nameSpeaker` writes, which no likeness of two voices comes to.
 */
export function namedInPerson(store: Store, meetingId: string): readonly string[] {
  const query =
    'SELECT user_profile_id AS id FROM speakers WHERE meeting_id = ? AND confidence = 1 AND user_profile_id IS NOT NULL';
  return read(store, 'reading the speakers', () =>
    store
      .sql<{ id: string }>(query)
      .all(meetingId)
      .map(({ id }) => id),
  );
}

/** Notes that a person said who a cluster is: that is certain, whatever the cosine. @returns whether it is there. */
export function nameSpeaker(
  store: Store,
  named: {
    readonly meetingId: string;
    readonly clusterId: string;
    readonly profileId: string;
    readonly now: string;
  },
): boolean {
  return write(store, 'naming the speaker', () => {
    const { changes } = store
      .sql(
        `UPDATE speakers SET user_profile_id = ?, display_name = NULL, confidence = 1
         WHERE meeting_id = ? AND cluster_id = ?`,
      )
      .run(named.profileId, named.meetingId, named.clusterId);
    store.sql('UPDATE meetings SET updated_at = ? WHERE id = ?').run(named.now, named.meetingId);
    return changes > 0;
  });
}
