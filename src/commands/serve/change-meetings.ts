import type { CommandContext } from '../../context.js';
import type { ChangeSender } from '../../export/automatic/send-changes.js';
import { counted } from '../../report/describe.js';
import type { PageChange } from '../../serve/changes.js';
import type { Changed, Served } from '../../serve/routes.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { applyEdits } from '../../store/edits.js';
import { editMeeting } from '../../store/inherit-fields.js';
import { setFields } from '../../store/meeting-fields.js';
import { recordOperation, undoOperation } from '../../store/operations.js';
import { scrub } from '../../store/scrub.js';
import type { Store } from '../../store/store.js';
import { recordName } from '../meetings/name.js';
import { requireCluster } from '../meetings/require-cluster.js';
import { tellSending } from '../with-store.js';
import { writeAgain } from '../write-again.js';

/**
 * What the pages of `scribe serve` change goes the way of the commands: `scribe edit`, `scribe meetings name`,
 * `scribe meetings edit` and `scribe undo`. Afterwards the files are written again, and what is exported is sent. One
 * change is carried out after the other.
 */
export function createChanger(
  context: CommandContext,
  store: Store,
  changes: ChangeSender,
): Pick<Served, 'change' | 'undo'> {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Changed): Promise<Changed> => {
    const done = last.then(async () => {
      const changed = work();
      await writeAgain(context, store);
      await changes.send((event) => tellSending(context, event), { again: true });
      return changed;
    });
    last = done.catch(() => {});
    return done;
  };
  return {
    change: (meetingId, wanted) => inTurn(() => carryOut(context, store, meetingId, wanted)),
    undo: (operations) =>
      inTurn(() => {
        for (const id of [...operations].sort((a, b) => b - a))
          undoOperation(store, { id, now: context.now() });
        scrub(store.db);
        return { operations, summary: 'That is undone.' };
      }),
  };
}

/** Edits of turns become one operation; a name or a title, one each. */
function carryOut(
  context: CommandContext,
  store: Store,
  meetingId: string,
  wanted: readonly PageChange[],
): Changed {
  const edits = wanted.filter((change) => change.kind !== 'name' && change.kind !== 'title');
  const done = [
    ...(edits.length > 0 ? [editTurns(context, store, meetingId, edits)] : []),
    ...wanted.flatMap((change) => {
      if (change.kind === 'name') return [nameSpeaker(context, store, meetingId, change)];
      return change.kind === 'title' ? [setTitle(context, store, meetingId, change.title)] : [];
    }),
  ];
  const operations = done.flatMap(({ operationId }) => operationId ?? []);
  const summary = operations.length === 0 ? 'Nothing changed.' : done.map((each) => each.summary).join(' ');
  return { operations, summary };
}

interface Done {
  readonly operationId: number | null;
  readonly summary: string;
}

function editTurns(
  { newId, now }: CommandContext,
  store: Store,
  meetingId: string,
  edits: readonly Exclude<PageChange, { kind: 'name' | 'title' }>[],
): Done {
  const { operationId, records } = applyEdits(store, {
    meetingId,
    edits,
    source: 'person',
    newId,
    now: now(),
  });
  return { operationId, summary: `The transcript is corrected in ${counted(records.length, 'place')}.` };
}

function nameSpeaker(
  context: CommandContext,
  store: Store,
  meetingId: string,
  { clusterId, name }: Extract<PageChange, { kind: 'name' }>,
): Done {
  const meeting = loadMeeting(store, meetingId);
  const { id } = requireCluster(meeting, clusterId, `Naming ${clusterId}`);
  const { result, operationId } = recordName(store, context, meeting, id, name?.trim() || undefined);
  return { operationId, summary: `${id} ${result}.` };
}

function setTitle({ newId, now }: CommandContext, store: Store, meetingId: string, title: string): Done {
  const at = now();
  const { operationId } = recordOperation(
    store,
    {
      kind: editMeeting,
      doing: 'editing the meeting',
      summary: `changed title of "${title}"`,
      meetingId,
      now: at,
    },
    () => setFields(store, { meetingId, fields: { title }, newId, now: at }),
  );
  return { operationId, summary: `The meeting is called "${title}".` };
}
