import type { Meeting, MeetingModels } from '../domain/meeting.js';
import type { DateSource, Dating } from '../domain/recorded-at.js';
import type { Recording } from '../domain/recording.js';
import type { Candidate, Cluster, Speaker, Turn } from '../domain/speakers.js';
import { stillUnrecognized } from '../domain/unrecognized.js';
import { ScribeError } from '../errors.js';
import { toFloats, toUints } from './blobs.js';
import { read, type Store } from './store.js';
import { isObject, isSpan, isText, storedList, storedMoment, storedObject } from './stored-json.js';
import { readWords } from './stored-words.js';
import { activeSuppressed } from './suppressed.js';
import { loadUnrecognized } from './unrecognized.js';

interface MeetingRow {
  readonly title: string;
  readonly status: string;
  readonly language: string;
  readonly models: string;
  readonly path: string;
  readonly fileName: string;
  readonly size: number;
  readonly mime: string;
  readonly duration: number;
  readonly recordedAt: string;
  readonly source: DateSource | null;
  readonly precision: Dating['precision'];
  readonly zone: string | null;
  readonly warnings: string;
  readonly notes: string;
  readonly sha256: string;
  readonly contentFp: string;
  readonly acoustic: Buffer;
}

interface SpeakerRow {
  readonly clusterId: string;
  readonly profileId: string | null;
  readonly displayName: string | null;
  readonly confidence: number | null;
  readonly candidates: string;
  readonly spans: string;
  readonly centroid: Buffer | null;
  readonly centroidModel: string;
}

type TurnRow = Omit<Turn, 'words'> & { readonly words: string };

/**
 * The meeting as it was saved, number for number, with the names that its people have now. The centroid of a voice
 * that was forgotten since is an empty vector.
 *
 * @param meetingId the whole id (`resolveMeetingId`).
 * @throws ScribeError USAGE when the meeting is not completed.
 */
export function loadMeeting(store: Store, meetingId: string): Meeting {
  return read(store, 'reading the meeting', () => {
    // One transaction: another program must not change a part between two of the queries.
    const load = store.db.transaction((): Meeting => {
      const row = store.sql<MeetingRow>(meetingQuery).get(meetingId);
      if (row?.status !== 'completed')
        throw new ScribeError(
          'USAGE',
          `Reading the meeting ${meetingId} failed: ${row ? `it is ${row.status}, not completed` : 'it is not there'}.`,
          { hint: 'Run `scribe meetings list` to see what is there.' },
        );
      const speakers = store.sql<SpeakerRow>(speakersQuery).all(meetingId);
      const turns = store
        .sql<TurnRow>(turnsQuery)
        .all(meetingId)
        .map((turn) => ({ ...turn, ...readWords(turn.words, turn.text) }));
      return {
        id: meetingId,
        title: row.title,
        recording: toRecording(row),
        language: row.language,
        models: storedObject<MeetingModels>(row.models, 'meetings.models'),
        clusters: speakers.map(toCluster),
        speakers: speakers.flatMap((speaker) => toSpeaker(store, speaker) ?? []),
        turns,
        suppressed: activeSuppressed(store, meetingId),
        unrecognized: stillUnrecognized(loadUnrecognized(store, meetingId), turns),
      };
    });
    return load();
  });
}

const meetingQuery = `
  SELECT m.title, m.status, m.language, m.models, m.duration_seconds AS duration, f.storage_path AS path,
         f.file_name AS fileName, f.size, f.mime, f.recorded_at AS recordedAt,
         f.recorded_source AS source, f.recorded_precision AS precision, f.recorded_zone AS zone, f.warnings, f.notes,
         f.sha256, f.content_fp AS contentFp, f.acoustic_fp AS acoustic
  FROM meetings m LEFT JOIN files f ON f.id = m.file_id WHERE m.id = ?`;

const speakersQuery = `
  SELECT s.cluster_id AS clusterId, s.user_profile_id AS profileId,
         coalesce(p.display_name, s.display_name) AS displayName, s.confidence, s.candidates, s.spans, s.centroid,
         s.centroid_model AS centroidModel
  FROM speakers s LEFT JOIN user_profiles p ON p.id = s.user_profile_id
  WHERE s.meeting_id = ? ORDER BY s.position`;

const turnsQuery = `
  SELECT g.speaker AS clusterId, g.start_time AS start, g.end_time AS end, g.text, g.confidence, g.language, g.words
  FROM transcript_segments g JOIN transcriptions t ON t.id = g.transcription_id AND t.status = 'completed'
  WHERE t.meeting_id = ? ORDER BY g.position`;

function toRecording(row: MeetingRow): Recording {
  const { path, fileName, size, mime, duration, sha256, contentFp } = row;
  const recordedAt = storedMoment(row.recordedAt, 'files.recorded_at');
  const warnings = storedList<string>(row.warnings, 'files.warnings', isText);
  const notes = storedList<string>(row.notes, 'files.notes', isText);
  const { source, precision, zone } = row;
  const dating = source && { source, precision, zone };
  const fingerprint = { sha256, contentFp, acoustic: toUints(row.acoustic) };
  return { path, fileName, size, mime, duration, recordedAt, dating, fingerprint, warnings, notes };
}

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
