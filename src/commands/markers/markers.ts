import type { CommandContext } from '../../context.js';
import { type Meeting, shortId, speakerName } from '../../domain/meeting.js';
import { unattributed } from '../../domain/speakers.js';
import type { WordOf } from '../../domain/state-machines.js';
import { formatClock, milliseconds, parseClock, type Seconds } from '../../domain/time.js';
import { ScribeError } from '../../errors.js';
import { counted } from '../../report/describe.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { addMarker as add, findMarker, listMarkers as read, removeMarker } from '../../store/notes.js';
import { recordOperation } from '../../store/operations.js';
import { resolveShortId } from '../../store/short-ids.js';
import { turnIds } from '../../store/turns.js';
import { requireText } from '../require-text.js';
import { withStore } from '../with-store.js';
import { writeAgain } from '../write-again.js';

interface MarkerFlags {
  readonly type: WordOf<'markers.type'>;
  /** A moment: 75 or 1:15. */
  readonly at?: string;
  /** Words that are said there. */
  readonly find?: string;
}

/** `scribe markers add ID [TEXT] --type decision --at 1:15`: without a text, what is said there. */
export async function addMarker(
  context: CommandContext,
  idOrPrefix: string,
  text: string | undefined,
  flags: MarkerFlags,
): Promise<void> {
  return withStore(context, async (store) => {
    const meetingId = resolveMeetingId(store, idOrPrefix);
    const meeting = loadMeeting(store, meetingId);
    const { moment, turn } = findPlace(meeting, flags);
    const said = turn === null ? null : meeting.turns[turn];
    const content = requireText(text ?? said?.text ?? '', 'A marker where nobody speaks');
    const id = context.newId();
    const now = context.now();
    const { type } = flags;
    recordOperation(
      store,
      {
        kind: 'add-marker',
        doing: 'adding the marker',
        summary: `marked a ${type} in "${meeting.title}"`,
        meetingId,
        now,
      },
      () =>
        add(store, {
          id,
          meetingId,
          type,
          content,
          timestamp: milliseconds(moment),
          speaker: said && said.clusterId !== unattributed ? said.clusterId : null,
          sourceSegmentIds: turn === null ? [] : [turnIds(store, meetingId)[turn]],
          now,
        }),
    );
    await writeAgain(context, store);
    if (context.json) return printJson(context, findMarker(store, id));
    writeLine(context.out, `Marker ${shortId(id)}: a ${type} at ${formatClock(moment, 'short')}.`);
  });
}

/** `scribe markers list ID` */
export async function listMarkers(
  context: CommandContext,
  idOrPrefix: string,
  { type }: Partial<MarkerFlags>,
): Promise<void> {
  return withStore(context, (store) => {
    const meetingId = resolveMeetingId(store, idOrPrefix);
    const meeting = loadMeeting(store, meetingId);
    const markers = read(store, meetingId).filter((marker) => type === undefined || marker.type === type);
    if (context.json) return printJson(context, markers);
    if (markers.length === 0) return writeLine(context.err, 'There are no such markers.');
    printTable(
      context,
      ['ID', 'TIME', 'TYPE', 'SPEAKER', 'BY', 'TEXT'],
      markers.map(({ id, timestamp, type: kind, speaker, origin, content }) => [
        shortId(id),
        timestamp === null ? '-' : formatClock(timestamp / 1000, 'short'),
        kind,
        speaker === null ? '-' : speakerName(meeting, speaker),
        origin,
        content,
      ]),
    );
  });
}

/** `scribe markers rm MARKER...`: one that was found in the transcript is not found there again. */
export async function removeMarkers(context: CommandContext, given: readonly string[]): Promise<void> {
  return withStore(context, async (store) => {
    const ids = [...new Set(given.map((each) => resolveShortId(store, 'markers', each)))];
    const markers = ids.map((id) => findMarker(store, id));
    const meetings = new Set(markers.map(({ meetingId }) => meetingId));
    const { operationId } = recordOperation(
      store,
      {
        kind: 'remove-marker',
        doing: 'removing the markers',
        summary: `removed ${counted(ids.length, 'marker')}: ${markers.map(({ content }) => `"${content}"`).join(', ')}`,
        meetingId: meetings.size === 1 ? [...meetings][0] : null,
        now: context.now(),
      },
      () => {
        for (const id of ids) removeMarker(store, id);
      },
    );
    await writeAgain(context, store);
    if (context.json) return printJson(context, { operation: operationId, removed: ids });
    for (const { id, content } of markers)
      writeLine(context.out, `Marker ${shortId(id)} is removed: ${content}`);
  });
}

/** @returns the moment, and the index of the turn that is said then; null: nobody speaks. */
function findPlace(
  meeting: Meeting,
  { at, find }: MarkerFlags,
): { readonly moment: Seconds; readonly turn: number | null } {
  if ((at === undefined) === (find === undefined))
    throw new ScribeError(
      'USAGE',
      'A marker needs a place: a time with --at, or words that are said there with --find.',
      {
        hint: 'For instance: scribe markers add last --type decision --find "we keep the format"',
      },
    );
  if (find !== undefined) return findWords(meeting, find);
  const moment = parseClock(at!);
  if (moment === null || moment > meeting.recording.duration)
    throw new ScribeError(
      'USAGE',
      `--at is "${at}"; it must be a time in the recording, such as 75 or 1:15.`,
    );
  const turn = meeting.turns.findIndex(({ start, end }) => start <= moment && moment < end);
  return { moment, turn: turn < 0 ? null : turn };
}

/** Letters alone: without case, accents and punctuation. */
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

function findWords({ turns }: Meeting, find: string): { readonly moment: Seconds; readonly turn: number } {
  const wanted = plain(requireText(find, '--find'));
  const found = turns.flatMap(({ text }, i) => (plain(text).includes(wanted) ? [i] : []));
  if (wanted !== '' && found.length === 1) {
    const [turn] = found;
    const { words, start } = turns[turn];
    // The word in which what was looked for begins.
    const at = plain(turns[turn].text).indexOf(wanted);
    let letters = 0;
    const word = words.find(({ text }) => {
      letters += plain(text).length;
      return letters > at;
    });
    return { moment: word?.start ?? start, turn };
  }
  const places = found.slice(0, 5).map((i) => formatClock(turns[i].start, 'short'));
  throw new ScribeError(
    'USAGE',
    found.length === 0 || wanted === ''
      ? `Nobody says "${find}" in this meeting.`
      : `"${find}" is said ${found.length} times: at ${places.join(', ')}${found.length > 5 ? ', ...' : ''}.`,
    { hint: 'Give more of the words, or a time with --at.' },
  );
}
