import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { describeRecord } from '../../edits/describe-edits.js';
import type { EditRecord } from '../../edits/transcript-edit.js';
import { ScribeError } from '../../errors.js';
import { isStopWord as isOrdinary } from '../../insights/word-weights.js';
import { counted } from '../../report/describe.js';
import { printJson, writeLine } from '../../report/output.js';
import { listMeetings } from '../../store/list-meetings.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { recordOperation } from '../../store/operations.js';
import { mendTranscript, planMends } from '../../store/vocabulary.js';
import { withStore } from '../with-store.js';
import { writeAgain } from '../write-again.js';

interface ApplyOptions {
  readonly allMeetings?: boolean;
  readonly dryRun?: boolean;
}

/** `scribe vocabulary apply ID...|--all-meetings`: mends what is stored already, as one operation. */
export async function applyVocabulary(
  context: CommandContext,
  references: readonly string[],
  { allMeetings, dryRun = false }: ApplyOptions,
): Promise<void> {
  if ((references.length === 0) === (allMeetings !== true))
    throw new ScribeError('USAGE', 'Applying the vocabulary needs ids of meetings, or --all-meetings.', {
      hint: 'For instance: scribe vocabulary apply last --dry-run',
    });
  return withStore(context, async (store) => {
    const meetings =
      references.length === 0
        ? listMeetings(store, { status: 'completed' })
        : references.flatMap((id) => listMeetings(store, { id: resolveMeetingId(store, id) }));
    const { newId } = context;
    const now = context.now();
    const { result, operationId } = recordOperation(
      store,
      {
        kind: 'vocabulary',
        doing: 'mending spellings',
        summary: (mended: readonly { records: readonly EditRecord[] }[]) =>
          `mended ${counted(sum(mended), 'spelling')} in ${counted(mended.length, 'meeting')}`,
        meetingId: meetings.length === 1 ? meetings[0].id : null,
        now,
      },
      () =>
        meetings
          .map(({ id, title }) => ({
            meetingId: id,
            title,
            records: dryRun
              ? planMends(store, id, isOrdinary).records
              : mendTranscript(store, { meetingId: id, title, isOrdinary, newId, now }).records,
          }))
          .filter(({ records }) => records.length > 0),
    );
    const { copies, also } = dryRun ? { copies: [], also: '' } : await writeAgain(context, store);
    if (context.json) return printJson(context, { dryRun, operation: operationId, meetings: result, copies });
    for (const { meetingId, records } of result)
      for (const record of records)
        writeLine(context.out, `${shortId(meetingId)}  ${describeRecord(record)}`);
    if (result.length === 0) return writeLine(context.out, 'There is nothing to mend.');
    const what = `${counted(sum(result), 'spelling')} in ${counted(result.length, 'meeting')}`;
    writeLine(context.out, dryRun ? `Not done (--dry-run): would mend ${what}.` : `Mended ${what}${also}.`);
  });
}

const sum = (meetings: readonly { readonly records: readonly EditRecord[] }[]): number =>
  meetings.reduce((count, { records }) => count + records.length, 0);
