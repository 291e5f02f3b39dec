import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { localTime } from '../../domain/recorded-at.js';
import { describeStale, staleProfiles } from '../../ingest/enroll-again.js';
import { counted } from '../../report/describe.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { listMeetings } from '../../store/list-meetings.js';
import { requireProfile } from '../../store/profiles.js';
import { listVoiceSamples, type SampleSource } from '../../store/voice-samples.js';
import { withStore } from '../with-store.js';

/** `scribe speakers show NAME` */
export async function showSpeaker(context: CommandContext, name: string): Promise<void> {
  return withStore(context, (store) => {
    const profile = requireProfile(store, name);
    const samples = listVoiceSamples(store, profile.id);
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
      ['consent', profile.consentVersion ? `version ${profile.consentVersion}, ${profile.consentedAt}` : '-'],
    ];
    for (const [label, value] of facts) writeLine(context.out, `${label.padEnd(12)}${value}`);
    context.out.write('\n');
    printTable(
      context,
      ['SAMPLE', 'VOICE', 'QUALITY', 'MODEL', 'ADDED', 'FROM'],
      samples.map((sample) => [
        shortId(sample.id),
        `${sample.seconds.toFixed(1)} s`,
        sample.quality?.toFixed(2) ?? '-',
        sample.model,
        sample.revokedAt ? 'revoked' : localTime(sample.createdAt, null, context.zone).day,
        describeSource(sample.source),
      ]),
    );
    if (meetings.length === 0) return;
    context.out.write('\n');
    printTable(
      context,
      ['MEETING', 'DATE', 'TITLE'],
      meetings.map((meeting) => [
        shortId(meeting.id),
        meeting.startTime ? localTime(meeting.startTime, meeting.dating, context.zone).day : '-',
        meeting.title,
      ]),
    );
  });
}

function describeSource(source: SampleSource): string {
  return 'path' in source ? source.path : `${source.clusterId} of meeting ${shortId(source.meetingId)}`;
}
