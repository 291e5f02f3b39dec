import type { CommandContext } from '../../context.js';
import { printJson, writeLine } from '../../report/output.js';
import { consentVersion, sharedConsent, sharingQuestion } from '../../speakers/consent.js';
import { renewConsent, requireProfile } from '../../store/profiles.js';
import { requireYes } from '../confirm.js';
import { withStore } from '../with-store.js';

interface ShareOptions {
  readonly consent?: boolean;
  readonly withdraw?: boolean;
}

/** `scribe speakers share NAME`: the person agrees that workers on other machines recognize the voice, or no longer does. */
export async function shareSpeaker(
  context: CommandContext,
  name: string,
  { consent, withdraw = false }: ShareOptions,
): Promise<void> {
  return withStore(context, async (store) => {
    const { id, displayName } = requireProfile(store, name);
    if (!withdraw)
      await requireYes(context, {
        given: consent,
        flag: '--consent',
        what: `Sharing the voice of ${displayName}`,
        question: sharingQuestion(displayName),
      });
    const version = withdraw ? consentVersion : sharedConsent;
    renewConsent(store, { profileId: id, version, now: context.now() });
    if (context.json) return printJson(context, { id, name: displayName, consentVersion: version });
    writeLine(
      context.out,
      withdraw
        ? `${displayName} is recognized on this machine alone, from the next export on`
        : `${displayName} is recognized by workers, too, after \`scribe export postgres --with-voiceprints\``,
    );
  });
}
