import type { CommandContext } from '../../context.js';
import { speakerName } from '../../domain/meeting.js';
import { formatClock } from '../../domain/time.js';
import { printJson, printTable } from '../../report/output.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { listSuppressed } from '../../store/suppressed.js';
import { withStore } from '../with-store.js';

/** `scribe transcript ID --suppressed`: what was left out as probably not spoken, why, and whether it was put back. */
export async function printSuppressed(
  context: CommandContext,
  idOrPrefix: string,
  asJson: boolean,
): Promise<void> {
  return withStore(context, (store) => {
    const id = resolveMeetingId(store, idOrPrefix);
    const meeting = loadMeeting(store, id);
    const passages = listSuppressed(store, id).map((passage) => ({
      ...passage,
      speaker: speakerName(meeting, passage.clusterId),
    }));
    if (asJson) return printJson(context, passages);
    if (passages.length === 0) return void context.err.write('Nothing was left out of this transcript.\n');
    printTable(
      context,
      ['NO', 'TIME', 'SPEAKER', 'REASON', 'DETAIL', 'TEXT'],
      passages.map((passage) => [
        String(passage.number),
        formatClock(passage.start, 'clock'),
        passage.speaker,
        passage.restoredAt === null ? passage.reason : `${passage.reason} (restored)`,
        passage.detail,
        passage.text,
      ]),
    );
  });
}
