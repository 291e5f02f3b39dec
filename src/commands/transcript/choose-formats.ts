import { storedFiles } from '../../artifacts/artifact-files.js';
import type { CommandContext } from '../../context.js';
import { printJson, writeLines } from '../../report/output.js';
import { listArtifacts, oweRendering } from '../../store/artifacts.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { write } from '../../store/store.js';
import { withStore } from '../with-store.js';
import { writeAgain } from '../write-again.js';

/**
 * `scribe transcript ID --formats LIST`: from now on the meeting is stored in these formats. Files in others are removed
 * from the store; copies that were made with `--out` stay in the formats that they have.
 */
export async function chooseFormats(context: CommandContext, reference: string): Promise<void> {
  return withStore(context, async (store) => {
    const { id } = loadMeeting(store, resolveMeetingId(store, reference));
    const { formats } = context.settings.values;
    write(store, 'choosing the formats', () => oweRendering(store, id, { formats }));
    const { copies } = await writeAgain(context, store);
    const artifacts = storedFiles(store, listArtifacts(store, id));
    if (context.json) return printJson(context, { meetingId: id, formats, artifacts, copies });
    writeLines(context.out, artifacts);
  });
}
