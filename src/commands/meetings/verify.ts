import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { exitStatus, ScribeError } from '../../errors.js';
import { installedModels } from '../../ingest/choose-models.js';
import { openBatch } from '../../ingest/ingest-batch.js';
import { describeReproduction } from '../../report/describe.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { listMeetings } from '../../store/list-meetings.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { withStore } from '../with-store.js';

/** `scribe meetings verify ID` @returns the exit status: whether the same bytes come out. */
export async function verifyMeeting(
  context: CommandContext,
  idOrPrefix: string,
  { recording }: { readonly recording?: string },
): Promise<number> {
  const models = await installedModels(context);
  return withStore(context, async (store) => {
    const meetingId = resolveMeetingId(store, idOrPrefix);
    const path = recording ?? listMeetings(store, { id: meetingId })[0].path;
    if (path === null) throw unknownPlace(meetingId);
    const shared = { context, store, models, emit: () => {}, afterRecording: async () => {} };
    const batch = openBatch([], {}, shared);
    try {
      const found = await batch.verify(path, meetingId);
      if (context.json) printJson(context, { meetingId, ...found });
      else {
        printTable(
          context,
          ['STAGE', 'BYTES'],
          found.stages.map(({ stage, equal }) => [stage, equal ? 'same' : 'other']),
        );
        for (const line of describeReproduction(found))
          writeLine(context.out, `${shortId(meetingId)}: ${line}`);
      }
      return found.equal ? 0 : exitStatus.DIFFERENT;
    } finally {
      await batch.close();
    }
  });
}

const unknownPlace = (meetingId: string) =>
  new ScribeError(
    'USAGE',
    `Making meeting ${shortId(meetingId)} again: it is not known where its recording is.`,
    {
      hint: 'Name the file with --recording.',
    },
  );
