import { oweRendering } from './artifacts.js';
import { isText, storedList } from './columns.js';
import { forgetInOperations, somebody } from './forget-operations.js';
import { nameKey } from './profiles.js';
import { oweScrub, scrub } from './scrub.js';
import { read, type Store, write } from './store.js';
import { renameInMessages } from './threads.js';

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
 * were the person (in meetings, or that samples were taken from), and every mention as a candidate. A cluster that was
 * given the same name by hand is the same person, so that no meeting keeps the name. The meetings
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
    claimNames(store, profileId);
    const named = store
      .sql<{ id: string }>(
        `SELECT DISTINCT meeting_id AS id FROM speakers
         WHERE user_profile_id = @profileId OR instr(candidates, @profileId) > 0`,
      )
      .all({ profileId })
      .map(({ id }) => id);
    const names = forgetInOperations(store, profileId);
    forgetWarnings(store, names);
    renameInMessages(store, findNames(names, 'giu'), somebody);
    eraseEmbeddings(store, profileId);
    forgetMentions(store, profileId);
    // Who was named for a meeting by the same name or address is the same person.
    store
      .sql(
        `DELETE FROM participants WHERE id IN (SELECT id FROM invited_people WHERE profile_id = @profileId)`,
      )
      .run({ profileId });
    for (const id of named) store.sql('UPDATE meetings SET updated_at = ? WHERE id = ?').run(now, id);
    store.sql('DELETE FROM user_profiles WHERE id = ?').run(profileId);
    store.sql('DELETE FROM cache').run();
    oweScrub(store.db);
    return named;
  });
  const erased = read(store, 'erasing the voice from the file of the store', () => scrub(store.db));
  return { meetingIds, erased };
}

/** Finds names as whole words. */
function findNames(names: ReadonlySet<string>, flags: string): RegExp {
  const whole = [...names].map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|');
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${whole})(?![\\p{L}\\p{N}])`, flags);
}

/** Warnings about recordings that name the person: "the voice in a.wav is that of Maya by its similarity". */
function forgetWarnings(store: Store, names: ReadonlySet<string>): void {
  const named = findNames(names, 'iu');
  const rows = store
    .sql<{ id: string; warnings: string }>("SELECT id, warnings FROM files WHERE warnings <> '[]'")
    .all();
  for (const { id, warnings } of rows) {
    const all = storedList<string>(warnings, 'files.warnings', isText);
    const others = all.filter((warning) => !named.test(warning));
    if (others.length === all.length) continue;
    store.sql('UPDATE files SET warnings = ? WHERE id = ?').run(JSON.stringify(others), id);
    const meetings = store.sql<{ id: string }>('SELECT id FROM meetings WHERE file_id = ?').all(id);
    for (const meeting of meetings) oweRendering(store, meeting.id);
  }
}

/** Clusters that were given the name of a profile by hand become that profile's. */
function claimNames(store: Store, profileId: string): void {
  const profile = store
    .sql<{ key: string }>('SELECT name_key AS key FROM user_profiles WHERE id = ?')
    .get(profileId);
  const claim = store.sql(
    `UPDATE speakers SET user_profile_id = ?, display_name = NULL, label_source = 'confirmed' WHERE id = ?`,
  );
  const given = store
    .sql<{ id: string; name: string }>(
      'SELECT id, display_name AS name FROM speakers WHERE display_name IS NOT NULL AND user_profile_id IS NULL',
    )
    .all();
  for (const { id, name } of given) if (nameKey(name) === profile?.key) claim.run(profileId, id);
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
