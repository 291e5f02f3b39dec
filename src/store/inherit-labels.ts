import type { Cluster } from '../domain/speakers.js';
import { overlap, type Seconds, totalSeconds } from '../domain/time.js';
import { clearLabel, confirmLabel, listRejections, nameLabel, rejectProfile } from './labels.js';
import { readSpeakers } from './speakers.js';
import type { Store } from './store.js';

/**
 * What a person said about the voices of a meeting holds for the one that takes its place as well: names,
 * confirmations and rejections go over to the cluster that is most of the same speech. A voice that was found
 * otherwise the second time is left as it was matched. To be called inside `write`.
 */
export function inheritLabels(
  store: Store,
  { from, to, now }: { readonly from: string; readonly to: string; readonly now: string },
): void {
  const before = readSpeakers(store, from);
  const after = readSpeakers(store, to);
  const find = heirFinder(store, from, to);
  const heirOf = (clusterId: string) => {
    const heir = find(clusterId);
    return heir === undefined ? undefined : { meetingId: to, clusterId: heir };
  };
  for (const { clusterId, profileId } of listRejections(store, from)) {
    const heir = heirOf(clusterId);
    if (heir) rejectProfile(store, heir, { profileId, now });
  }
  for (const { clusterId, profileId, displayName, source } of before.speakers) {
    const heir = source && heirOf(clusterId);
    if (!heir) continue;
    if (profileId === null) {
      if (displayName !== null) nameLabel(store, heir, displayName);
      continue;
    }
    // Who is confirmed is nobody else in the meeting.
    for (const other of after.speakers)
      if (other.profileId === profileId && other.clusterId !== heir.clusterId)
        clearLabel(store, { meetingId: to, clusterId: other.clusterId });
    confirmLabel(store, heir, profileId);
  }
}

/** Finds the cluster of a meeting that is most of the same speech as one of another meeting of the recording. */
export function heirFinder(
  store: Store,
  from: string,
  to: string,
): (clusterId: string) => string | undefined {
  const [before, after] = [from, to].map((id) => readSpeakers(store, id).clusters);
  return (clusterId) => {
    const old = before.find(({ id }) => id === clusterId);
    return old && after.find((cluster) => isMostly(cluster, old))?.id;
  };
}

/** Whether two clusters share more than half of what each of them says. */
function isMostly(a: Cluster, b: Cluster): boolean {
  const shared = sharedSeconds(a, b);
  return shared > totalSeconds(a.spans) / 2 && shared > totalSeconds(b.spans) / 2;
}

function sharedSeconds(a: Cluster, b: Cluster): Seconds {
  let sum = 0;
  for (const span of a.spans) for (const other of b.spans) sum += overlap(span, other);
  return sum;
}
