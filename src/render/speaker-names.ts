import { type Meeting, speakerName } from '../domain/meeting.js';
import { oneLine } from '../domain/visible-text.js';

/** Looks up the reader's name of a cluster, as one line; each is worked out once. */
export function speakerNames(meeting: Pick<Meeting, 'speakers'>): (clusterId: string) => string {
  const known = new Map<string, string>();
  return (clusterId) => {
    let name = known.get(clusterId);
    if (name === undefined) {
      name = oneLine(speakerName(meeting, clusterId)) || oneLine(speakerName({ speakers: [] }, clusterId));
      known.set(clusterId, name);
    }
    return name;
  };
}
