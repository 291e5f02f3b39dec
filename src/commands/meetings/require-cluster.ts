import { type Meeting, shortId } from '../../domain/meeting.js';
import type { Cluster } from '../../domain/speakers.js';
import { ScribeError } from '../../errors.js';

/**
 * The cluster that somebody means; case does not matter.
 * @param doing for the error: `Naming S2`.
 * @throws ScribeError USAGE when the meeting has no such cluster.
 */
export function requireCluster(
  { id: meetingId, clusters }: Pick<Meeting, 'id' | 'clusters'>,
  clusterId: string,
  doing: string,
): Cluster {
  const cluster = clusters.find(({ id }) => id.toLowerCase() === clusterId.toLowerCase());
  if (cluster) return cluster;
  throw new ScribeError(
    'USAGE',
    `${doing} failed: the meeting ${shortId(meetingId)} has no speaker ${clusterId}.`,
    {
      hint: `Its speakers are ${clusters.map(({ id }) => id).join(', ') || 'none'}.`,
    },
  );
}
