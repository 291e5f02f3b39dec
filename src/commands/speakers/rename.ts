import type { CommandContext } from '../../context.js';
import { printJson, writeLine } from '../../report/output.js';
import { recordOperation } from '../../store/operations.js';
import { renameProfile, requireProfile } from '../../store/profiles.js';
import { withStore } from '../with-store.js';
import { writeAgain } from '../write-again.js';

/** `scribe speakers rename NAME NEW`: the stored transcripts are rewritten with the new name. */
export async function renameSpeaker(context: CommandContext, name: string, newName: string): Promise<void> {
  return withStore(context, async (store) => {
    const profile = requireProfile(store, name);
    const now = context.now();
    recordOperation(
      store,
      {
        kind: 'rename-profile',
        doing: 'renaming the profile',
        summary: `${profile.displayName} is called ${newName}`,
        meetingId: null,
        now,
      },
      () => renameProfile(store, { profileId: profile.id, displayName: newName, now }),
    );
    const { meetingIds, copies, also } = await writeAgain(context, store);
    const renamed = requireProfile(store, profile.id);
    if (context.json) return printJson(context, { ...renamed, renderedMeetings: meetingIds, copies });
    writeLine(context.out, `${profile.displayName} is now called ${renamed.displayName}${also}.`);
  });
}
