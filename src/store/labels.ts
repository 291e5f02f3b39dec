import type { LabelSource, Speaker } from '../domain/speakers.js';
import { candidatesToJson } from './speakers.js';
import { read, type Store, write } from './store.js';

/*
 * Who a cluster is: what a person says, and what a later comparison says where no person did. The callers make it an operation (`recordOperation`).
 */

/** A cluster of a meeting. */
export interface ClusterRef {
  readonly meetingId: string;
  /** For instance S2. */
  readonly clusterId: string;
}

/**
 * A person said that a cluster is this profile: certain, whatever the similarity, and whatever was rejected before. Another
 * cluster of the meeting that was taken for the profile by itself is unnamed then, until it is matched again: one profile
 * is one cluster.
 * @returns whether the cluster is there.
 */
export function confirmLabel(store: Store, cluster: ClusterRef, profileId: string): boolean {
  const { meetingId, clusterId } = cluster;
  return write(store, 'naming the speaker', () => {
    store
      .sql(
        `DELETE FROM speaker_rejections WHERE profile_id = ?
           AND speaker_id = (SELECT id FROM speakers WHERE meeting_id = ? AND cluster_id = ?)`,
      )
      .run(profileId, meetingId, clusterId);
    const found = setLabel(store, cluster, { profileId, name: null, source: 'confirmed', confidence: 1 });
    const guessed = store
      .sql<{ clusterId: string }>(
        `SELECT cluster_id AS clusterId FROM speakers
         WHERE meeting_id = ? AND user_profile_id = ? AND label_source = 'automatic'`,
      )
      .all(meetingId, profileId);
    if (found) for (const other of guessed) clearLabel(store, { meetingId, ...other });
    return found;
  });
}

/** A person gave a cluster a name, which says nothing about any profile. @returns whether the cluster is there. */
export function nameLabel(store: Store, cluster: ClusterRef, name: string): boolean {
  return setLabel(store, cluster, { profileId: null, name, source: 'named', confidence: null });
}

/** Takes away what a person said: the cluster is unnamed until it is matched again. @returns whether it is there. */
export function clearLabel(store: Store, cluster: ClusterRef): boolean {
  return setLabel(store, cluster, { profileId: null, name: null, source: 'automatic', confidence: null });
}

/** Notes what a comparison of the voices says about a cluster, unless a person has said something about it. */
export function saveMatch(
  store: Store,
  meetingId: string,
  { clusterId, profileId, similarity, candidates }: Speaker,
): void {
  write(store, 'naming the speaker', () => {
    store
      .sql(
        `UPDATE speakers SET user_profile_id = ?, display_name = NULL, confidence = ?, candidates = ?
         WHERE meeting_id = ? AND cluster_id = ? AND label_source = 'automatic'`,
      )
      .run(profileId, similarity, candidatesToJson(candidates), meetingId, clusterId);
  });
}

interface Label {
  readonly profileId: string | null;
  readonly name: string | null;
  readonly source: LabelSource;
  /** Null: the similarity to the best candidate. */
  readonly confidence: number | null;
}

function setLabel(store: Store, { meetingId, clusterId }: ClusterRef, label: Label): boolean {
  return write(store, 'naming the speaker', () => {
    const { changes } = store
      .sql(
        `UPDATE speakers SET user_profile_id = ?, display_name = ?, label_source = ?, confidence = coalesce(?,
           (SELECT max(c.value ->> '$.similarity') FROM json_each(speakers.candidates) c),
           iif(confidence IS NULL, NULL, 0))
         WHERE meeting_id = ? AND cluster_id = ?`,
      )
      .run(label.profileId, label.name, label.source, label.confidence, meetingId, clusterId);
    return changes > 0;
  });
}

/**
 * A person said that a cluster is not this profile: it never takes that name by itself again, and loses it now, whoever
 * gave it. @returns whether that is news.
 */
export function rejectProfile(
  store: Store,
  { meetingId, clusterId }: ClusterRef,
  rejected: { readonly profileId: string; readonly now: string },
): boolean {
  const { profileId, now } = rejected;
  return write(store, 'rejecting the profile', () => {
    const { changes } = store
      .sql(
        `INSERT INTO speaker_rejections (speaker_id, profile_id, meeting_id, created_at)
         SELECT id, ?, meeting_id, ? FROM speakers WHERE meeting_id = ? AND cluster_id = ?
         ON CONFLICT DO NOTHING`,
      )
      .run(profileId, now, meetingId, clusterId);
    const wears = store
      .sql('SELECT 1 FROM speakers WHERE meeting_id = ? AND cluster_id = ? AND user_profile_id = ?')
      .get(meetingId, clusterId, profileId);
    if (wears) clearLabel(store, { meetingId, clusterId });
    return changes > 0;
  });
}

/** What a person ruled out in a meeting: the clusters, and the profiles that they are not. */
export function listRejections(
  store: Store,
  meetingId: string,
): readonly { readonly clusterId: string; readonly profileId: string }[] {
  return read(store, 'reading what was rejected', () =>
    store
      .sql<{ clusterId: string; profileId: string }>(
        `SELECT s.cluster_id AS clusterId, r.profile_id AS profileId
         FROM speaker_rejections r JOIN speakers s ON s.id = r.speaker_id
         WHERE r.meeting_id = ? ORDER BY s.position, r.created_at, r.profile_id`,
      )
      .all(meetingId),
  );
}

/** Ids of the profiles of which a person said that they speak in a meeting. */
export function confirmedProfiles(store: Store, meetingId: string): readonly string[] {
  return read(store, 'reading the speakers', () =>
    store
      .sql<{ id: string }>(
        `SELECT user_profile_id AS id FROM speakers
         WHERE meeting_id = ? AND label_source = 'confirmed' AND user_profile_id IS NOT NULL`,
      )
      .all(meetingId)
      .map(({ id }) => id),
  );
}
