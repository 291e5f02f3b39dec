import type { Meeting } from '../domain/meeting.js';
import type { Candidate, Cluster, LabelSource, Speaker } from '../domain/speakers.js';
import { type Span, totalSeconds } from '../domain/time.js';
import { deleteCachedOf } from './cache.js';
import { isObject, isSpan, storedList, toBlob, toFloats } from './columns.js';
import { oweScrub } from './scrub.js';
import { read, type Store } from './store.js';

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
       spans, seconds_spoken, centroid, centroid_model, centroid_dims, label_source, track)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const ids = new Map<string, string>();
  for (const [position, { id: clusterId, spans, centroid, track }] of meeting.clusters.entries()) {
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
      candidatesToJson(candidates),
      spansToJson(spans),
      totalSeconds(spans),
      centroid.vector.length > 0 && !forgotten ? toBlob(centroid.vector) : null,
      centroid.model,
      centroid.vector.length,
      speaker?.source ?? 'automatic',
      track ?? null,
    );
  }
  return ids;
}

/** Candidates as they are stored: their names are those of the profiles. */
export const candidatesToJson = (candidates: readonly Candidate[]): string =>
  JSON.stringify(candidates.map(({ profileId, similarity }) => ({ profileId, similarity })));

/** Spans as they are stored, in seconds. */
export const spansToJson = (spans: readonly Span[]): string =>
  JSON.stringify(spans.map(({ start, end }) => [start, end]));

/** The checkpoints of the run still hold the forgotten voice. */
function forgetStages(store: Store, meeting: Meeting): void {
  deleteCachedOf(store, meeting.recording.fingerprint.contentFp);
  oweScrub(store.db);
}

/** The inverse of `spansToJson`. */
export const storedSpans = (json: string): readonly Span[] =>
  storedList<[number, number]>(json, 'speakers.spans', isSpan).map(([start, end]) => ({ start, end }));

interface SpeakerRow {
  readonly clusterId: string;
  readonly profileId: string | null;
  readonly displayName: string | null;
  readonly source: LabelSource;
  /** Cosine similarity to the profile, under the name that the schema gave it; 1: a person said who it is. */
  readonly confidence: number | null;
  readonly candidates: string;
  readonly spans: string;
  readonly centroid: Buffer | null;
  readonly centroidModel: string;
  readonly track: number | null;
}

/**
 * The voices of a meeting and who they are, with the names that people have now. To be called inside `read`. The
 * centroid of a voice that was forgotten since is an empty vector.
 */
export function loadSpeakers(store: Store, meetingId: string): Pick<Meeting, 'clusters' | 'speakers'> {
  const rows = store.sql<SpeakerRow>(speakersQuery).all(meetingId);
  return { clusters: rows.map(toCluster), speakers: rows.flatMap((row) => toSpeaker(store, row) ?? []) };
}

/** As `loadSpeakers`, outside of another query. */
export const readSpeakers = (store: Store, meetingId: string): Pick<Meeting, 'clusters' | 'speakers'> =>
  read(store, 'reading the speakers', () => loadSpeakers(store, meetingId));

const speakersQuery = `
  SELECT s.cluster_id AS clusterId, s.user_profile_id AS profileId,
         coalesce(p.display_name, s.display_name) AS displayName, s.label_source AS source, s.confidence, s.candidates, s.spans, s.centroid,
         s.centroid_model AS centroidModel, s.track
  FROM speakers s LEFT JOIN user_profiles p ON p.id = s.user_profile_id
  WHERE s.meeting_id = ? ORDER BY s.position`;

function toCluster(row: SpeakerRow): Cluster {
  const spans = storedSpans(row.spans);
  const vector = row.centroid ? toFloats(row.centroid) : new Float32Array(0);
  const centroid = { model: row.centroidModel, vector };
  return { id: row.clusterId, spans, centroid, ...(row.track !== null && { track: row.track }) };
}

function toSpeaker(store: Store, row: SpeakerRow): Speaker | null {
  const { clusterId, profileId, displayName, source, confidence } = row;
  if (confidence === null && source === 'automatic') return null;
  const nameOf = store.sql<{ name: string }>('SELECT display_name AS name FROM user_profiles WHERE id = ?');
  type Stored = Omit<Candidate, 'displayName'>;
  const stored = storedList<Stored>(row.candidates, 'speakers.candidates', isObject);
  const candidates = stored.flatMap((candidate) => {
    const profile = nameOf.get(candidate.profileId);
    return profile
      ? [{ profileId: candidate.profileId, displayName: profile.name, similarity: candidate.similarity }]
      : [];
  });
  return {
    clusterId,
    profileId,
    displayName,
    similarity: confidence ?? 0,
    candidates,
    ...(source !== 'automatic' && { source }),
  };
}
