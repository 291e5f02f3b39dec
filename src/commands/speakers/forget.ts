import { copyWarnings, writtenCopies } from '../../artifacts/describe-copies.js';
import { payDebts } from '../../artifacts/pay-debts.js';
import type { CommandContext } from '../../context.js';
import { sweepSpool } from '../../ingest/spool.js';
import { counted } from '../../report/describe.js';
import { printJson, writeLine } from '../../report/output.js';
import { forgetProfile } from '../../store/forget-profile.js';
import { requireProfile } from '../../store/profiles.js';
import { requireYes } from '../confirm.js';
import { describeStillThere, stillElsewhere } from '../still-elsewhere.js';
import { tellSending, withStore } from '../with-store.js';

/** `scribe speakers forget NAME`: erases the voice for good and removes the name from the stored transcripts. */
export async function forgetSpeaker(
  context: CommandContext,
  name: string,
  options: { readonly yes?: boolean },
): Promise<void> {
  return withStore(context, async (store, changes) => {
    const profile = requireProfile(store, name);
    await requireYes(context, {
      given: options.yes,
      flag: '--yes',
      what: `Forgetting ${profile.displayName}`,
      question: `Erase the voice of ${profile.displayName} (${counted(profile.samples, 'sample')}, ${counted(profile.meetings, 'meeting')}) for good?`,
    });
    const { meetingIds, erased } = forgetProfile(store, { profileId: profile.id, now: context.now() });
    sweepSpool(context.folders.cache);
    const { copies } = await payDebts(store, context);
    for (const warning of copyWarnings(copies)) writeLine(context.err, `warning: ${warning}`);
    await changes.send((event) => tellSending(context, event));
    const elsewhere = stillElsewhere(store, { meetingIds, profileId: profile.id });
    if (context.json)
      return printJson(context, {
        forgotten: profile.displayName,
        id: profile.id,
        meetingIds,
        erased,
        copies,
        elsewhere,
      });
    writeLine(context.out, `The voice of ${profile.displayName} is erased.`);
    if (meetingIds.length > 0)
      writeLine(
        context.out,
        `${counted(meetingIds.length, 'transcript')} in the store${writtenCopies(copies)} written again without the name.`,
      );
    if (copies.some(({ kept, missing, problem }) => kept.length + missing.length > 0 || problem !== null))
      context.err.write('The copies named above may still contain the name: scribe leaves them to you.\n');
    for (const place of elsewhere)
      writeLine(
        context.err,
        describeStillThere(`The ${place.voices ? 'voice' : 'name'} of ${profile.displayName}`, place),
      );
    if (!erased)
      context.err.write(
        'Another scribe process has the store open: the last traces disappear when it ends.\n',
      );
  });
}
