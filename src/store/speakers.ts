import type { Meeting } from '../domain/meeting.js';
import type { Candidate, Cluster, Speaker } from '../domain/speakers.js';
import { totalSeconds } from '../domain/time.js';
import { deleteCachedOf } from './cache.js';
import { isObject, isSpan, storedList, toBlob, toFloats } from './columns.js';
import { oweScrub } from './scrub.js';
import { read, type Store, write } from './store.js';

/**
 * Saves the voices of a meeting. A profile that was forgotten while the recording was processed stays forgotten, and so
 * does its voice. To be called inside `write`.
 * @returns the id of each cluster's row.
 */
export function saveSpeakers(
  store: Store,
  meetingId: string,
  meeting: Meeting,
  newId: () => string,
): ReadonlyMap<string, string> {
  const enrolled = store.sql('SELECT 1 FROM user_profiles WHERE id = ?');
  const insert = store.sql(
    `INSERT INTO speakers (id, meeting_id, cluster_id, position, user_profile_id, confidence, display_name, candidates,
       spans, seconds_spoken, centroid, centroid_model, centroid_dims)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const ids = new Map<string, string>();
  for (const [position, { id: clusterId, spans, centroid }] of meeting.clusters.entries()) {
    const speaker = meeting.speakers.find((s) => s.clusterId === clusterId);
    const profileId = speaker?.profileId && enrolled.get(speaker.profileId) ? speaker.profileId : null;
    const forgotten = speaker?.profileId != null && profileId === null;
    if (forgotten) forgetStages(store, meeting);
    // A profile's name is kept with the profile alone, so that renaming and forgetting change one place.
    const ownName = speaker?.profileId ? null : (speaker?.displayName ?? null);
    const candidates = speaker?.candidates.filter((candidate) => enrolled.get(candidate.profileId)) ?? [];
    const id = newId();
    ids.set(clusterId, id);
    insert.run(
      id,
      meetingId,
      clusterId,
      position,
      profileId,
      speaker?.similarity ?? null,
      ownName,
      JSON.stringify(candidates.map(({ profileId, similarity }) => ({ profileId, similarity }))),
      JSON.stringify(spans.map(({ start, end }) => [start, end])),
      totalSeconds(spans),
      centroid.vector.length > 0 && !forgotten ? toBlob(centroid.vector) : null,
      centroid.model,
      centroid.vector.length,
    );
  }
  return ids;
}

/** The checkpoints of the run still hold the forgotten voice. */
function forgetStages(store: Store, meeting: Meeting): void {
  deleteCachedOf(store, meeting.recording.fingerprint.contentFp);
  oweScrub(store.db);
}

interface SpeakerRow {
  readonly clusterId: string;
  readonly profileId: string | null;
  readonly displayName: string | null;
  /** Cosine similarity to the profile, under the name that the schema gave it; 1: a person said who it is. */
  readonly confidence: number | null;
  readonly candidates: string;
  readonly spans: string;
  readonly centroid: Buffer | null;
  readonly centroidModel: string;
}

/**
 * The voices of a meeting and who they are, with the names that people have now. To be called inside `read`. The
 * centroid of a voice that was forgotten since is an empty vector.
 */
export function loadSpeakers(store: Store, meetingId: string): Pick<Meeting, 'clusters' | 'speakers'> {
  const rows = store.sql<SpeakerRow>(speakersQuery).all(meetingId);
  return { clusters: rows.map(toCluster), speakers: rows.flatMap((row) => toSpeaker(store, row) ?? []) };
}

const speakersQuery = `
  SELECT s.cluster_id AS clusterId, s.user_profile_id AS profileId,
         coalesce(p.display_name, s.display_name) AS displayName, s.confidence, s.candidates, s.spans, s.centroid,
         s.centroid_model AS centroidModel
  FROM speakers s LEFT JOIN user_profiles p ON p.id = s.user_profile_id
  WHERE s.meeting_id = ? ORDER BY s.position`;

function toCluster(row: SpeakerRow): Cluster {
  const stored = storedList<[number, number]>(row.spans, 'speakers.spans', isSpan);
  const spans = stored.map(([start, end]) => ({ start, end }));
  const vector = row.centroid ? toFloats(row.centroid) : new Float32Array(0);
  return { id: row.clusterId, spans, centroid: { model: row.centroidModel, vector } };
}

function toSpeaker(store: Store, row: SpeakerRow): Speaker | null {
  const { clusterId, profileId, displayName, confidence } = row;
  if (confidence === null) return null;
  const nameOf = store.sql<{ name: string }>('SELECT display_name AS name FROM user_profiles WHERE id = ?');
  type Stored = Omit<Candidate, 'displayName'>;
  const stored = storedList<Stored>(row.candidates, 'speakers.candidates', isObject);
  const candidates = stored.flatMap((candidate) => {
    const profile = nameOf.get(candidate.profileId);
    return profile
      ? [{ profileId: candidate.profileId, displayName: profile.name, similarity: candidate.similarity }]
      : [];
  });
  return { clusterId, profileId, displayName, similarity: confidence, candidates };
}

/**
 * Ids of the profiles of which a person said that they speak in a meeting: those with the confidence that
 * `nameSpeaker` writes, which no similarity of two voices reaches.
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

/** Notes that a person said who a cluster is, which is certain whatever the similarity. @returns whether it is there. */
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
