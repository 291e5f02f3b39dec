import type { CommandContext } from '../../context.js';
import { localTime } from '../../domain/recorded-at.js';
import { describeStale, staleProfiles } from '../../ingest/enroll-again.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { describeConsent } from '../../speakers/consent.js';
import { listProfiles } from '../../store/profiles.js';
import { withStore } from '../with-store.js';

/** `scribe speakers list` */
export async function listSpeakers(context: CommandContext): Promise<void> {
  return withStore(context, (store) => {
    const { voiceModel } = context.settings.values;
    const stale = staleProfiles(store, voiceModel);
    const profiles = listProfiles(store);
    if (context.json)
      return printJson(
        context,
        profiles.map((profile) => ({
          ...profile,
          enrollAgain: stale.find(({ id }) => id === profile.id)?.enrollAgain ?? [],
        })),
      );
    if (profiles.length === 0) {
      context.err.write('Nobody is enrolled yet. Begin with: scribe speakers enroll NAME FILE...\n');
      return;
    }
    printTable(
      context,
      ['NAME', 'VOICE', 'SAMPLES', 'MEETINGS', 'MODEL', 'CONSENT', 'ID'],
      profiles.map((p) => [
        p.displayName,
        `${p.seconds.toFixed(0)} s`,
        String(p.samples),
        String(p.meetings),
        p.model ?? '-',
        describeConsent(p.consentVersion, p.consentedAt ? localTime(p.consentedAt, null, context).day : '-'),
        p.id,
      ]),
    );
    for (const profile of stale) writeLine(context.err, `warning: ${describeStale(profile, voiceModel)}`);
  });
}
