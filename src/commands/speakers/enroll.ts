import { copyWarnings } from '../../artifacts/describe-copies.js';
import { payDebts } from '../../artifacts/pay-debts.js';
import type { CommandContext } from '../../context.js';
import { totalSeconds } from '../../domain/time.js';
import { ScribeError } from '../../errors.js';
import { sweepTelemetry } from '../../ingest/sweep-telemetry.js';
import { counted } from '../../report/describe.js';
import { printJson, writeLine } from '../../report/output.js';
import { matchProfileDefaults, uncalibratedMatch } from '../../speakers/match-profile.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { resolveMeetingId } from '../../store/meetings.js';
import {
  checkedName,
  createProfile,
  findProfileByName,
  renewConsent,
  requireProfile,
} from '../../store/profiles.js';
import { nameSpeaker } from '../../store/speakers.js';
import { type Store, write } from '../../store/store.js';
import { nearestProfiles } from '../../store/voice-centroids.js';
import { addVoiceSamples } from '../../store/voice-samples.js';
import { requireYes } from '../confirm.js';
import { withStore } from '../with-store.js';
import { type Measured, measureVoices } from './measure-voices.js';

/** Version of the text that people agree to, stored with the time of the consent. */
export const consentVersion = '1';

export interface EnrollOptions {
  readonly fromMeeting?: string;
  readonly cluster?: string;
  readonly consent?: boolean;
}

/** `scribe speakers enroll NAME FILE...`: either all files become samples, or nothing changes. */
export async function enrollSpeaker(
  context: CommandContext,
  name: string,
  files: readonly string[],
  options: EnrollOptions,
): Promise<void> {
  checkSource(files, options);
  await requireYes(context, {
    given: options.consent,
    flag: '--consent',
    what: `Enrolling ${name}`,
    question: `Does ${name} agree that numbers that describe the voice are stored on this machine, to recognize it?`,
  });
  return withStore(context, async (store) => {
    sweepTelemetry(store, context);
    // A bad name is refused before the recordings are measured, which may take a minute.
    if (!findProfileByName(store, name)) checkedName(name, 'Enrolling');
    const fromMeeting = options.fromMeeting
      ? { id: resolveMeetingId(store, options.fromMeeting), clusterId: options.cluster! }
      : null;
    const samples = fromMeeting
      ? [sampleOfMeeting(store, fromMeeting.id, fromMeeting.clusterId)]
      : await measureVoices(context, files);
    const alike = soundsLike(store, name, samples);
    const { profileId, added } = keep(store, context, name, samples);
    const { copies } = await payDebts(store, context);
    const profile = requireProfile(store, profileId);
    for (const warning of [...alike, ...copyWarnings(copies)]) writeLine(context.err, `warning: ${warning}`);
    if (context.json) return printJson(context, { ...profile, added, warnings: alike, copies });
    const already = added < samples.length ? ` (${samples.length - added} were known already)` : '';
    writeLine(
      context.out,
      `${profile.displayName}: ${counted(added, 'new sample')}${already}, ${profile.seconds.toFixed(1)} s of voice in all.`,
    );
  });
}

function checkSource(files: readonly string[], options: EnrollOptions): void {
  const usage = (message: string, hint: string) => new ScribeError('USAGE', message, { hint });
  if (options.fromMeeting && files.length > 0)
    throw usage('Enrolling takes files or --from-meeting, not both.', 'Run it twice.');
  if (options.fromMeeting && !options.cluster)
    throw usage(
      'Enrolling from a meeting needs --cluster.',
      'Run `scribe meetings show ID` to see its speakers.',
    );
  if (!options.fromMeeting && options.cluster)
    throw usage('--cluster goes with --from-meeting.', 'Say which meeting: --from-meeting ID.');
  if (!options.fromMeeting && files.length === 0)
    throw usage(
      'Enrolling needs a recording of the voice.',
      'Name a file, or --from-meeting ID --cluster S2.',
    );
}

function sampleOfMeeting(store: Store, meetingId: string, clusterId: string): Measured {
  const meeting = loadMeeting(store, meetingId);
  const cluster = meeting.clusters.find((c) => c.id.toLowerCase() === clusterId.toLowerCase());
  if (!cluster)
    throw new ScribeError(
      'USAGE',
      `Enrolling from the meeting "${meeting.title}": it has no speaker ${clusterId}.`,
      {
        hint: `Its speakers are ${meeting.clusters.map((c) => c.id).join(', ') || 'none'}.`,
      },
    );
  if (cluster.centroid.vector.length === 0)
    throw new ScribeError(
      'USAGE',
      `Enrolling ${clusterId} of "${meeting.title}": that voice was erased on request.`,
      {
        hint: 'Enroll from a recording, with new consent.',
      },
    );
  return {
    source: { meetingId, clusterId: cluster.id },
    embedding: cluster.centroid,
    seconds: totalSeconds(cluster.spans),
  };
}

/** Profiles with a similar voice: under two names, one person would be recognized as neither. */
function soundsLike(store: Store, name: string, samples: readonly Measured[]): string[] {
  const own = findProfileByName(store, name)?.id;
  const alike = new Map<string, number>();
  for (const { embedding } of samples) {
    const { threshold } = matchProfileDefaults[embedding.model] ?? uncalibratedMatch;
    for (const { profileId, displayName, similarity } of nearestProfiles(store, embedding, 2))
      if (profileId !== own && similarity >= threshold)
        alike.set(displayName, Math.max(similarity, alike.get(displayName) ?? -1));
  }
  return [...alike].map(
    ([other, similarity]) =>
      `this voice is similar to that of ${other} (${similarity.toFixed(2)}); if they are the same person, forget one of the two.`,
  );
}

/** Stores the voice and names the speaker whom it was taken from, in one transaction. */
function keep(store: Store, context: CommandContext, name: string, samples: readonly Measured[]) {
  const now = context.now();
  return write(store, 'enrolling', () => {
    let profileId = findProfileByName(store, name)?.id;
    if (profileId) renewConsent(store, { profileId, version: consentVersion, now });
    else {
      profileId = context.newId();
      createProfile(store, { id: profileId, displayName: name, consentVersion, consentedAt: now, now });
    }
    const added = addVoiceSamples(store, {
      profileId,
      samples: samples.map((sample) => ({ ...sample, id: context.newId() })),
      now,
    });
    for (const { source } of samples)
      if ('meetingId' in source && !nameSpeaker(store, { ...source, profileId, now }))
        throw new ScribeError('USAGE', `Enrolling ${name} failed: the meeting was removed in the meantime.`, {
          hint: 'Enroll from a recording of the voice.',
        });
    return { profileId, added };
  });
}
