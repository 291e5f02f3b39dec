import type { CommandContext } from '../../context.js';
import { isEmail } from '../../domain/meeting-fields.js';
import { ScribeError } from '../../errors.js';
import { printJson, writeLine } from '../../report/output.js';
import { recordOperation } from '../../store/operations.js';
import { editProfile, type ProfileDetails, requireProfile } from '../../store/profiles.js';
import { withStore } from '../with-store.js';
import { writeAgain } from '../write-again.js';

interface EditOptions {
  readonly role?: string;
  readonly email?: string;
  readonly company?: string;
  /** Separated by commas. */
  readonly tags?: string;
  readonly clear?: readonly (keyof ProfileDetails)[];
}

/** `scribe speakers edit NAME --email ...`: what is known about a person besides the voice; it can be undone. */
export async function editSpeaker(
  context: CommandContext,
  name: string,
  { tags, clear = [], ...plain }: EditOptions,
): Promise<void> {
  const unknown = { role: null, email: null, company: null, tags: [] };
  const details: Partial<ProfileDetails> = {
    ...Object.fromEntries(clear.map((field) => [field, unknown[field]])),
    ...(plain.role !== undefined && { role: checkedText(plain.role, '--role') }),
    ...(plain.email !== undefined && { email: checkedEmail(plain.email) }),
    ...(plain.company !== undefined && { company: checkedText(plain.company, '--company') }),
    ...(tags !== undefined && { tags: readTags(tags) }),
  };
  const changed = Object.keys(details);
  if (changed.length === 0)
    throw new ScribeError('USAGE', 'Editing a profile needs something to change.', {
      hint: 'For instance: scribe speakers edit Maya --email maya@example.org --role "Product lead"',
    });
  return withStore(context, async (store) => {
    const profile = requireProfile(store, name);
    const now = context.now();
    const { operationId } = recordOperation(
      store,
      {
        kind: 'edit-profile',
        doing: 'editing the profile',
        summary: `changed ${changed.join(', ')} of ${profile.displayName}`,
        meetingId: null,
        now,
      },
      () => editProfile(store, { profileId: profile.id, details, now }),
    );
    await writeAgain(context, store);
    const edited = requireProfile(store, profile.id);
    if (context.json) return printJson(context, { ...edited, operation: operationId });
    const what = operationId === null ? 'says so already' : `has another ${changed.join(', ')} now`;
    writeLine(context.out, `The profile of ${edited.displayName} ${what}.`);
  });
}

function checkedText(given: string, flag: string): string {
  const text = given.trim().normalize('NFC');
  if (text !== '' && text.length <= 255 && !/\p{C}/u.test(text)) return text;
  throw new ScribeError('USAGE', `${flag} is "${given}"; it must be text of 1 to 255 characters.`, {
    hint: 'To take it away: scribe speakers edit NAME --clear FIELD',
  });
}

function checkedEmail(given: string): string {
  const address = given.trim().toLowerCase();
  if (isEmail(address)) return address;
  throw new ScribeError('USAGE', `--email is "${given}"; it must be an e-mail address.`, {
    hint: 'For instance: --email maya@example.org',
  });
}

const readTags = (text: string): readonly string[] => [
  ...new Set(text.split(',').map((tag) => checkedText(tag, '--tags'))),
];
