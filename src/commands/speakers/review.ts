import { copyWarnings } from '../../artifacts/describe-copies.js';
import { payDebts } from '../../artifacts/pay-debts.js';
import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { formatClock } from '../../domain/time.js';
import { counted } from '../../report/describe.js';
import { canDraw, printJson, writeLine, writeLines } from '../../report/output.js';
import { listMeetings, type MeetingSummary } from '../../store/list-meetings.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { requireProfile } from '../../store/profiles.js';
import type { Store } from '../../store/store.js';
import { offerRelabel } from '../relabel/offer-relabel.js';
import { withStore } from '../with-store.js';
import { confirmMatch, type Decision, readVerdict, rejectMatch } from './decide-match.js';
import { playExcerpts } from './play-excerpts.js';
import { askAboutMatches, promptHeight } from './review-on-terminal.js';
import { type UncertainMatch, uncertainMatches, writtenAs } from './uncertain-matches.js';

export interface ReviewOptions {
  readonly meeting?: string;
  /** `ID:S2=Maya` */
  readonly confirm?: readonly string[];
  readonly reject?: readonly string[];
  readonly play?: boolean;
}

/**
 * `scribe speakers review`: uncertain matches over all meetings. On a terminal each is asked about; elsewhere they are
 * listed. `--confirm` and `--reject` decide without asking.
 */
export async function reviewSpeakers(context: CommandContext, options: ReviewOptions): Promise<void> {
  return withStore(context, async (store) => {
    const { confirm = [], reject = [] } = options;
    if (confirm.length + reject.length > 0) {
      const verdicts = {
        confirmed: confirm.map((text) => readVerdict(store, text, '--confirm')),
        rejected: reject.map((text) => readVerdict(store, text, '--reject')),
      };
      const decisions = [
        ...verdicts.confirmed.map((verdict) => confirmMatch(store, context, verdict)),
        ...verdicts.rejected.map((verdict) => rejectMatch(store, context, verdict)),
      ];
      if (!context.json) for (const decision of decisions) writeLine(context.out, describeDecision(decision));
      return finish(context, store, decisions);
    }
    const id = options.meeting === undefined ? undefined : resolveMeetingId(store, options.meeting);
    const meetings = listMeetings(store, { status: 'completed', id });
    if (canAsk(context)) {
      const decisions = await askAboutMatches(context, store, meetings, {
        plays: options.play === true,
        told: (decision) => writeLine(context.out, describeDecision(decision)),
      });
      return finish(context, store, decisions);
    }
    return list(context, store, meetings, options.play === true);
  });
}

function canAsk({ json, quiet, confirm, screen, environment }: CommandContext): boolean {
  return !json && !quiet && confirm !== null && canDraw(screen, environment, promptHeight);
}

async function list(
  context: CommandContext,
  store: Store,
  meetings: readonly MeetingSummary[],
  plays: boolean,
): Promise<void> {
  const found = meetings.flatMap((meeting) => uncertainMatches(store, meeting, context.settings.values));
  if (context.json)
    return printJson(
      context,
      found.map((match) => ({
        ...match,
        candidates: match.candidates.map((candidate) => ({
          ...candidate,
          verdict: writtenAs(match, candidate.displayName),
        })),
      })),
    );
  if (found.length === 0) return writeLine(context.err, 'There is nothing to review.');
  for (const match of found) {
    writeLines(context.out, describeMatch(match));
    if (plays) await playExcerpts(context, match);
  }
  const verdict = writtenAs(found[0], found[0].candidates[0].displayName);
  writeLine(
    context.err,
    `${counted(found.length, 'voice')} to review. Decide with --confirm ${verdict} or --reject ${verdict}.`,
  );
}

/** Who a voice may be, and where it is heard. */
function describeMatch(match: UncertainMatch): string[] {
  const { meetingId, title, clusterId, name, seconds, candidates, excerpts, recording } = match;
  const near = candidates.map((c) => `${c.displayName} ${c.similarity.toFixed(2)}`).join(' or ');
  return [
    `${shortId(meetingId)}:${clusterId}  ${title}  ${name}, ${seconds.toFixed(1)} s  perhaps ${near}`,
    ...excerpts.map((e) => `  ${formatClock(e.start, 'short')}-${formatClock(e.end, 'short')}  ${e.text}`),
    `  in ${recording ?? 'a recording that is not known'}`,
  ];
}

function describeDecision({ meetingId, clusterId, profile, ...decision }: Decision): string {
  const who = `${shortId(meetingId)}:${clusterId}`;
  if (decision.verdict === 'rejected') return `${who} is not ${profile}.`;
  const sample = decision.sampleAdded
    ? 'the voice is a new sample'
    : `the voice is no sample: ${decision.reason}`;
  return `${who} is ${profile}; ${sample}.`;
}

async function finish(context: CommandContext, store: Store, decisions: readonly Decision[]): Promise<void> {
  const { meetingIds, copies } = await payDebts(store, context);
  for (const warning of copyWarnings(copies)) writeLine(context.err, `warning: ${warning}`);
  const profileIds = [...new Set(decisions.map(({ profile }) => requireProfile(store, profile).id))];
  const meetingsToRelabel = decisions.length > 0 ? await offerRelabel(context, store, { profileIds }) : 0;
  if (context.json)
    printJson(context, { decisions, renderedMeetings: meetingIds, copies, meetingsToRelabel });
}
