import type { CommandContext } from '../../context.js';
import { speakerName } from '../../domain/meeting.js';
import { joinSpans } from '../../domain/time.js';
import { ScribeError } from '../../errors.js';
import { counted } from '../../report/describe.js';
import { printJson, writeLine } from '../../report/output.js';
import { mergeClusters } from '../../store/clusters.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { changeEditClusters } from '../../store/edits.js';
import { listMeetings } from '../../store/list-meetings.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { recordOperation } from '../../store/operations.js';
import { changeOriginalTurns } from '../../store/original-turns.js';
import { replaceTurns } from '../../store/save-turns.js';
import type { Store } from '../../store/store.js';
import { mergeTurns } from '../../transcript/regroup-turns.js';
import { applyRelabel } from '../relabel/relabel.js';
import { withStore } from '../with-store.js';
import { writeAgain } from '../write-again.js';
import { requireCluster } from './require-cluster.js';

/** `scribe meetings merge ID S2 S3`: two voices were one person; everything of S3 becomes S2's. */
export async function mergeSpeakers(
  context: CommandContext,
  idOrPrefix: string,
  intoId: string,
  fromId: string,
): Promise<void> {
  return withStore(context, async (store) => {
    const meetingId = resolveMeetingId(store, idOrPrefix);
    const { title } = loadMeeting(store, meetingId);
    const { result, operationId } = recordOperation(
      store,
      {
        kind: 'merge-clusters',
        doing: 'merging the speakers',
        summary: ({ from, into }) => `merged ${from} into ${into} in "${title}"`,
        meetingId,
        now: context.now(),
      },
      () => merge(store, context, meetingId, intoId, fromId),
    );
    const { from, into, moved } = result;
    const { copies, also } = await writeAgain(context, store);
    const name = speakerName(loadMeeting(store, meetingId), into);
    if (context.json)
      return printJson(context, {
        meetingId,
        from,
        into,
        movedTurns: moved,
        name,
        operation: operationId,
        copies,
      });
    writeLine(
      context.out,
      `${counted(moved, 'turn')} of ${from} ${moved === 1 ? 'belongs' : 'belong'} to ${into} (${name}) now${also}.`,
    );
  });
}

/** To be called inside `recordOperation`: what is read is still true when it is written. */
function merge(store: Store, context: CommandContext, meetingId: string, intoId: string, fromId: string) {
  const meeting = loadMeeting(store, meetingId);
  const doing = `Merging ${fromId} into ${intoId}`;
  const [into, from] = [intoId, fromId].map((id) => requireCluster(meeting, id, doing));
  if (into.id === from.id)
    throw new ScribeError('USAGE', `${doing} failed: that is one speaker already.`, {
      hint: 'Name two: scribe meetings merge last S2 S3',
    });
  const spans = joinSpans([...into.spans, ...from.spans]);
  mergeClusters(store, { meetingId, from: from.id, into: into.id, spans });
  const { newId, now } = context;
  const turns = mergeTurns(meeting.turns, from.id, into.id);
  replaceTurns(store, { meetingId, turns, newId, now: now() });
  changeOriginalTurns(store, meetingId, (original) => mergeTurns(original, from.id, into.id));
  changeEditClusters(store, meetingId, (id) => (id === from.id ? into.id : id));
  applyRelabel(store, listMeetings(store, { id: meetingId }), context);
  const moved = meeting.turns.filter(({ clusterId }) => clusterId === from.id).length;
  return { from: from.id, into: into.id, moved };
}
