import { payDebts } from '../../artifacts/pay-debts.js';
import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { localTime } from '../../domain/recorded-at.js';
import { ScribeError } from '../../errors.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { similarityTo } from '../../speakers/odd-samples.js';
import { recordOperation } from '../../store/operations.js';
import { requireProfile } from '../../store/profiles.js';
import type { Store } from '../../store/store.js';
import {
  listVoiceSamples,
  listVoiceVectors,
  requireVoiceSample,
  restoreVoiceSample,
  revokeVoiceSample,
  type SampleSource,
  type VoiceSample,
} from '../../store/voice-samples.js';
import { offerRelabel } from '../relabel/offer-relabel.js';
import { withStore } from '../with-store.js';

/** A sample, and how alike it is to the others of its profile that count; null: it does not count, or there is none. */
interface ComparedSample extends VoiceSample {
  readonly similarity: number | null;
}

/** The samples of a profile, revoked ones too, oldest first. */
export function samplesOf(store: Store, profileId: string): ComparedSample[] {
  const samples = listVoiceSamples(store, profileId);
  const models = [...new Set(samples.map(({ model }) => model))];
  const vectors = models.flatMap((model) => listVoiceVectors(store, { model, profileId }));
  return samples.map((sample) => {
    const own = vectors.find(({ id }) => id === sample.id);
    const rest = vectors.filter(({ id, embedding }) => id !== sample.id && embedding.model === sample.model);
    return { ...sample, similarity: own ? similarityTo(own, rest) : null };
  });
}

export function printSamples(context: CommandContext, samples: readonly ComparedSample[]): void {
  printTable(
    context,
    ['SAMPLE', 'VOICE', 'QUALITY', 'TO OTHERS', 'MODEL', 'ADDED', 'FROM'],
    samples.map((sample) => [
      shortId(sample.id),
      `${sample.seconds.toFixed(1)} s`,
      sample.quality?.toFixed(2) ?? '-',
      sample.similarity?.toFixed(2) ?? '-',
      sample.model,
      sample.revokedAt ? 'revoked' : localTime(sample.createdAt, null, context).day,
      describeSource(sample.source),
    ]),
  );
}

const describeSource = (source: SampleSource): string =>
  'path' in source ? source.path : `${source.clusterId} of meeting ${shortId(source.meetingId)}`;

/** `scribe speakers samples list NAME` */
export async function listSamples(context: CommandContext, name: string): Promise<void> {
  return withStore(context, (store) => {
    const profile = requireProfile(store, name);
    const samples = samplesOf(store, profile.id);
    if (context.json) return printJson(context, samples);
    if (samples.length > 0) return printSamples(context, samples);
    writeLine(context.err, `${profile.displayName} has no samples.`);
  });
}

/** `scribe speakers samples revoke SAMPLE`: it stays as evidence, but does not count any longer. */
export const revokeSample = (context: CommandContext, id: string): Promise<void> =>
  changeSample(context, id, {
    kind: 'revoke-sample',
    verb: 'revoked',
    doing: 'Revoking',
    change: revokeVoiceSample,
  });

/** `scribe speakers samples restore SAMPLE` */
export const restoreSample = (context: CommandContext, id: string): Promise<void> =>
  changeSample(context, id, {
    kind: 'restore-sample',
    verb: 'restored',
    doing: 'Restoring',
    change: restoreVoiceSample,
  });

interface SampleChange {
  readonly kind: string;
  /** What was done, and what is being done. */
  readonly verb: string;
  readonly doing: string;
  readonly change: typeof revokeVoiceSample;
}

async function changeSample(context: CommandContext, given: string, how: SampleChange): Promise<void> {
  return withStore(context, async (store) => {
    const { id, profileId, displayName } = requireVoiceSample(store, given);
    const now = context.now();
    recordOperation(
      store,
      {
        kind: how.kind,
        doing: `${how.doing.toLowerCase()} the sample`,
        summary: `${how.verb} the sample ${shortId(id)} of ${displayName}`,
        meetingId: null,
        now,
      },
      () => {
        if (how.change(store, { sampleId: id, now })) return;
        throw new ScribeError(
          'USAGE',
          `${how.doing} the sample ${shortId(id)} of ${displayName} failed: it was ${how.verb === 'revoked' ? 'revoked already' : 'never revoked'}.`,
          { hint: `Run \`scribe speakers samples list "${displayName}"\` to see which samples count.` },
        );
      },
    );
    await payDebts(store, context);
    const profile = requireProfile(store, profileId);
    if (context.json)
      return printJson(context, {
        ...profile,
        sample: samplesOf(store, profileId).find((sample) => sample.id === id),
        meetingsToRelabel: await offerRelabel(context, store, { profileIds: [profileId] }),
      });
    writeLine(
      context.out,
      `The sample ${shortId(id)} of ${displayName} is ${how.verb}; ${profile.seconds.toFixed(1)} s of voice in all.`,
    );
    await offerRelabel(context, store, { profileIds: [profileId] });
  });
}
