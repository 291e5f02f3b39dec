import { copyWarnings } from '../../artifacts/describe-copies.js';
import { payDebts } from '../../artifacts/pay-debts.js';
import type { CommandContext } from '../../context.js';
import { ScribeError } from '../../errors.js';
import { sweepTelemetry } from '../../ingest/sweep-telemetry.js';
import { counted } from '../../report/describe.js';
import { printJson, writeLine, writeLines } from '../../report/output.js';
import { agreedAlready, consentQuestion, consentVersion } from '../../speakers/consent.js';
import { thresholdsOf } from '../../speakers/match-profile.js';
import { confirmLabel } from '../../store/labels.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { recordOperation } from '../../store/operations.js';
import {
  checkedName,
  createProfile,
  findProfileByName,
  type ProfileSummary,
  renewConsent,
  requireProfile,
} from '../../store/profiles.js';
import type { Store } from '../../store/store.js';
import { nearestProfiles } from '../../store/voice-centroids.js';
import { addVoiceSamples } from '../../store/voice-samples.js';
import { requireYes } from '../confirm.js';
import { offerRelabel } from '../relabel/offer-relabel.js';
import { withStore } from '../with-store.js';
import { describeSamples, doubtSamples, refuseDoubtful } from './doubt-samples.js';
import { type Measured, measureVoices } from './measure-voices.js';
import { sampleOfMeeting, secondClusters } from './meeting-sample.js';
import { requireUnknownGroup } from './unknown-groups.js';

export interface EnrollOptions {
  readonly fromMeeting?: string;
  readonly cluster?: string;
  /** Id of a group of unknown voices. */
  readonly fromUnknown?: string;
  readonly consent?: boolean;
  /** Samples are stored although they are doubtful. */
  readonly force?: boolean;
}

/** `scribe speakers enroll NAME FILE...`: either all files become samples, or nothing changes. */
export async function enrollSpeaker(
  context: CommandContext,
  name: string,
  files: readonly string[],
  options: EnrollOptions,
): Promise<void> {
  checkSource(files, options);
  return withStore(context, async (store) => {
    sweepTelemetry(store, context);
    const profile = findProfileByName(store, name);
    // A bad name is refused before the recordings are measured, which may take a minute.
    if (!profile) checkedName(name, 'Enrolling');
    // Who agreed to this text once is not asked again.
    const agrees = options.consent || !agreedAlready(profile?.consentVersion);
    if (agrees)
      await requireYes(context, {
        given: options.consent,
        flag: '--consent',
        what: `Enrolling ${name}`,
        question: consentQuestion(name),
      });
    const samples = await takeSamples(context, store, files, options);
    const doubts = [...doubtSamples(store, profile, samples), ...secondClusters(store, profile, samples)];
    const table = describeSamples(samples);
    if (doubts.length > 0 && !context.json) writeLines(context.err, table);
    refuseDoubtful(name, doubts, options.force);
    const warnings = [...doubts, ...soundsLike(store, profile, samples)];
    const { profileId, added } = keep(store, context, { name, samples, agrees });
    const { copies } = await payDebts(store, context);
    const stored = requireProfile(store, profileId);
    for (const warning of [...warnings, ...copyWarnings(copies)])
      writeLine(context.err, `warning: ${warning}`);
    if (context.json)
      return printJson(context, {
        ...stored,
        added,
        checked: samples.map(withoutVector),
        warnings,
        copies,
        meetingsToRelabel: await offerRelabel(context, store, { profileIds: [profileId] }),
      });
    if (doubts.length === 0) writeLines(context.out, table);
    const already = added < samples.length ? ` (${samples.length - added} were known already)` : '';
    writeLine(
      context.out,
      `${stored.displayName}: ${counted(added, 'new sample')}${already}, ${stored.seconds.toFixed(1)} s of voice in all.`,
    );
    await offerRelabel(context, store, { profileIds: [profileId] });
  });
}

