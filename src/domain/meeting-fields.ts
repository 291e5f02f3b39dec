import type { RecordedAt } from './recorded-at.js';
import type { StateOf, WordOf } from './state-machines.js';

/*
 * What a person knows about a meeting and its recording does not say. Everything may be missing: then nothing was said.
 */

/** Somebody by name, by e-mail, or by both. */
export interface PersonFields {
  readonly name?: string;
  /** In lower case. */
  readonly email?: string;
}

export interface OwnerFields extends PersonFields {
  /** What another system calls the account. */
  readonly id?: string;
}

export interface WorkspaceFields {
  readonly name: string;
  /** Its name in addresses; made of the name when it is not said. */
  readonly slug?: string;
}

export interface RoomFields {
  readonly name: string;
  readonly type?: string;
  /** By which another system knows the room. */
  readonly token?: string;
}

export interface ContactFields {
  readonly name?: string;
  readonly id?: string;
  readonly phone?: string;
  readonly organization?: string;
}

export interface ParticipantFields extends PersonFields {
  readonly role?: WordOf<'participants.role'>;
  readonly status?: StateOf<'participants.status'>;
  /** UTC ISO-8601. */
  readonly joined?: string;
  /** UTC ISO-8601. */
  readonly left?: string;
}

export interface MeetingFields {
  readonly title?: string;
  /** When it was recorded. */
  readonly date?: RecordedAt;
  readonly description?: string;
  readonly sourceType?: WordOf<'meetings.source_type'>;
  readonly direction?: WordOf<'meetings.direction'>;
  readonly workspace?: WorkspaceFields;
  readonly room?: RoomFields;
  readonly owner?: OwnerFields;
  readonly contact?: ContactFields;
  /** UTC ISO-8601. */
  readonly scheduledStart?: string;
  /** UTC ISO-8601. */
  readonly scheduledEnd?: string;
  readonly participants?: readonly ParticipantFields[];
}

/** In the order in which they are shown. */
export const meetingFieldNames = [
  'title',
  'date',
  'description',
  'sourceType',
  'direction',
  'workspace',
  'room',
  'owner',
  'contact',
  'scheduledStart',
  'scheduledEnd',
  'participants',
] as const satisfies readonly (keyof MeetingFields)[];

export type MeetingFieldName = (typeof meetingFieldNames)[number];

/**
 * One set of fields of several: each field is the first that says it, as a whole. An owner is not half of one person and
 * half of another. Pure.
 *
 * @param sources the strongest first.
 */
export function mergeFields(...sources: readonly MeetingFields[]): MeetingFields {
  return Object.assign({}, ...[...sources].reverse());
}

/** `Maya Lopez <maya@example.org>`, or what is known of it. */
export const personText = ({ name, email }: PersonFields): string =>
  name && email ? `${name} <${email}>` : (name ?? email ?? '');

/** Whether a text in lower case may be an e-mail address: whether it exists, only sending would tell. */
export const isEmail = (text: string): boolean => text.length <= 120 && /^[^\s@<>]+@[^\s@<>]+$/.test(text);
