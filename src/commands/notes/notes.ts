import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { localTime } from '../../domain/recorded-at.js';
import { ScribeError } from '../../errors.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { listMeetings } from '../../store/list-meetings.js';
import { resolveMeetingId } from '../../store/meetings.js';
import {
  addNote as add,
  editNote as edit,
  findNote,
  listNotes as read,
  removeNote,
} from '../../store/notes.js';
import { recordOperation } from '../../store/operations.js';
import { requireProfile } from '../../store/profiles.js';
import { resolveShortId } from '../../store/short-ids.js';
import type { Store } from '../../store/store.js';
import { requireText } from '../require-text.js';
import { withStore } from '../with-store.js';
import { writeAgain } from '../write-again.js';

interface NoteFlags {
  /** Whom it is about, instead of a meeting. */
  readonly speaker?: string;
  readonly tag?: readonly string[];
}

/** `scribe notes add ID TEXT`, `scribe notes add --speaker NAME TEXT` */
export async function addNote(
  context: CommandContext,
  words: readonly string[],
  { speaker, tag = [] }: NoteFlags,
): Promise<void> {
  const [about, text] = speaker === undefined ? [words[0], words[1]] : [undefined, words[0]];
  if (words.length !== (speaker === undefined ? 2 : 1))
    throw new ScribeError('USAGE', 'A note needs a meeting, or a person with --speaker, and its words.', {
      hint: 'For instance: scribe notes add last "The customer was in a good mood."',
    });
  const content = requireText(text, 'A note');
  return withStore(context, async (store) => {
    const subject = findSubject(store, about, speaker);
    const id = context.newId();
    const now = context.now();
    recordOperation(
      store,
      {
        kind: 'add-note',
        doing: 'adding the note',
        summary: `added a note about ${subject.called}`,
        meetingId: subject.meetingId,
        now,
      },
      () =>
        add(store, {
          id,
          content,
          tags: tag,
          subjectType: subject.subjectType,
          subjectId: subject.subjectId,
          now,
        }),
    );
    await writeAgain(context, store);
    if (context.json) return printJson(context, findNote(store, id));
    writeLine(context.out, `Note ${shortId(id)} was added about ${subject.called}.`);
  });
}

/** `scribe notes list ID`, `scribe notes list --speaker NAME` */
export async function listNotes(
  context: CommandContext,
  idOrPrefix: string | undefined,
  { speaker }: NoteFlags,
): Promise<void> {
  return withStore(context, (store) => {
    const notes = read(store, findSubject(store, idOrPrefix, speaker));
    if (context.json) return printJson(context, notes);
    if (notes.length === 0) return writeLine(context.err, 'There are no notes.');
    printTable(
      context,
      ['ID', 'DATE', 'TAGS', 'NOTE'],
      notes.map(({ id, createdAt, tags, content }) => [
        shortId(id),
        localTime(createdAt, null, context).day,
        tags.join(', ') || '-',
        content,
      ]),
    );
  });
}

/** `scribe notes edit NOTE TEXT [--tag TAG]...`: tags stay as they are when none is given. */
export async function editNote(
  context: CommandContext,
  given: string,
  text: string,
  { tag }: NoteFlags,
): Promise<void> {
  const content = requireText(text, 'A note');
  return withStore(context, async (store) => {
    const id = resolveShortId(store, 'notes', given);
    const before = findNote(store, id);
    const now = context.now();
    recordOperation(
      store,
      {
        kind: 'edit-note',
        doing: 'editing the note',
        summary: `changed the note ${shortId(id)}`,
        meetingId: meetingOf(before),
        now,
      },
      () => edit(store, { id, content, tags: tag ?? before.tags, now }),
    );
    await writeAgain(context, store);
    if (context.json) return printJson(context, findNote(store, id));
    writeLine(context.out, `Note ${shortId(id)} is changed.`);
  });
}

/** `scribe notes rm NOTE...` */
export async function removeNotes(context: CommandContext, given: readonly string[]): Promise<void> {
  return withStore(context, async (store) => {
    const ids = [...new Set(given.map((each) => resolveShortId(store, 'notes', each)))];
    const meetings = new Set(ids.map((id) => meetingOf(findNote(store, id))));
    const { operationId } = recordOperation(
      store,
      {
        kind: 'remove-note',
        doing: 'removing the notes',
        summary: `removed the notes ${ids.map(shortId).join(', ')}`,
        meetingId: meetings.size === 1 ? [...meetings][0] : null,
        now: context.now(),
      },
      () => {
        for (const id of ids) removeNote(store, id);
      },
    );
    await writeAgain(context, store);
    if (context.json) return printJson(context, { operation: operationId, removed: ids });
    for (const id of ids) writeLine(context.out, `Note ${shortId(id)} is removed.`);
  });
}

const meetingOf = ({ subjectType, subjectId }: ReturnType<typeof findNote>): string | null =>
  subjectType === 'MEETING' ? subjectId : null;

/** What a note is about: a meeting, or a person whose voice is enrolled. */
function findSubject(store: Store, idOrPrefix: string | undefined, speaker: string | undefined) {
  if ((idOrPrefix === undefined) === (speaker === undefined))
    throw new ScribeError('USAGE', 'Notes are about a meeting, or with --speaker about a person.', {
      hint: 'For instance: scribe notes list last',
    });
  if (speaker !== undefined) {
    const { id, displayName } = requireProfile(store, speaker);
    return { subjectType: 'PERSON', subjectId: id, meetingId: null, called: displayName } as const;
  }
  const meetingId = resolveMeetingId(store, idOrPrefix!);
  const [{ title }] = listMeetings(store, { id: meetingId });
  return { subjectType: 'MEETING', subjectId: meetingId, meetingId, called: `"${title}"` } as const;
}
