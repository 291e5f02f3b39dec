import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { localTime } from '../../domain/recorded-at.js';
import { describeStale, staleProfiles } from '../../ingest/enroll-again.js';
import { counted } from '../../report/describe.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { describeConsent } from '../../speakers/consent.js';
import { listMeetings } from '../../store/list-meetings.js';
import { requireProfile } from '../../store/profiles.js';
import { withStore } from '../with-store.js';
import { printSamples, samplesOf } from './samples.js';

/** `scribe speakers show NAME` */
export async function showSpeaker(context: CommandContext, name: string): Promise<void> {
  return withStore(context, (store) => {
    const profile = requireProfile(store, name);
    const samples = samplesOf(store, profile.id);
    const meetings = listMeetings(store, { profileId: profile.id });
    const { voiceModel } = context.settings.values;
    const stale = staleProfiles(store, voiceModel).find(({ id }) => id === profile.id);
    const enrollAgain = stale?.enrollAgain ?? [];
    if (context.json) return printJson(context, { ...profile, enrollAgain, samples, meetings });
    if (stale) writeLine(context.err, `warning: ${describeStale(stale, voiceModel)}`);
    const facts: [string, string][] = [
      ['name', profile.displayName],
      ['id', profile.id],
      [
        'voice',
        `${profile.status}, ${profile.seconds.toFixed(1)} s in ${counted(profile.samples, 'sample')}`,
      ],
      ['similarity', profile.confidence === null ? '-' : profile.confidence.toFixed(2)],
      ['consent', describeConsent(profile.consentVersion, profile.consentedAt ?? '-')],
    ];
    const { role, email, company, tags } = profile;
    for (const [label, value] of Object.entries({ role, email, company, tags: tags.join(', ') }))
      if (value) facts.push([label, value]);
    for (const [label, value] of facts) writeLine(context.out, `${label.padEnd(12)}${value}`);
    context.out.write('\n');
    printSamples(context, samples);
    if (meetings.length === 0) return;
    context.out.write('\n');
    printTable(
      context,
      ['MEETING', 'DATE', 'TITLE'],
      meetings.map((meeting) => [
        shortId(meeting.id),
        meeting.startTime ? localTime(meeting.startTime, meeting.dating, context).day : '-',
        meeting.title,
      ]),
    );
  });
}
