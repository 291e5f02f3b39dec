import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { formatClock } from '../../domain/time.js';
import { describeEdits } from '../../edits/describe-edits.js';
import { parseReplacement, type ReplaceOptions, replaceIn } from '../../edits/replace-text.js';
import type { EditRecord } from '../../edits/transcript-edit.js';
import { ScribeError } from '../../errors.js';
import { counted } from '../../report/describe.js';
import { printJson, writeLine } from '../../report/output.js';
import { applyEdits } from '../../store/edits.js';
import { listMeetings } from '../../store/list-meetings.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { recordOperation } from '../../store/operations.js';
import type { Store } from '../../store/store.js';
import { turnTexts } from '../../store/turns.js';
import { withStore } from '../with-store.js';
import { writeAgain } from '../write-again.js';

export interface ReplaceFlags extends ReplaceOptions {
  /** Each `what is there=what is to be there`. */
  readonly replace: readonly string[];
  readonly allMeetings?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** A turn that is to say something else. */
interface Change {
  readonly meetingId: string;
  readonly title: string;
  readonly turnId: string;
  readonly start: number;
  readonly before: string;
  readonly after: string;
  readonly count: number;
}

/** From this many replacements on a person is asked. */
const many = 10;
/** Lines that are shown before the question. */
const shown = 20;

/** `scribe edit ID|--all-meetings --replace A=B`: one operation, whatever it changes. */
export async function replaceEverywhere(
  context: CommandContext,
  idOrPrefix: string | undefined,
  { replace, allMeetings, dryRun = false, yes, ...options }: ReplaceFlags,
): Promise<void> {
  if ((idOrPrefix === undefined) === (allMeetings !== true))
    throw new ScribeError('USAGE', 'Replacing needs the id of a meeting, or --all-meetings.', {
      hint: "For instance: scribe edit last --replace 'Kubernets=Kubernetes'",
    });
  const replacements = replace.map((given) => parseReplacement(given, options));
  return withStore(context, async (store) => {
    const chosen =
      idOrPrefix === undefined
        ? { status: 'completed' as const }
        : { id: resolveMeetingId(store, idOrPrefix) };
    const changes = listMeetings(store, chosen).flatMap(({ id, title }) =>
      turnTexts(store, id).flatMap(({ turnId, start, text }): Change[] => {
        const { text: after, count } = replaceIn(text, replacements);
        return count === 0 ? [] : [{ meetingId: id, title, turnId, start, before: text, after, count }];
      }),
    );
    const places = changes.reduce((sum, { count }) => sum + count, 0);
    const meetings = new Set(changes.map(({ meetingId }) => meetingId)).size;
    const where = `${counted(places, 'place')} in ${counted(meetings, 'meeting')}`;
    if (!context.json && !context.quiet) tellChanges(context, changes, dryRun ? changes.length : shown);
    if (
      changes.length > 0 &&
      places >= many &&
      !dryRun &&
      !yes &&
      context.confirm &&
      !(await context.confirm(`Replace ${where}?`))
    )
      throw new ScribeError('USAGE', `Replacing ${where} was not confirmed; nothing was changed.`);
    const done = dryRun ? { records: [], operationId: null } : apply(store, context, changes, replace);
    const { copies, also } = dryRun ? { copies: [], also: '' } : await writeAgain(context, store);
    if (context.json)
      return printJson(context, { dryRun, operation: done.operationId, places, changes, copies });
    if (places === 0) return writeLine(context.out, 'Nothing was found that is to be replaced.');
    writeLine(
      context.out,
      dryRun ? `Not done (--dry-run): would replace ${where}.` : `Replaced ${where}${also}.`,
    );
  });
}

function tellChanges(context: CommandContext, changes: readonly Change[], most: number): void {
  for (const { meetingId, start, before, after } of changes.slice(0, most)) {
    writeLine(context.err, `${shortId(meetingId)}  ${formatClock(start, 'clock')}  - ${before}`);
    writeLine(context.err, `${' '.repeat(18)}  + ${after}`);
  }
  if (changes.length > most) writeLine(context.err, `... and ${counted(changes.length - most, 'turn')} more`);
}

/** @throws ScribeError USAGE when another program changed a turn since it was shown. */
function apply(
  store: Store,
  context: CommandContext,
  changes: readonly Change[],
  replace: readonly string[],
) {
  const now = context.now();
  const { newId } = context;
  const meetingIds = [...new Set(changes.map(({ meetingId }) => meetingId))];
  const { result, operationId } = recordOperation(
    store,
    {
      kind: 'replace',
      doing: 'replacing words',
      summary: (records: readonly EditRecord[]) =>
        `replaced ${replace.map((each) => `"${each}"`).join(', ')}: ${describeEdits(records)} in ${counted(meetingIds.length, 'meeting')}`,
      meetingId: meetingIds.length === 1 ? meetingIds[0] : null,
      now,
    },
    () =>
      meetingIds.flatMap((meetingId) => {
        const own = changes.filter((change) => change.meetingId === meetingId);
        const texts = new Map(turnTexts(store, meetingId).map(({ turnId, text }) => [turnId, text]));
        const stale = own.find(({ turnId, before }) => texts.get(turnId) !== before);
        if (stale)
          throw new ScribeError(
            'USAGE',
            `Replacing words failed: the turn at ${formatClock(stale.start, 'clock')} of ${shortId(meetingId)} was changed meanwhile; nothing was changed.`,
            { hint: 'Run the command again.' },
          );
        const edits = own.map(({ turnId, after }) => ({ kind: 'text' as const, turnId, text: after }));
        return [...applyEdits(store, { meetingId, edits, source: 'replace', newId, now }).records];
      }),
  );
  return { records: result, operationId };
}
