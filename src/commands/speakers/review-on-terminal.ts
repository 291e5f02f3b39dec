import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import type { Candidate } from '../../domain/speakers.js';
import { formatClock } from '../../domain/time.js';
import { writeLine } from '../../report/output.js';
import type { MeetingSummary } from '../../store/list-meetings.js';
import { requireProfile } from '../../store/profiles.js';
import type { Store } from '../../store/store.js';
import { confirmMatch, type Decision, rejectMatch } from './decide-match.js';
import { playExcerpts } from './play-excerpts.js';
import { type UncertainMatch, uncertainMatches } from './uncertain-matches.js';

/** Lines that a question needs: a title, three excerpts, the recording, the keys. */
export const promptHeight = 6;

const keys = { y: 'yes', n: 'no', s: 'skip', p: 'play', q: 'quit' } as const;

/**
 * Asks about every uncertain match of the meetings, one key each, until there are none or somebody quits. Each answer
 * is stored at once, and what is asked next takes it into account.
 */
export async function askAboutMatches(
  context: CommandContext,
  store: Store,
  meetings: readonly MeetingSummary[],
  { plays, told }: { readonly plays: boolean; readonly told: (decision: Decision) => void },
): Promise<readonly Decision[]> {
  const { askKey } = await import('../../report/key-prompt.js');
  const decisions: Decision[] = [];
  const settings = context.settings.values;
  let hasAsked = false;
  for (const [index, meeting] of meetings.entries()) {
    const skipped = new Set<string>();
    for (;;) {
      const match = uncertainMatches(store, meeting, settings).find((m) => !skipped.has(m.clusterId));
      if (!match) break;
      hasAsked = true;
      const [candidate] = match.candidates;
      if (plays) await playExcerpts(context, match);
      const question = { ...describeQuestion(match, candidate, index, meetings.length), keys };
      let key = await askKey(context.screen, question, context.signal);
      while (key === 'p') {
        await playExcerpts(context, match);
        key = await askKey(context.screen, question, context.signal);
      }
      if (key === 'q') return decisions;
      if (key === 's') {
        skipped.add(match.clusterId);
        continue;
      }
      const { meetingId, clusterId } = match;
      const verdict = { meetingId, clusterId, profile: requireProfile(store, candidate.profileId) };
      const decision = (key === 'y' ? confirmMatch : rejectMatch)(store, context, verdict);
      decisions.push(decision);
      told(decision);
    }
  }
  writeLine(context.err, `There is nothing ${hasAsked ? 'more ' : ''}to review.`);
  return decisions;
}

function describeQuestion(
  { meetingId, title, clusterId, seconds, excerpts, recording }: UncertainMatch,
  { displayName, similarity }: Candidate,
  index: number,
  count: number,
) {
  return {
    title: `Is ${clusterId} of "${title}" ${displayName}? (${similarity.toFixed(2)}, ${seconds.toFixed(0)} s, meeting ${index + 1} of ${count}: ${shortId(meetingId)})`,
    lines: [...excerpts.map((e) => `${formatClock(e.start, 'short')}  ${e.text}`), recording ?? ''].filter(
      Boolean,
    ),
  };
}
