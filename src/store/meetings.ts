import { shortId } from '../domain/meeting.js';
import type { Recording } from '../domain/recording.js';
import type { StateOf } from '../domain/state-machines.js';
import { ScribeError } from '../errors.js';
import { deleteCachedOf } from './cache.js';
import { meetingStepsBack, meetingsByTitle, type NamedMeeting, stepsBack } from './meeting-references.js';
import { rememberFile } from './recordings.js';
import { oweScrub, scrub } from './scrub.js';
import { read, type Store, write } from './store.js';
import { removeThreadsCiting } from './threads.js';
import { addTranscription, setTranscriptionStatus } from './transcriptions.js';

export type MeetingStatus = StateOf<'meetings.status'>;

export interface NewMeeting {
  readonly recording: Recording;
  /** Audio stream inside the container. */
  readonly stream: number;
  /** Whether somebody asked for that stream; else scribe chose it. */
  readonly streamAsked?: boolean;
  readonly title: string;
  readonly newId: () => string;
  /** UTC ISO-8601. */
  readonly now: string;
}

export interface BegunMeeting {
  readonly meetingId: string;
  readonly transcriptionId: string;
  /** A killed run had begun it. */
  readonly resumed: boolean;
}

/**
 * The meeting that a run works on: the one that a killed run of the same recording (same bytes and stream, or same
 * samples) left unfinished, else a new one, pending, with its file and transcription. The caller holds the lock of
 * the recording (`lockRecording`), so nobody else can be at work on what looks unfinished.
 */
export function beginMeeting(store: Store, begun: NewMeeting): BegunMeeting {
  const { recording, stream, streamAsked = false, title, newId, now } = begun;
  return write(store, 'beginning the meeting', () => {
    const fileId = rememberFile(store, { id: newId(), recording, stream, streamAsked, now });
    const left = store
      .sql<{ meetingId: string; transcriptionId: string; fileId: string }>(
        `SELECT m.id AS meetingId, t.id AS transcriptionId, f.id AS fileId
         FROM meetings m JOIN files f ON f.id = m.file_id JOIN transcriptions t ON t.meeting_id = m.id
         WHERE m.status IN ('pending', 'processing')
           AND (f.content_fp = ? OR (f.sha256 = ? AND f.stream = ?))
         ORDER BY m.created_at DESC, m.id DESC LIMIT 1`,
      )
      .get(recording.fingerprint.contentFp, recording.fingerprint.sha256, stream);
    if (left) {
      // The samples may have come from another container this time: the meeting goes with the file at hand.
      store
        .sql('UPDATE meetings SET file_id = ?, title = ?, updated_at = ? WHERE id = ?')
        .run(fileId, title, now, left.meetingId);
      if (left.fileId !== fileId) deleteFileIfUnused(store, left.fileId);
      return { meetingId: left.meetingId, transcriptionId: left.transcriptionId, resumed: true };
    }
    const meetingId = newMeetingId(store, newId);
    const transcriptionId = newId();
    store
      .sql(
        `INSERT INTO meetings (id, file_id, status, title, start_time, duration_seconds, started_at, created_at, updated_at)
         VALUES (?, ?, 'pending', ?, ?, ?, ?, ?, ?)`,
      )
      .run(meetingId, fileId, title, recording.recordedAt, recording.duration, now, now, now);
    addTranscription(store, { id: transcriptionId, meetingId, historyId: newId(), now });
    return { meetingId, transcriptionId, resumed: false };
  });
}

/** pending -> processing. A resumed meeting is processing already. */
export function startProcessing(store: Store, meetingId: string, now: string): void {
  write(store, 'starting the meeting', () => {
    store
      .sql(
        `UPDATE meetings SET status = 'processing', status_message = NULL, started_at = ?, updated_at = ?
         WHERE id = ? AND status = 'pending'`,
      )
      .run(now, now, meetingId);
  });
}

/** Ends a meeting, and its transcription, as failed. One that has ended, or was removed, is left as it is. */
export function failMeeting(
  store: Store,
  failed: {
    readonly meetingId: string;
    readonly message: string;
    /** The kind of error, as a code that says nothing of a person or a file. */
    readonly reason?: string;
    readonly newId: () => string;
    readonly now: string;
  },
): void {
  const { meetingId, message, reason = null, newId, now } = failed;
  write(store, 'noting the failure of the meeting', () => {
    startProcessing(store, meetingId, now);
    const { changes } = store
      .sql(
        `UPDATE meetings SET status = 'failed', status_message = ?, error_reason = ?, finished_at = ?, updated_at = ?
         WHERE id = ? AND status = 'processing'`,
      )
      .run(message, reason, now, now, meetingId);
    if (changes === 0) return;
    const open = store
      .sql<{ id: string }>(
        `SELECT id FROM transcriptions WHERE meeting_id = ? AND status NOT IN ('completed', 'failed')`,
      )
      .all(meetingId);
    for (const { id } of open)
      setTranscriptionStatus(store, {
        transcriptionId: id,
        status: 'failed',
        message,
        historyId: newId(),
        now,
      });
  });
}