function checkSource(files: readonly string[], { fromMeeting, cluster, fromUnknown }: EnrollOptions): void {
  const usage = (message: string, hint: string) => new ScribeError('USAGE', message, { hint });
  const sources = [files.length > 0, fromMeeting !== undefined, fromUnknown !== undefined];
  if (sources.filter(Boolean).length > 1)
    throw usage('Enrolling takes files, --from-meeting or --from-unknown: one of them.', 'Run it twice.');
  if (fromMeeting && !cluster)
    throw usage(
      'Enrolling from a meeting needs --cluster.',
      'Run `scribe meetings show ID` to see its speakers.',
    );
  if (!fromMeeting && cluster)
    throw usage('--cluster goes with --from-meeting.', 'Say which meeting: --from-meeting ID.');
  if (!sources.includes(true))
    throw usage(
      'Enrolling needs a recording of the voice.',
      'Name a file, or --from-meeting ID --cluster S2.',
    );
}

/** The voice, from wherever the options say. */
async function takeSamples(
  context: CommandContext,
  store: Store,
  files: readonly string[],
  { fromMeeting, cluster, fromUnknown }: EnrollOptions,
): Promise<readonly Measured[]> {
  if (fromMeeting)
    return [await sampleOfMeeting(context, store, resolveMeetingId(store, fromMeeting), cluster!)];
  if (!fromUnknown) return measureVoices(context, files);
  const samples: Measured[] = [];
  for (const { meetingId, clusterId } of requireUnknownGroup(store, fromUnknown, context).voices)
    samples.push(await sampleOfMeeting(context, store, meetingId, clusterId));
  return samples;
}

/** Profiles with a similar voice: under two names, one person would be recognized as neither. */
function soundsLike(store: Store, own: ProfileSummary | null, samples: readonly Measured[]): string[] {
  const alike = new Map<string, number>();
  for (const { embedding } of samples) {
    const { threshold } = thresholdsOf(embedding.model);
    const [other] = nearestProfiles(store, embedding, 1, { except: own ? [own.id] : [] });
    if (other && other.similarity >= threshold)
      alike.set(other.displayName, Math.max(other.similarity, alike.get(other.displayName) ?? -1));
  }
  return [...alike].map(
    ([other, similarity]) =>
      `this voice is similar to that of ${other} (${similarity.toFixed(2)}); if they are the same person, merge the two.`,
  );
}

/** Who agreed to more than is asked about keeps agreeing to it. */
const versionNow = ({ consentVersion: before }: ProfileSummary): string =>
  before !== null && agreedAlready(before) ? before : consentVersion;

/** Stores the voice and confirms the speakers whom it was taken from: one operation. */
function keep(
  store: Store,
  context: CommandContext,
  enrolled: { readonly name: string; readonly samples: readonly Measured[]; readonly agrees: boolean },
) {
  const { name, samples, agrees } = enrolled;
  const now = context.now();
  const apply = () => {
    const profile = findProfileByName(store, name);
    const profileId = profile?.id ?? context.newId();
    if (!profile)
      createProfile(store, { id: profileId, displayName: name, consentVersion, consentedAt: now, now });
    else if (agrees) renewConsent(store, { profileId, version: versionNow(profile), now });
    const added = addVoiceSamples(store, {
      profileId,
      samples: samples.map((sample) => ({ ...sample, id: context.newId() })),
      now,
    });
    for (const { source } of samples)
      if ('meetingId' in source && !confirmLabel(store, source, profileId))
        throw new ScribeError('USAGE', `Enrolling ${name} failed: the meeting was removed in the meantime.`, {
          hint: 'Enroll from a recording of the voice.',
        });
    return { profileId, added };
  };
  const meetings = samples.flatMap(({ source }) => ('meetingId' in source ? [source.meetingId] : []));
  const meetingId = meetings.length === 1 ? meetings[0] : null;
  const summary = ({ added }: { readonly added: number }) =>
    `enrolled ${name} with ${counted(added, 'sample')}`;
  return recordOperation(store, { kind: 'enroll', doing: 'enrolling', summary, meetingId, now }, apply)
    .result;
}

/** A sample as JSON shows it: vectors stay in the store. */
const withoutVector = ({ embedding, ...sample }: Measured) => ({ ...sample, model: embedding.model });
