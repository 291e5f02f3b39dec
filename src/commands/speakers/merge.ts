import { copyWarnings, writtenCopies } from '../../artifacts/describe-copies.js';
import { payDebts } from '../../artifacts/pay-debts.js';
import type { CommandContext } from '../../context.js';
import { ScribeError } from '../../errors.js';
import { counted } from '../../report/describe.js';
import { printJson, writeLine } from '../../report/output.js';
import { thresholdsOf } from '../../speakers/match-profile.js';
import { oddSamples } from '../../speakers/odd-samples.js';
import { mergeProfiles } from '../../store/merge-profiles.js';
import { recordOperation } from '../../store/operations.js';
import { type ProfileSummary, requireProfile } from '../../store/profiles.js';
import type { Store } from '../../store/store.js';
import { listVoiceSamples, listVoiceVectors } from '../../store/voice-samples.js';
import { offerRelabel } from '../relabel/offer-relabel.js';
import { withStore } from '../with-store.js';

/** `scribe speakers merge NAME OTHER`: two profiles of one person become one, under the first name. */
export async function mergeSpeakers(
  context: CommandContext,
  name: string,
  other: string,
  options: { readonly force?: boolean },
): Promise<void> {
  return withStore(context, async (store) => {
    const into = requireProfile(store, name);
    const from = requireProfile(store, other);
    const doubts = doubtMerge(store, into, from);
    if (doubts.length > 0 && !options.force)
      throw new ScribeError(
        'USAGE',
        `Merging ${from.displayName} into ${into.displayName} failed: ${doubts.join('; ')}. Nothing was changed.`,
        { hint: 'If they are one person all the same, use --force.' },
      );
    const now = context.now();
    const summary = `merged ${from.displayName} into ${into.displayName}`;
    const operation = {
      kind: 'merge-speakers',
      doing: 'merging the profiles',
      summary,
      meetingId: null,
      now,
    };
    const { operationId } = recordOperation(store, operation, () =>
      mergeProfiles(store, { into, from, now }),
    );
    const { meetingIds, copies } = await payDebts(store, context);
    for (const warning of [...doubts, ...copyWarnings(copies)]) writeLine(context.err, `warning: ${warning}`);
    const merged = requireProfile(store, into.id);
    if (context.json)
      return printJson(context, {
        ...merged,
        merged: { id: from.id, displayName: from.displayName },
        operation: operationId,
        warnings: doubts,
        renderedMeetings: meetingIds,
        copies,
        meetingsToRelabel: await offerRelabel(context, store, { profileIds: [into.id, from.id] }),
      });
    const also =
      meetingIds.length > 0
        ? `; ${counted(meetingIds.length, 'transcript')}${writtenCopies(copies)} written again`
        : '';
    writeLine(
      context.out,
      `${from.displayName} is ${into.displayName} now, with ${counted(merged.samples, 'sample')}, ${merged.seconds.toFixed(1)} s of voice in all${also}.`,
    );
    await offerRelabel(context, store, { profileIds: [into.id, from.id] });
  });
}

/** Whether the samples of one profile, all together, sound like another person than those of the other one. */
function doubtMerge(store: Store, into: ProfileSummary, from: ProfileSummary): string[] {
  const models = new Set(listVoiceSamples(store, from.id).map(({ model }) => model));
  return [...models].flatMap((model) => {
    const known = listVoiceVectors(store, { model, profileId: into.id });
    const theirs = listVoiceVectors(store, { model, profileId: from.id });
    if (known.length === 0) return [];
    const odd = oddSamples(theirs, known, thresholdsOf(model).sample);
    return odd.length > 0
      ? [
          `${odd.length} of ${counted(theirs.length, 'sample')} of ${from.displayName} ${odd.length === 1 ? 'is' : 'are'} not similar to the voice of ${into.displayName} (${Math.min(...odd.map(({ similarity }) => similarity)).toFixed(2)})`,
        ]
      : [];
  });
}
