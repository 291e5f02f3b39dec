import type { CommandContext } from '../context.js';
import { shortId } from '../domain/meeting.js';
import {
  type ContactFields,
  type MeetingFieldName,
  type MeetingFields,
  meetingFieldNames,
  mergeFields,
  type ParticipantFields,
  type PersonFields,
} from '../domain/meeting-fields.js';
import { shellWord } from '../domain/shell-word.js';
import { findSidecar, readSidecar } from '../settings/read-sidecar.js';
import type { StoredFields } from '../store/meeting-fields.js';
import { nameKey } from '../store/profiles.js';
import type { IngestInput } from './take-tracks.js';

/** What was said about a recording before it was processed. */
export interface ToldFields {
  /** By flags, else by the sidecar, else by the config file: each field as a whole. */
  readonly fields: MeetingFields;
  /** The same without the config file, which is about no recording in particular. */
  readonly own: MeetingFields;
  /** What flags said. */
  readonly said: readonly MeetingFieldName[];
  /** Path of the sidecar; null: there is none. */
  readonly sidecar: string | null;
}

/**
 * What is said about a recording: `flags`, then its sidecar, then the config file.
 * @throws ScribeError USAGE when the sidecar cannot be read, or there are several.
 */
export function fieldsOf(input: IngestInput, flags: MeetingFields, context: CommandContext): ToldFields {
  const sidecar = findSidecar(typeof input === 'string' ? [input] : input.map(({ path }) => path));
  const beside = sidecar === null ? {} : readSidecar(sidecar, { zone: context.zone, now: context.now() });
  const own = mergeFields(flags, beside);
  return {
    fields: mergeFields(own, context.settings.meeting),
    own,
    said: meetingFieldNames.filter((name) => flags[name] !== undefined),
    sidecar,
  };
}

/** What is said about a known recording is not taken over by itself; where it differs, this is how. Null: nowhere. */
export function describeUntaken(
  { own, said, sidecar }: ToldFields,
  meeting: { readonly id: string; readonly title: string },
  stored: StoredFields,
): string | null {
  const differing = differingFields(own, { ...stored, title: meeting.title });
  if (differing.length === 0) return null;
  const from = sidecar !== null && differing.some((name) => !said.includes(name));
  const command = `scribe meetings edit ${shortId(meeting.id)}${from ? ` --meta ${shellWord(sidecar)}` : ' ...'}`;
  return `The meeting keeps what is known about it, although something else is said now (${differing.join(', ')}); to change it: ${command}`;
}

/**
 * The fields that say something else than the meeting. The date is left out: it is that of the recording. Pure.
 */
export function differingFields(
  fields: MeetingFields,
  stored: StoredFields & { readonly title: string },
): readonly MeetingFieldName[] {
  const same: Partial<Record<MeetingFieldName, (told: MeetingFields) => boolean>> = {
    workspace: ({ workspace }) => isPlace(workspace!, stored.workspace),
    room: ({ room }) => isPlace(room!, stored.room),
    owner: ({ owner }) =>
      isPerson(owner!, stored.owner) && (owner!.id === undefined || owner!.id === stored.owner?.externalId),
    contact: ({ contact }) => isContact(contact!, stored.contact),
    participants: ({ participants }) => arePeople(participants!, stored.participants),
    date: () => true,
  };
  return meetingFieldNames.filter((name) => {
    if (fields[name] === undefined) return false;
    const test = same[name];
    return test ? !test(fields) : fields[name] !== (stored as MeetingFields)[name];
  });
}

type Place = { readonly name: string; readonly slug?: string; readonly token?: string };

function isPlace(told: Place, stored: Place | null): boolean {
  if (!stored) return false;
  if (told.slug ?? told.token) return told.slug === stored.slug && told.token === stored.token;
  return nameKey(told.name) === nameKey(stored.name);
}

/** Whether nothing that is said of a person is otherwise. */
function isPerson(
  { name, email }: PersonFields,
  stored: { readonly name: string | null; readonly email: string | null } | null,
): boolean {
  if (!stored) return false;
  return email === undefined
    ? stored.name !== null && nameKey(name!) === nameKey(stored.name)
    : email === stored.email;
}

const isContact = (told: ContactFields, stored: ContactFields | null): boolean =>
  (['name', 'id', 'phone', 'organization'] as const).every((key) => told[key] === stored?.[key]);

function arePeople(told: readonly ParticipantFields[], stored: StoredFields['participants']): boolean {
  const named = stored.filter((person) => person.named);
  const isThere = (person: ParticipantFields) =>
    named.some(
      (there) =>
        isPerson(person, there) &&
        (person.role ?? 'participant') === there.role &&
        // Whoever spoke has attended, whatever was said.
        (there.seconds !== null || (person.status ?? 'invited') === there.status),
    );
  return told.length === named.length && told.every(isThere);
}
