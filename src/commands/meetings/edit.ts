import type { CommandContext } from '../../context.js';
import {
  type ContactFields,
  type MeetingFieldName,
  type MeetingFields,
  meetingFieldNames,
  mergeFields,
} from '../../domain/meeting-fields.js';
import { nearestSpellings } from '../../domain/nearest-spellings.js';
import { ScribeError } from '../../errors.js';
import { differingFields } from '../../ingest/recording-fields.js';
import { printJson, writeLine } from '../../report/output.js';
import { readSidecar } from '../../settings/read-sidecar.js';
import { editMeeting as kind } from '../../store/inherit-fields.js';
import { listMeetings } from '../../store/list-meetings.js';
import { loadFields, setFields } from '../../store/meeting-fields.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { recordOperation } from '../../store/operations.js';
import { type FieldFlags, readFieldFlags } from '../read-field-flags.js';
import { withStore } from '../with-store.js';
import { writeAgain } from '../write-again.js';

interface EditOptions extends FieldFlags {
  /** Path of a sidecar. */
  readonly meta?: string;
  /** Names of fields, separated by commas. */
  readonly clear?: string;
}

/** What is not known of every meeting, and can be unknown again. */
const clearable = meetingFieldNames.filter((name) => name !== 'title' && name !== 'date');

/** `scribe meetings edit ID --workspace Sales ...`: what a person knows about a meeting; it can be undone. */
export async function editMeeting(
  context: CommandContext,
  idOrPrefix: string,
  { meta, clear, ...flags }: EditOptions,
): Promise<void> {
  const beside = meta === undefined ? {} : readSidecar(meta, { zone: context.zone, now: context.now() });
  const { date, ...told }: MeetingFields = mergeFields(readFieldFlags(flags, context), beside);
  const cleared = clear === undefined ? [] : readClear(clear);
  if (Object.keys(told).length + cleared.length === 0)
    throw new ScribeError('USAGE', 'Editing the meeting needs something to change.', {
      hint: 'For instance: scribe meetings edit last --workspace Sales --contact "Ines Duarte"',
    });
  return withStore(context, async (store) => {
    const meetingId = resolveMeetingId(store, idOrPrefix);
    const [{ title }] = listMeetings(store, { id: meetingId });
    const before = loadFields(store, meetingId);
    const fields = withContact(told, beside.contact ?? before.contact);
    const differing = differingFields(fields, { ...before, title });
    const changed = meetingFieldNames.filter((name) => differing.includes(name) || cleared.includes(name));
    const { newId } = context;
    const now = context.now();
    const { operationId } = recordOperation(
      store,
      {
        kind,
        doing: 'editing the meeting',
        summary: `changed ${changed.join(', ')} of "${title}"`,
        meetingId,
        now,
      },
      () => setFields(store, { meetingId, fields, clear: cleared, newId, now }),
    );
    const { copies, also } = await writeAgain(context, store);
    const [after] = listMeetings(store, { id: meetingId });
    if (context.json)
      return printJson(context, {
        meetingId,
        title: after.title,
        ...loadFields(store, meetingId),
        operation: operationId,
        copies,
      });
    const what = operationId === null ? 'already says so' : `has other fields now: ${changed.join(', ')}`;
    writeLine(context.out, `"${after.title}" ${what}${also}.`);
    if (date) writeLine(context.err, 'note: the date stays; `scribe ingest --force` takes it from the file.');
  });
}

/** Without another name, what is said of the contact is said of the one that is known. */
const withContact = (fields: MeetingFields, known: ContactFields | null): MeetingFields =>
  fields.contact && fields.contact.name === undefined
    ? { ...fields, contact: { ...known, ...fields.contact } }
    : fields;

function readClear(text: string): readonly MeetingFieldName[] {
  return text.split(',').map((part) => {
    const name = clearable.find(
      (field) => field.toLowerCase() === part.trim().replaceAll('-', '').toLowerCase(),
    );
    if (name) return name;
    const [meant] = nearestSpellings(part, clearable);
    throw new ScribeError('USAGE', `--clear is "${text}"; it must be names of fields, separated by commas.`, {
      hint: meant ? `Did you mean ${meant}?` : `Fields: ${clearable.join(', ')}.`,
    });
  });
}