/** Which of these meetings are completed. */
export function completedAmong(store: Store, meetingIds: readonly string[]): readonly string[] {
  return read(store, 'looking for meetings', () =>
    store
      .sql<{ id: string }>(
        // The plus keeps SQLite from looking through all that are completed.
        `SELECT id FROM meetings WHERE id IN (SELECT value FROM json_each(?)) AND +status = 'completed'`,
      )
      .all(JSON.stringify(meetingIds))
      .map(({ id }) => id),
  );
}

/**
 * Removes a meeting with everything that it owns; its file and what is cached of it, when no other meeting needs
 * them. The removal of its rendered files is owed from then on (`artifacts`).
 */
export function removeMeeting(store: Store, meetingId: string): void {
  write(store, 'removing the meeting', () => {
    const meeting = store
      .sql<{ fileId: string | null }>('SELECT file_id AS fileId FROM meetings WHERE id = ?')
      .get(meetingId);
    if (!meeting) return;
    removeThreadsCiting(store, meetingId);
    store.sql('DELETE FROM meetings WHERE id = ?').run(meetingId);
    if (meeting.fileId) deleteFileIfUnused(store, meeting.fileId);
  });
}

/**
 * Removes meetings, and writes the file anew, so that nothing of them is left in its free parts. While another program is
 * in the way, the next one that opens the store finishes that. Not to be called inside `write`.
 */
export function eraseMeetings(store: Store, meetingIds: readonly string[]): void {
  write(store, 'removing the meeting', () => {
    for (const id of meetingIds) removeMeeting(store, id);
    oweScrub(store.db);
  });
  read(store, 'erasing the meeting from the file of the store', () => scrub(store.db));
}

/** An id whose short form no other meeting has. */
function newMeetingId(store: Store, newId: () => string): string {
  const taken = store.sql('SELECT 1 FROM meetings WHERE substr(id, -8) = ?');
  let id: string;
  do id = newId();
  while (taken.get(shortId(id)));
  return id;
}

/**
 * The id of the meeting that somebody means: its short form or the beginning of that, the whole id or its beginning
 * (hyphens and case do not matter), `last`, `last~2`, its title, or the beginning of a title that no other has. What
 * could be an id is one.
 *
 * @throws ScribeError USAGE when there is none, or when several could be meant (they are named).
 */
export function resolveMeetingId(store: Store, given: string): string {
  const plain = given.trim().replaceAll('-', '').toLowerCase();
  const steps = stepsBack(given);
  return read(store, 'looking for the meeting', () => {
    if (steps !== null) return requireStepsBack(store, given, steps).id;
    const byId = plain === '' ? [] : meetingsById(store, plain);
    if (byId.length === 1 || (byId.length > 0 && shortId(byId[0].id) === plain)) return byId[0].id;
    const found = byId.length > 0 ? byId : meetingsByTitle(store, given);
    if (found.length === 1) return found[0].id;
    if (found.length === 0)
      throw new ScribeError(
        'USAGE',
        `Looking for the meeting "${given}" failed: no meeting has such an id or title.`,
        { hint: 'Run `scribe meetings list` to see the ids.' },
      );
    const names = found.slice(0, 5).map(({ id }) => shortId(id));
    const more = found.length > 5 ? ', ...' : '';
    throw new ScribeError(
      'USAGE',
      `Looking for the meeting "${given}" failed: several meetings match: ${names.join(', ')}${more}.`,
      { hint: 'Give the short id of one, as `scribe meetings list` shows it.' },
    );
  });
}

/** Those whose id, or its short form, begins so; the one with this short form first, then the newest. */
function meetingsById(store: Store, plain: string): NamedMeeting[] {
  return store
    .sql<NamedMeeting>(
      // The ids alone are read, from their index.
      `SELECT id, title FROM meetings
       WHERE id IN (SELECT id FROM meetings
                    WHERE substr(replace(id, '-', ''), 1, length(@plain)) = @plain
                       OR substr(id, -8, length(@plain)) = @plain)
       ORDER BY substr(id, -8) <> @plain, created_at DESC, id DESC LIMIT 6`,
    )
    .all({ plain });
}

function requireStepsBack(store: Store, given: string, steps: number): NamedMeeting {
  const found = meetingStepsBack(store, steps);
  if (found) return found;
  if (steps === 0)
    throw new ScribeError('USAGE', 'Looking for the newest meeting failed: there is none yet.', {
      hint: 'Begin with: scribe ingest FILE',
    });
  throw new ScribeError('USAGE', `Looking for the meeting "${given}" failed: there are not so many.`, {
    hint: 'Run `scribe meetings list` to see them all.',
  });
}

function deleteFileIfUnused(store: Store, fileId: string): void {
  const gone = store
    .sql<{ sha256: string; contentFp: string | null }>(
      `DELETE FROM files WHERE id = @fileId AND NOT EXISTS (SELECT 1 FROM meetings WHERE file_id = @fileId)
       RETURNING sha256, content_fp AS contentFp`,
    )
    .get({ fileId });
  if (!gone) return;
  // Decoded audio is cached by the bytes of the file. Another track of it is soon decoded again.
  deleteCachedOf(store, gone.sha256);
  const { contentFp } = gone;
  if (contentFp === null) return;
  if (!store.sql('SELECT 1 FROM files WHERE content_fp = ?').get(contentFp)) deleteCachedOf(store, contentFp);
}
