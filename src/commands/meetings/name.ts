import type { CommandContext } from '../../context.js';
import { type Meeting, speakerName } from '../../domain/meeting.js';
import { ScribeError } from '../../errors.js';
import { printJson, writeLine } from '../../report/output.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { type ClusterRef, clearLabel, confirmLabel, nameLabel } from '../../store/labels.js';
import { listMeetings } from '../../store/list-meetings.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { recordOperation } from '../../store/operations.js';
import { checkedName, findProfileByName } from '../../store/profiles.js';
import type { Store } from '../../store/store.js';
import { applyRelabel } from '../relabel/relabel.js';
import { withStore } from '../with-store.js';
import { writeAgain } from '../write-again.js';
import { requireCluster } from './require-cluster.js';

/** `scribe meetings name ID S2 NAME`, and `--clear`, which takes the name away: no biometrics are kept. */
export async function nameCluster(
  context: CommandContext,
  idOrPrefix: string,
  clusterId: string,
  name: string | undefined,
  { clear }: { readonly clear?: boolean },
): Promise<void> {
  if ((name === undefined) === (clear !== true))
    throw new ScribeError('USAGE', 'Naming a speaker needs a name, or --clear to take it away.', {
      hint: 'For instance: scribe meetings name last S2 Anna',
    });
  return withStore(context, async (store) => {
    const meetingId = resolveMeetingId(store, idOrPrefix);
    const before = loadMeeting(store, meetingId);
    const { id } = requireCluster(before, clusterId, `Naming ${clusterId}`);
    const was = speakerName(before, id);
    const { result, operationId } = recordName(store, context, before, id, name);
    const { copies, also } = await writeAgain(context, store);
    const speaker = loadMeeting(store, meetingId).speakers.find((each) => each.clusterId === id) ?? null;
    if (context.json)
      return printJson(context, { meetingId, clusterId: id, operation: operationId, speaker, copies });
    writeLine(context.out, `${id} (${was}) ${result}${also}.`);
  });
}

/** Names a cluster, or takes its name away, as an operation. @returns also what the cluster is now, for a sentence. */
export function recordName(
  store: Store,
  context: CommandContext,
  { id: meetingId, title }: Pick<Meeting, 'id' | 'title'>,
  clusterId: string,
  name: string | undefined,
) {
  return recordOperation(
    store,
    {
      kind: name === undefined ? 'clear-name' : 'name',
      doing: 'naming the speaker',
      summary: (label) => `${clusterId} of "${title}" ${label}`,
      meetingId,
      now: context.now(),
    },
    () => setName(store, context, { meetingId, clusterId }, name),
  );
}

/** @returns what the cluster is now, for a sentence. */
export function setName(
  store: Store,
  context: CommandContext,
  cluster: ClusterRef,
  name: string | undefined,
): string {
  if (name === undefined) {
    clearLabel(store, cluster);
    applyRelabel(store, listMeetings(store, { id: cluster.meetingId }), context);
    const now = speakerName(loadMeeting(store, cluster.meetingId), cluster.clusterId);
    return `has no name from a person any longer: ${now}`;
  }
  const profile = findProfileByName(store, name);
  if (profile) {
    confirmLabel(store, cluster, profile.id);
    return `is ${profile.displayName}, who is enrolled; no sample was added`;
  }
  const checked = checkedName(name, 'Naming a speaker');
  nameLabel(store, cluster, checked);
  return `is called ${checked}`;
}
