import type { Meeting, TranscriptStyle } from '../domain/meeting.js';
import { totalSeconds } from '../domain/time.js';
import { ScribeError } from '../errors.js';
import { toBlob } from './blobs.js';
import { deleteCachedOf } from './cache.js';
import { removeMeeting } from './meetings.js';
import { describeFile } from './recordings.js';
import { oweRendering } from './render-debts.js';
import { oweScrub } from './scrub.js';
import { type Store, write } from './store.js';
import { saveSuppressed } from './suppressed.js';
import { inheritCopies } from './transcript-copies.js';
import { setTranscriptionStatus } from './transcriptions.js';
import { saveTurns } from './turns.js';
import { saveUnrecognized } from './unrecognized.js';

export interface CompletedMeeting {
  readonly meetingId: string;
  readonly transcriptionId: string;
  readonly meeting: Meeting;
  /** How its files are to be written. */
  readonly style: TranscriptStyle;
  /** Meetings that this one takes the place of (`--force`). */
  readonly replaces?: readonly string[];
  readonly newId: () => string;
  /** UTC ISO-8601. */
  readonly now: string;
}

/**
 * Saves all of a meeting and says that it is completed, in one transaction: either everything is there or the
 * meeting still is what it was. A profile that was forgotten while the recording was being processed stays forgotten, and
 * so does the voice.
 * Its files, and the removal of those of the meetings that it replaces, are owed from then on (`render-debts`).
 *
 * @throws ScribeError STORE when the meeting is not being processed any longer: another program removed it.
 */
export function completeMeeting(store: Store, completed: CompletedMeeting): void {
  const { meetingId, transcriptionId, meeting, style, replaces = [], newId, now } = completed;
  write(store, 'saving the meeting', () => {
    const fileId = finish(store, meetingId, meeting, now);
    describeFile(store, fileId, meeting.recording);
    const speakerIds = saveSpeakers(store, meetingId, meeting, newId);
    saveTurns(store, transcriptionId, meeting.turns, { speakerIds, newId, now });
    saveSuppressed(store, transcriptionId, meeting.suppressed, { speakerIds, newId, now });
    saveUnrecognized(store, transcriptionId, meeting.unrecognized);
    setTranscriptionStatus(store, { transcriptionId, status: 'completed', historyId: newId(), now });
    oweRendering(store, meetingId, style);
    for (const id of replaces) {
      if (id === meetingId) continue;
      inheritCopies(store, id, meetingId);
      removeMeeting(store, id);
    }
  });
}

function finish(store: Store, meetingId: string, meeting: Meeting, now: string): string {
  const { title, language, models, recording } = meeting;
  const end = new Date(Date.parse(recording.recordedAt) + recording.duration * 1000).toISOString();
  const row = store
    .sql<{ fileId: string }>(
      `UPDATE meetings SET status = 'completed', status_message = NULL, title = ?, language = ?, start_time = ?,
         end_time = ?, duration_seconds = ?, models = ?, finished_at = ?, updated_at = ?
       WHERE id = ? AND status = 'processing' RETURNING file_id AS fileId`,
    )
    .get(
      title,
      language,
      recording.recordedAt,
      end,
      recording.duration,
      JSON.stringify(models),
      now,
      now,
      meetingId,
    );
  if (row) return row.fileId;
  throw new ScribeError(
    'STORE',
    `Saving the meeting of ${recording.path} failed: it was removed in the meantime.`,
    {
      hint: 'Run `scribe ingest` on the recording again.',
    },
  );
}

/** @returns the id of each cluster's row. */
function saveSpeakers(
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
    // A profile's name is kept with the profile alone: renaming and forgetting it need no second place.
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

/** The run has kept the voice among its finished stages since it was forgotten. */
function forgetStages(store: Store, meeting: Meeting): void {
  deleteCachedOf(store, meeting.recording.fingerprint.contentFp);
  oweScrub(store.db);
}
