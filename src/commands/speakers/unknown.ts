import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { localTime } from '../../domain/recorded-at.js';
import { formatClock } from '../../domain/time.js';
import { counted } from '../../report/describe.js';
import { printJson, writeLine, writeLines } from '../../report/output.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { listMeetings } from '../../store/list-meetings.js';
import type { Store } from '../../store/store.js';
import { withStore } from '../with-store.js';
import { type HeardCluster, hearCluster } from './hear-cluster.js';
import { playExcerpts } from './play-excerpts.js';
import { type UnknownGroup, unknownGroups } from './unknown-groups.js';

/** `scribe speakers unknown`: people without a name who are heard in several meetings. */
export async function listUnknownSpeakers(
  context: CommandContext,
  { minMeetings = 2, play }: { readonly minMeetings?: number; readonly play?: boolean },
): Promise<void> {
  return withStore(context, async (store) => {
    const groups = unknownGroups(store, minMeetings, context).map((group) => ({
      ...group,
      heard: group.voices.map((voice) => hear(store, voice)),
    }));
    if (context.json)
      return printJson(
        context,
        groups.map(({ id, model, heard }) => ({ id, model, meetings: heard.length, heard })),
      );
    if (groups.length === 0)
      return writeLine(
        context.err,
        `No unknown voice is heard in ${counted(minMeetings, 'meeting')}${minMeetings === 1 ? '' : ' or more'}.`,
      );
    for (const { id, heard } of groups) {
      const seconds = heard.reduce((sum, { seconds }) => sum + seconds, 0);
      const where =
        heard.length === 1
          ? 'a voice in one meeting'
          : `the same unknown voice in ${counted(heard.length, 'meeting')}`;
      writeLine(context.out, `${id}  ${where}, ${formatClock(seconds, 'short')} of speech`);
      for (const each of heard) {
        writeLines(context.out, describeHeard(each, context.zone));
        if (play) await playExcerpts(context, each);
      }
    }
    writeLine(
      context.err,
      `To name one in all its meetings: scribe speakers enroll NAME --from-unknown ${groups[0].id}`,
    );
  });
}

type Heard = HeardCluster & { readonly date: string | null };

function hear(store: Store, { meetingId, clusterId }: UnknownGroup['voices'][number]): Heard {
  const [summary] = listMeetings(store, { id: meetingId });
  return { ...hearCluster(loadMeeting(store, meetingId), summary, clusterId), date: summary.startTime };
}

/** The meeting, and where the voice is heard best in it. */
function describeHeard({ meetingId, clusterId, date, title, excerpts }: Heard, zone: string): string[] {
  const day = date === null ? '-' : localTime(date, null, { zone }).day;
  const [longest] = [...excerpts].sort((a, b) => b.end - b.start - (a.end - a.start));
  const said = longest ? `  ${formatClock(longest.start, 'short')}  ${longest.text}` : '';
  return [`  ${shortId(meetingId)}:${clusterId}  ${day}  ${title}${said}`];
}
