import type { WordOf } from '../domain/state-machines.js';
import { isText, storedList } from './columns.js';
import { read, type Store, write } from './store.js';

/*
 * Notes about meetings and people, and marked moments of meetings. The database refuses a note about somebody or something
 * that is not there, and removes it with its subject. The callers make changes operations (`recordOperation`).
 */

/** What a note is about. */
interface Subject {
  readonly subjectType: WordOf<'notes.subject_type'>;
  /** Id of a meeting or of a profile. */
  readonly subjectId: string;
}

export interface Note extends Subject {
  readonly id: string;
  readonly content: string;
  readonly tags: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

export function addNote(
  store: Store,
  note: Pick<Note, 'id' | 'content' | 'subjectType' | 'subjectId'> & {
    readonly tags?: readonly string[];
    /** Who made it; none: nobody said. */
    readonly userId?: string;
    /** UTC ISO-8601. */
    readonly now: string;
  },
): void {
  write(store, 'adding the note', () => {
    store
      .sql(
        `INSERT INTO notes (id, user_id, content, subject_type, subject_id, tags, created_at, updated_at)
         VALUES (@id, @userId, @content, @subjectType, @subjectId, @tags, @now, @now)`,
      )
      .run({ userId: null, ...note, tags: JSON.stringify(note.tags ?? []) });
  });
}

/** Replaces what a note says. */
export function editNote(
  store: Store,
  edited: {
    readonly id: string;
    readonly content: string;
    readonly tags: readonly string[];
    readonly now: string;
  },
): void {
  write(store, 'editing the note', () => {
    store
      .sql('UPDATE notes SET content = @content, tags = @tags, updated_at = @now WHERE id = @id')
      .run({ ...edited, tags: JSON.stringify(edited.tags) });
  });
}

/** Removes a note. */
export function removeNote(store: Store, id: string): void {
  write(store, 'removing the note', () => {
    store.sql('DELETE FROM notes WHERE id = ?').run(id);
  });
}

type NoteRow = Omit<Note, 'tags'> & { readonly tags: string };

const noteColumns = `id, content, subject_type AS subjectType, subject_id AS subjectId, tags, created_at AS createdAt,
  updated_at AS updatedAt`;

const toNote = (row: NoteRow): Note => ({ ...row, tags: storedList<string>(row.tags, 'notes.tags', isText) });

/** The notes about a meeting or a person, in the order in which they were added. */
export function listNotes(store: Store, { subjectType, subjectId }: Subject): readonly Note[] {
  return read(store, 'listing the notes', () =>
    store
      .sql<NoteRow>(
        `SELECT ${noteColumns} FROM notes WHERE subject_type = ? AND subject_id = ? ORDER BY created_at, id`,
      )
      .all(subjectType, subjectId)
      .map(toNote),
  );
}

/** A note that is there (`resolveShortId`). */
export function findNote(store: Store, id: string): Note {
  return read(store, 'reading the note', () =>
    toNote(store.sql<NoteRow>(`SELECT ${noteColumns} FROM notes WHERE id = ?`).get(id)!),
  );
}

/** A moment of a meeting that somebody marked. */
export interface Marker {
  readonly id: string;
  readonly meetingId: string;
  readonly type: WordOf<'markers.type'>;
  readonly content: string;
  /** Milliseconds from the start; null: nowhere in particular. */
  readonly timestamp: number | null;
  /** The cluster that speaks; null: nobody in particular. */
  readonly speaker: string | null;
  /** `person`, `extractive`, `llm:NAME`, or `dismissed`: a person does not want to see it again. */
  readonly origin: string;
  /** The turns that it is taken from. */
  readonly sourceSegmentIds: readonly string[];
}

/** The origin of a marker that was extracted and that a person removed: it stays, so that it is not extracted again. */
export const dismissed = 'dismissed';

export function addMarker(
  store: Store,
  marker: Omit<Marker, 'origin' | 'sourceSegmentIds'> &
    Partial<Pick<Marker, 'origin' | 'sourceSegmentIds'>> & { readonly userId?: string; readonly now: string },
): void {
  write(store, 'adding the marker', () => {
    store
      .sql(
        `INSERT INTO markers (id, user_id, meeting_id, type, content, timestamp, speaker, origin, source_segment_ids,
           created_at)
         VALUES (@id, @userId, @meetingId, @type, @content, @timestamp, @speaker, @origin, @sources, @now)`,
      )
      .run({
        userId: null,
        origin: 'person',
        ...marker,
        sources: JSON.stringify(marker.sourceSegmentIds ?? []),
      });
  });
}

/** Removes a marker: one of a person for good, one that was extracted so that it does not come back. */
export function removeMarker(store: Store, id: string): void {
  write(store, 'removing the marker', () => {
    store.sql("DELETE FROM markers WHERE id = ? AND origin = 'person'").run(id);
    store.sql('UPDATE markers SET origin = ? WHERE id = ?').run(dismissed, id);
  });
}

type MarkerRow = Omit<Marker, 'sourceSegmentIds'> & { readonly sources: string };

const markerColumns =
  'id, meeting_id AS meetingId, type, content, timestamp, speaker, origin, source_segment_ids AS sources';

const toMarker = ({ sources, ...row }: MarkerRow): Marker => ({
  ...row,
  sourceSegmentIds: storedList<string>(sources, 'markers.source_segment_ids', isText),
});

/** The marked moments of a meeting, in the order of time; those that were dismissed only when they are asked for. */
export function listMarkers(
  store: Store,
  meetingId: string,
  { origin }: { readonly origin?: typeof dismissed } = {},
): readonly Marker[] {
  return read(store, 'listing the markers', () =>
    store
      .sql<MarkerRow>(
        `SELECT ${markerColumns} FROM markers WHERE meeting_id = ? AND (origin = ?) = ?
         ORDER BY timestamp, created_at, id`,
      )
      .all(meetingId, dismissed, origin === dismissed ? 1 : 0)
      .map(toMarker),
  );
}

/** A marker that is there (`resolveShortId`). */
export function findMarker(store: Store, id: string): Marker {
  return read(store, 'reading the marker', () =>
    toMarker(store.sql<MarkerRow>(`SELECT ${markerColumns} FROM markers WHERE id = ?`).get(id)!),
  );
}
