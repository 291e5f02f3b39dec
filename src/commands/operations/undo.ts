import type { CommandContext } from '../../context.js';
import { ScribeError } from '../../errors.js';
import { printJson, writeLine } from '../../report/output.js';
import { undoOperation } from '../../store/operations.js';
import { scrub } from '../../store/scrub.js';
import { voiceGeneration } from '../../store/voice-index.js';
import { offerRelabel } from '../relabel/offer-relabel.js';
import { withStore } from '../with-store.js';
import { writeAgain } from '../write-again.js';

/** `scribe undo [OPERATION]`: the latest operation that stands, or the one of that number. */
export async function undo(context: CommandContext, number: string | undefined): Promise<void> {
  if (number !== undefined && !/^\d{1,15}$/.test(number))
    throw new ScribeError('USAGE', `Undoing "${number}" failed: an operation has a number.`, {
      hint: 'Run `scribe log` to see the numbers.',
    });
  return withStore(context, async (store) => {
    const id = number === undefined ? undefined : Number(number);
    const voicesBefore = voiceGeneration(store);
    const operation = undoOperation(store, { id, now: context.now() });
    scrub(store.db);
    const { meetingIds, copies, also } = await writeAgain(context, store);
    // Where no profile has another voice than before, no meeting looks otherwise but those whose labels were put back.
    const changed = voiceGeneration(store) === voicesBefore ? { meetingIds } : {};
    const offer = () => (operation.kind === 'relabel' ? 0 : offerRelabel(context, store, changed));
    if (context.json)
      return printJson(context, {
        ...operation,
        renderedMeetings: meetingIds,
        copies,
        meetingsToRelabel: await offer(),
      });
    writeLine(context.out, `Operation ${operation.id} is undone: ${operation.summary}${also}.`);
    await offer();
  });
}
