import { type Meeting, speakerName } from '../domain/meeting.js';

/** Controls that would turn the direction of everything after them: embeddings, overrides, isolates. */
const bidiControls = /[\u202a-\u202e\u2066-\u2069]/gu;

/**
 * What somebody said, as one line: every run of white space and control characters becomes one space, and
 * characters that change the direction of the text around them go.
 */
export function oneLine(text: string): string {
  return text
    .replace(bidiControls, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

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
