import { copyWarnings, writtenCopies } from '../../artifacts/describe-copies.js';
import { payDebts } from '../../artifacts/pay-debts.js';
import type { CommandContext } from '../../context.js';
import { counted } from '../../report/describe.js';
import { printJson, writeLine } from '../../report/output.js';
import { recordOperation } from '../../store/operations.js';
import { renameProfile, requireProfile } from '../../store/profiles.js';
import { withStore } from '../with-store.js';

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
    const { meetingIds, copies } = await payDebts(store, context);
    for (const warning of copyWarnings(copies)) writeLine(context.err, `warning: ${warning}`);
    const renamed = requireProfile(store, profile.id);
    if (context.json) return printJson(context, { ...renamed, renderedMeetings: meetingIds, copies });
    const also =
      meetingIds.length > 0
        ? `; ${counted(meetingIds.length, 'transcript')}${writtenCopies(copies)} written again`
        : '';
    writeLine(context.out, `${profile.displayName} is now called ${renamed.displayName}${also}.`);
  });
}
