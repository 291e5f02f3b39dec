import { type Store, write } from './store.js';

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
