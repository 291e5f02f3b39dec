import type { FormatName } from '../domain/format-names.js';
import type { Meeting, MeetingModels, TranscriptStyle } from '../domain/meeting.js';
import type { MeetingFieldName } from '../domain/meeting-fields.js';
import type { DateSource, Dating } from '../domain/recorded-at.js';
import type { RecordedTrack, Recording } from '../domain/recording.js';
import { stillUnrecognized } from '../domain/unrecognized.js';
import { ScribeError } from '../errors.js';
import { addAnalytics } from './analytics.js';
import { oweRendering } from './artifacts.js';
import { isObject, isText, storedList, storedMoment, storedObject, toUints } from './columns.js';
import { inheritEdits } from './inherit-edits.js';
import { editedDate, inheritFields } from './inherit-fields.js';
import { inheritFollowUp } from './inherit-follow-up.js';
import { inheritLabels } from './inherit-labels.js';
import { loadInsights } from './insights.js';
import { removeMeeting } from './meetings.js';
import { describeFile, setRecordedAt } from './recordings.js';
import { saveTurns } from './save-turns.js';
import { loadSpeakers, saveSpeakers } from './speakers.js';
import { read, type Store, write } from './store.js';
import { activeSuppressed, saveSuppressed } from './suppressed.js';
import { inheritCopies } from './transcript-copies.js';
import { loadUnrecognized, saveUnrecognized, setTranscriptionStatus } from './transcriptions.js';
import { loadTurns } from './turns.js';

export interface CompletedMeeting {
  readonly meetingId: string;
  readonly transcriptionId: string;
  readonly meeting: Meeting;
  /** How its files are to be written. */
  readonly style: TranscriptStyle;
  /** Null: in those of the settings. */
  readonly formats?: readonly FormatName[] | null;
  /** Meetings that this one takes the place of (`--force`). */
  readonly replaces?: readonly string[];
  /** What flags said about it: more than what is known of the meetings that it replaces. */
  readonly said?: readonly MeetingFieldName[];
  readonly newId: () => string;
  /** UTC ISO-8601. */
  readonly now: string;
}

/**
 * Saves all of a meeting and completes it, in one transaction: either everything is there, or the meeting is what it was
 * before. From then on its files are owed, and so is the removal of those of the meetings that it replaces (`artifacts`).
 *
 * @throws ScribeError STORE when the meeting is not being processed any longer: another program removed it.
 */
export function completeMeeting(store: Store, completed: CompletedMeeting): void {
  const {
    meetingId,
    transcriptionId,
    meeting,
    style,
    formats = null,
    replaces = [],
    said = [],
    newId,
    now,
  } = completed;
  write(store, 'saving the meeting', () => {
    // The row of the file is written anew below.
    const dates = said.includes('date') ? [] : replaces.flatMap((id) => editedDate(store, id) ?? []);
    const fileId = finish(store, meetingId, meeting, now);
    describeFile(store, fileId, meeting.recording);
    const speakerIds = saveSpeakers(store, meetingId, meeting, newId);
    saveTurns(store, transcriptionId, meeting.turns, { speakerIds, newId, now });
    saveSuppressed(store, transcriptionId, meeting.suppressed, { speakerIds, newId, now });
    saveUnrecognized(store, transcriptionId, meeting.unrecognized);
    setTranscriptionStatus(store, { transcriptionId, status: 'completed', historyId: newId(), now });
    addAnalytics(store, { id: newId(), meetingId, now });
    oweRendering(store, meetingId, { style, formats });
    for (const id of replaces) {
      if (id === meetingId) continue;
      inheritCopies(store, id, meetingId);
      inheritLabels(store, { from: id, to: meetingId, now });
      inheritFields(store, { from: id, to: meetingId, said });
      inheritEdits(store, { from: id, to: meetingId, transcriptionId, newId, now });
      inheritFollowUp(store, { from: id, to: meetingId });
      removeMeeting(store, id);
    }
    const dated = dates.at(-1);
    if (dated) setRecordedAt(store, meetingId, dated);
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
  readonly tracks: string;
  readonly sha256: string;
  readonly contentFp: string;
  readonly acoustic: Buffer;
}

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
      const turns = loadTurns(store, meetingId);
      const insights = loadInsights(store, meetingId);
      return {
        id: meetingId,
        title: row.title,
        recording: toRecording(row),
        language: row.language,
        models: storedObject<MeetingModels>(row.models, 'meetings.models'),
        ...loadSpeakers(store, meetingId),
        turns,
        suppressed: activeSuppressed(store, meetingId),
        unrecognized: stillUnrecognized(loadUnrecognized(store, meetingId), turns),
        ...(insights && { insights }),
      };
    });
    return load();
  });
}

const meetingQuery = `
  SELECT m.title, m.status, m.language, m.models, m.duration_seconds AS duration, f.storage_path AS path,
         f.file_name AS fileName, f.size, f.mime, f.recorded_at AS recordedAt,
         f.recorded_source AS source, f.recorded_precision AS precision, f.recorded_zone AS zone, f.warnings, f.notes,
         f.tracks, f.sha256, f.content_fp AS contentFp, f.acoustic_fp AS acoustic
  FROM meetings m LEFT JOIN files f ON f.id = m.file_id WHERE m.id = ?`;

function toRecording(row: MeetingRow): Recording {
  const { path, fileName, size, mime, duration, sha256, contentFp } = row;
  const recordedAt = storedMoment(row.recordedAt, 'files.recorded_at');
  const warnings = storedList<string>(row.warnings, 'files.warnings', isText);
  const notes = storedList<string>(row.notes, 'files.notes', isText);
  const tracks = storedList<RecordedTrack>(row.tracks, 'files.tracks', isObject);
  const { source, precision, zone } = row;
  const dating = source && { source, precision, zone };
  const fingerprint = { sha256, contentFp, acoustic: toUints(row.acoustic) };
  return { path, fileName, size, mime, duration, recordedAt, dating, fingerprint, warnings, notes, tracks };
}
