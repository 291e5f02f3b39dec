import type { ContactFields, MeetingFieldName, MeetingFields, RoomFields } from '../domain/meeting-fields.js';
import { ScribeError } from '../errors.js';
import { type MeetingPerson, meetingPeople, replaceParticipants } from './participants.js';
import { rememberRoom, rememberWorkspace } from './places.js';
import { read, type Store, write } from './store.js';
import { loadUser, rememberUser, type User } from './users.js';

/** What is known about a meeting besides its recording; null: nobody said. */
export interface StoredFields {
  readonly description: string | null;
  readonly sourceType: NonNullable<MeetingFields['sourceType']>;
  readonly direction: NonNullable<MeetingFields['direction']>;
  readonly workspace: { readonly id: string; readonly name: string; readonly slug: string } | null;
  readonly room: (RoomFields & { readonly id: string }) | null;
  readonly owner: User | null;
  readonly contact: ContactFields | null;
  readonly scheduledStart: string | null;
  readonly scheduledEnd: string | null;
  readonly participants: readonly MeetingPerson[];
}

export function loadFields(store: Store, meetingId: string): StoredFields {
  type Row = Omit<StoredFields, 'workspace' | 'room' | 'owner' | 'contact' | 'participants'> & {
    readonly [column in 'workspace' | 'room' | 'contact']: string | null;
  } & { readonly ownerId: string | null };
  return read(store, 'reading the fields of the meeting', () => {
    const { ownerId, workspace, room, contact, ...plain } = store
      .sql<Row>(
        `SELECT m.description, m.source_type AS sourceType, m.direction, m.owner_id AS ownerId,
                m.scheduled_start AS scheduledStart, m.scheduled_end AS scheduledEnd,
                CASE WHEN w.id IS NOT NULL THEN json_object('id', w.id, 'name', w.name, 'slug', w.slug) END AS workspace,
                CASE WHEN r.id IS NOT NULL THEN json_patch('{}', json_object('id', r.id, 'name', r.name, 'type', r.type,
                    'token', r.token)) END AS room,
                nullif(json_patch('{}', json_object('name', m.contact_name, 'id', m.contact_id, 'phone', m.phone_number,
                    'organization', m.organization)), '{}') AS contact
         FROM meetings m LEFT JOIN workspaces w ON w.id = m.workspace_id LEFT JOIN rooms r ON r.id = m.room_id
         WHERE m.id = ?`,
      )
      .get(meetingId)!;
    const parsed = <T>(json: string | null) => (json === null ? null : (JSON.parse(json) as T));
    return {
      ...plain,
      workspace: parsed<NonNullable<StoredFields['workspace']>>(workspace),
      room: parsed<NonNullable<StoredFields['room']>>(room),
      contact: parsed<ContactFields>(contact),
      owner: ownerId === null ? null : loadUser(store, ownerId),
      participants: meetingPeople(store, meetingId),
    };
  });
}

interface FieldsChange {
  readonly meetingId: string;
  readonly fields: MeetingFields;
  /** What is to be unknown again. */
  readonly clear?: readonly MeetingFieldName[];
  readonly newId: () => string;
  /** UTC ISO-8601. */
  readonly now: string;
}

/** The columns of `meetings` that a field stands in, with what they are when nobody said it. */
export const fieldColumns = {
  title: {},
  date: {},
  description: { description: null },
  sourceType: { source_type: 'recording' },
  direction: { direction: 'UNKNOWN' },
  workspace: { workspace_id: null },
  room: { room_id: null },
  owner: { owner_id: null },
  contact: { contact_name: null, contact_id: null, phone_number: null, organization: null },
  scheduledStart: { scheduled_start: null },
  scheduledEnd: { scheduled_end: null },
  participants: {},
} as const satisfies Readonly<Record<MeetingFieldName, Readonly<Record<string, string | null>>>>;

/**
 * Writes what somebody said about a meeting; what was not said stays. The owner of the meeting owns its file. The date is
 * that of the recording, and not written here.
 *
 * @throws ScribeError USAGE as `rememberUser` and `replaceParticipants` do, and when the meeting would be planned to end
 * before it begins.
 */
export function setFields(store: Store, { meetingId, fields, clear = [], newId, now }: FieldsChange): void {
  write(store, 'writing the fields of the meeting', () => {
    const making = { newId, now };
    const { title, description, sourceType, direction, contact, scheduledStart, scheduledEnd } = fields;
    const { workspace, room, owner, participants } = fields;
    const columns: Record<string, string | null | undefined> = {
      ...Object.assign({}, ...clear.map((name) => fieldColumns[name])),
      ...withoutUndefined({
        title,
        description,
        source_type: sourceType,
        direction,
        scheduled_start: scheduledStart,
        scheduled_end: scheduledEnd,
        owner_id: owner && rememberUser(store, owner, making),
        workspace_id: workspace && rememberWorkspace(store, workspace, making),
      }),
      ...(contact && {
        contact_name: contact.name ?? null,
        contact_id: contact.id ?? null,
        phone_number: contact.phone ?? null,
        organization: contact.organization ?? null,
      }),
    };
    if (room) {
      const { id: before } = store
        .sql<{ id: string | null }>('SELECT workspace_id AS id FROM meetings WHERE id = ?')
        .get(meetingId)!;
      const workspaceId = columns.workspace_id === undefined ? before : columns.workspace_id;
      columns.room_id = rememberRoom(store, { ...room, workspaceId }, making);
    }
    refuseBackwards(store, meetingId, columns);
    setColumns(store, meetingId, columns, now);
    if (participants || clear.includes('participants'))
      replaceParticipants(store, meetingId, participants ?? [], making);
  });
}

const withoutUndefined = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;

function setColumns(
  store: Store,
  meetingId: string,
  columns: Readonly<Record<string, string | null | undefined>>,
  now: string,
): void {
  const names = Object.keys(columns);
  if (names.length === 0) return;
  store
    .sql(
      `UPDATE meetings SET ${names.map((name) => `${name} = @${name}`).join(', ')}, updated_at = @now WHERE id = @meetingId`,
    )
    .run({ ...columns, now, meetingId });
  if (columns.owner_id !== undefined)
    store
      .sql('UPDATE files SET owner = ? WHERE id = (SELECT file_id FROM meetings WHERE id = ?)')
      .run(columns.owner_id, meetingId);
}

/** One of the two times may be there already. */
function refuseBackwards(
  store: Store,
  meetingId: string,
  { scheduled_start, scheduled_end }: Readonly<Record<string, string | null | undefined>>,
): void {
  const { start, end } = store
    .sql<{ start: string | null; end: string | null }>(
      'SELECT scheduled_start AS start, scheduled_end AS "end" FROM meetings WHERE id = ?',
    )
    .get(meetingId)!;
  const begins = scheduled_start === undefined ? start : scheduled_start;
  const ends = scheduled_end === undefined ? end : scheduled_end;
  if (begins === null || ends === null || begins <= ends) return;
  throw new ScribeError(
    'USAGE',
    `Planning the meeting failed: it would begin at ${begins} and end at ${ends}.`,
    {
      hint: 'Give both times, the earlier one as the start.',
    },
  );
}
