import { copyWarnings } from '../../artifacts/describe-copies.js';
import { payDebts } from '../../artifacts/pay-debts.js';
import type { CommandContext } from '../../context.js';
import { shortId, speakerName } from '../../domain/meeting.js';
import { formatClock } from '../../domain/time.js';
import { ScribeError } from '../../errors.js';
import { counted } from '../../report/describe.js';
import { canDraw, printJson, printTable, writeLine } from '../../report/output.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { listMeetings } from '../../store/list-meetings.js';
import { resolveMeetingId } from '../../store/meetings.js';
import type { Store } from '../../store/store.js';
import { turnIds } from '../../store/turns.js';
import { type DoubtfulPassage, doubtfulPassages } from '../../transcript/doubtful-passages.js';
import { withStore } from '../with-store.js';
import { acceptPassage, correctPassage, type PassageDecision, type Reviewing } from './decide-passage.js';
import { askAboutPassages, passageHeight } from './review-on-terminal.js';

export interface ReviewOptions {
  readonly worst: number;
  readonly list?: boolean;
  /** Number, text, number, text ... */
  readonly set?: readonly string[];
  readonly accept?: readonly string[];
  readonly play?: boolean;
}

/**
 * `scribe review ID`: the passages that the recognizer was least certain of. On a terminal each is asked about; elsewhere
 * they are listed. `--set` and `--accept` decide without asking, by the numbers of the list.
 */
export async function reviewWords(
  context: CommandContext,
  idOrPrefix: string,
  { worst, list, set = [], accept = [], play }: ReviewOptions,
): Promise<void> {
  return withStore(context, async (store) => {
    const meeting = loadMeeting(store, resolveMeetingId(store, idOrPrefix));
    const reviewing: Reviewing = { context, store, meeting, turnIds: turnIds(store, meeting.id) };
    const passages = doubtfulPassages(meeting.turns, worst);
    if (set.length + accept.length > 0) {
      const decisions = decide(reviewing, passages, set, accept);
      if (!context.json) for (const made of decisions) writeLine(context.out, describeDecision(made));
      return finish(context, store, decisions);
    }
    if (!list && canAsk(context)) {
      const [{ path, stream }] = listMeetings(store, { id: meeting.id });
      const decisions = await askAboutPassages(reviewing, worst, {
        recording: path,
        stream: stream ?? 0,
        plays: play === true,
        told: (made) => writeLine(context.out, describeDecision(made)),
      });
      return finish(context, store, decisions);
    }
    return printList(reviewing, passages);
  });
}

function canAsk({ json, quiet, confirm, screen, environment }: CommandContext): boolean {
  return !json && !quiet && confirm !== null && canDraw(screen, environment, passageHeight);
}

/**
 * Makes all decisions that flags name. The numbers are those of the list before any of them, so passages of one turn are
 * decided from its end.
 */
function decide(
  reviewing: Reviewing,
  passages: readonly DoubtfulPassage[],
  set: readonly string[],
  accept: readonly string[],
): PassageDecision[] {
  if (set.length % 2 === 1)
    throw new ScribeError('USAGE', 'Reading the flags: --set takes a number and a text.', {
      hint: "Write --set 3 'what was said'; quote the text, and put the meeting before the flags.",
    });
  const asked = [
    ...accept.map((number) => ({ number, text: null })),
    ...set.flatMap((number, i) => (i % 2 === 0 ? [{ number, text: set[i + 1] }] : [])),
  ].map(({ number, text }) => ({ passage: passageOf(passages, number), text }));
  const twice = asked.find(({ passage }, i) => asked.findIndex((other) => other.passage === passage) < i);
  if (twice)
    throw new ScribeError(
      'USAGE',
      `Reading the flags: passage ${passages.indexOf(twice.passage) + 1} is decided twice.`,
      { hint: 'Give every number once, to --set or to --accept.' },
    );
  const made = new Map<DoubtfulPassage, PassageDecision>();
  let current = reviewing;
  for (const { passage, text } of [...asked].sort((a, b) => b.passage.from - a.passage.from)) {
    made.set(
      passage,
      text === null ? acceptPassage(current, passage) : correctPassage(current, passage, text),
    );
    current = { ...current, meeting: loadMeeting(current.store, current.meeting.id) };
  }
  return asked.map(({ passage }) => made.get(passage)!);
}

function passageOf(passages: readonly DoubtfulPassage[], number: string): DoubtfulPassage {
  const passage = /^\d+$/.test(number) ? passages[Number(number) - 1] : undefined;
  if (passage) return passage;
  throw new ScribeError('USAGE', `Reviewing the words: there is no passage ${number} in the list.`, {
    hint:
      passages.length > 0
        ? `The list has 1 to ${passages.length}: scribe review ID --list; --worst makes it longer.`
        : 'No word of this transcript is in doubt.',
  });
}

function printList(
  { context, meeting, turnIds: ids }: Reviewing,
  passages: readonly DoubtfulPassage[],
): void {
  if (context.json)
    return printJson(
      context,
      passages.map(({ turn, ...passage }, i) => ({
        number: i + 1,
        turnId: ids[turn],
        speaker: speakerName(meeting, passage.clusterId),
        ...passage,
      })),
    );
  if (passages.length === 0) return writeLine(context.err, 'There is nothing to review.');
  printTable(
    context,
    ['NO', 'TIME', 'SPEAKER', 'SURE', 'TEXT'],
    passages.map((passage, i) => [
      String(i + 1),
      formatClock(passage.start, 'clock'),
      speakerName(meeting, passage.clusterId),
      passage.confidence.toFixed(2),
      inContext(passage),
    ]),
  );
  const id = shortId(meeting.id);
  writeLine(
    context.err,
    `${counted(passages.length, 'passage')} to review. Correct one with scribe review ${id} --set 1 'what was said', or --accept 1.`,
  );
}

/** `… had its origins and the [where rural] sanitary district.` */
export function inContext({ before, text, after }: DoubtfulPassage): string {
  return [before, `[${text}]`, after].filter(Boolean).join(' ');
}

function describeDecision({ verdict, before, after, operationId }: PassageDecision): string {
  const undo = operationId === null ? '' : ` (scribe undo ${operationId})`;
  return verdict === 'accepted' ? `"${before}" is right${undo}.` : `"${before}" is now "${after}"${undo}.`;
}

async function finish(
  context: CommandContext,
  store: Store,
  decisions: readonly PassageDecision[],
): Promise<void> {
  const { meetingIds, copies } = await payDebts(store, context);
  for (const warning of copyWarnings(copies)) writeLine(context.err, `warning: ${warning}`);
  if (context.json) printJson(context, { decisions, renderedMeetings: meetingIds, copies });
}
