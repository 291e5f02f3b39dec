import type { CommandContext } from '../context.js';
import type { MeetingFields } from '../domain/meeting-fields.js';
import { flagOf } from '../settings/definitions.js';
import { parseMeetingFields, personOf } from '../settings/meeting-fields.js';

/** The flags for what a person knows about a meeting, as commander gives them. */
export interface FieldFlags {
  readonly title?: string;
  readonly description?: string;
  readonly workspace?: string;
  readonly room?: string;
  readonly owner?: string;
  readonly ownerId?: string;
  readonly contact?: string;
  readonly contactId?: string;
  readonly phone?: string;
  readonly organization?: string;
  readonly direction?: string;
  readonly sourceType?: string;
  readonly scheduledStart?: string;
  readonly scheduledEnd?: string;
  readonly participants?: string;
}

/** Flags that are a part of a field. */
const partsOf: Readonly<Record<string, string>> = {
  'owner.id': '--owner-id',
  'contact.id': '--contact-id',
  'contact.phone': '--phone',
  'contact.organization': '--organization',
};

/**
 * What these flags say.
 * @throws ScribeError USAGE that names the flag, and what it must be.
 */
export function readFieldFlags(flags: FieldFlags, context: CommandContext): MeetingFields {
  const { title, description, workspace, room, direction, sourceType, scheduledStart, scheduledEnd } = flags;
  const { owner, ownerId, contact, contactId, phone, organization, participants } = flags;
  const value = withoutUndefined({
    title,
    description,
    workspace,
    room,
    owner: group({ ...(owner === undefined ? {} : (personOf(owner) as object)), id: ownerId }),
    contact: group({ name: contact, id: contactId, phone, organization }),
    direction,
    sourceType,
    scheduledStart,
    scheduledEnd,
    participants: participants?.split(',').map((person) => person.trim()),
  });
  const nameOf = (path: readonly PropertyKey[]) => partsOf[path.join('.')] ?? flagOf(String(path[0]));
  const source = { doing: 'Reading the options', nameOf };
  return parseMeetingFields(value, source, { zone: context.zone, now: context.now() });
}

const withoutUndefined = (values: object): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

function group(values: object): object | undefined {
  const said = withoutUndefined(values);
  return Object.keys(said).length > 0 ? said : undefined;
}
