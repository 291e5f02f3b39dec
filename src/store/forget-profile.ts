import { forgetInOperations } from './forget-operations.js';
import { oweScrub, scrub } from './scrub.js';
import { read, type Store, write } from './store.js';

export interface Forgotten {
  /** Meetings that named the person, as a speaker or a candidate; their files are owed a new rendering (`artifacts`). */
  readonly meetingIds: readonly string[];
  /**
   * Whether no trace of the voice is left in the files of the store. False while another program keeps them busy:
   * then the next one that opens the store finishes the work.
   */
  readonly erased: boolean;
}

/**
 * Erases a person's voice for good: the profile, its samples and centroids, the embeddings of the clusters that
 * were the person (in meetings, or that samples were taken from), and every mention as a candidate. The meetings
 * themselves stay, with an unnamed speaker. Cached stages are dropped altogether, because embeddings of unknown
 * people are among them and a recording is soon processed again.
 * Not to be called inside `write`: the file itself is written anew after the transaction (`scrub`).
 */
export function forgetProfile(
  store: Store,
  forgotten: { readonly profileId: string; readonly now: string },
): Forgotten {
  const { profileId, now } = forgotten;
  const meetingIds = write(store, 'forgetting the profile', () => {
    const named = store
      .sql<{ id: string }>(
        `SELECT DISTINCT meeting_id AS id FROM speakers
         WHERE user_profile_id = @profileId OR instr(candidates, @profileId) > 0`,
      )
      .all({ profileId })
      .map(({ id }) => id);
    forgetInOperations(store, profileId);
    eraseEmbeddings(store, profileId);
    forgetMentions(store, profileId);
    for (const id of named) store.sql('UPDATE meetings SET updated_at = ? WHERE id = ?').run(now, id);
    store.sql('DELETE FROM user_profiles WHERE id = ?').run(profileId);
    store.sql('DELETE FROM cache').run();
    oweScrub(store.db);
    return named;
  });
  const erased = read(store, 'erasing the voice from the file of the store', () => scrub(store.db));
  return { meetingIds, erased };
}

function eraseEmbeddings(store: Store, profileId: string): void {
  const theirs = `
    SELECT id FROM speakers WHERE user_profile_id = @profileId
    UNION SELECT s.id FROM speakers s JOIN voice_samples v
      ON v.source_meeting_id = s.meeting_id AND v.source_cluster_id = s.cluster_id WHERE v.profile_id = @profileId`;
  store
    .sql(`UPDATE transcript_segments SET feature_vector = NULL WHERE speaker_id IN (${theirs})`)
    .run({ profileId });
  store.sql(`UPDATE speakers SET centroid = NULL WHERE id IN (${theirs})`).run({ profileId });
}

/** Takes a profile out of the candidates of every cluster, and its similarity. To be called inside `write`. */
export function forgetMentions(store: Store, profileId: string): void {
  store
    .sql(
      `UPDATE speakers SET candidates = (
         SELECT json_group_array(json(c.value)) FROM json_each(speakers.candidates) c
         WHERE c.value ->> '$.profileId' <> @profileId)
       WHERE instr(candidates, @profileId) > 0`,
    )
    .run({ profileId });
  // The similarity to a forgotten voice says something about that voice as well.
  store
    .sql(
      `UPDATE speakers SET confidence =
         coalesce((SELECT max(c.value ->> '$.similarity') FROM json_each(speakers.candidates) c), 0)
       WHERE user_profile_id = ? AND confidence IS NOT NULL`,
    )
    .run(profileId);
}
