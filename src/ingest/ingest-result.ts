import { type Meeting, shortId, speakerName } from '../domain/meeting.js';
import { formatClock } from '../domain/time.js';
import { dot, normalize } from '../domain/vectors.js';
import type { IngestResult } from '../pipeline/events.js';
import { counted } from '../report/describe.js';
import type { Settings } from '../settings/definitions.js';
import { openNameHints } from '../speakers/name-hints.js';
import { nearTies } from '../speakers/near-ties.js';
import type { Known } from './find-known.js';
import { matchOptions } from './match-speakers.js';

/** Who speaks in a meeting, who may, and who says so, as results report it. */
export function resultSpeakers(
  meeting: Meeting,
  settings: Pick<Settings, 'matchThreshold' | 'matchMargin'>,
): Required<Pick<IngestResult, 'speakers' | 'unsure' | 'nameHints'>> {
  const speakers = meeting.clusters.map(({ id }) => {
    const speaker = meeting.speakers.find((s) => s.clusterId === id);
    return {
      clusterId: id,
      name: speakerName(meeting, id),
      matched: Boolean(speaker?.profileId),
      confidence: speaker?.similarity ?? 0,
      candidates: (speaker?.candidates ?? []).map(({ displayName, similarity }) => ({
        name: displayName,
        similarity,
      })),
    };
  });
  const options = matchOptions(settings, meeting.models.voice);
  const id = shortId(meeting.id);
  return {
    speakers,
    unsure: nearTies(meeting.speakers, options).map(({ displayName, clusters }) => {
      const [a, b] = clusters.map(({ clusterId }) => clusterId);
      const alike = similarityOf(meeting, a, b) >= options.threshold;
      const command = alike
        ? `scribe meetings merge ${id} ${a} ${b}`
        : `scribe speakers review --meeting ${id}`;
      return { name: displayName, clusters, alike, command };
    }),
    nameHints: openNameHints(meeting).map((hint) => ({
      ...hint,
      command: `scribe meetings name ${id} ${hint.clusterId} "${hint.name}"`,
    })),
  };
}

/** Cosine similarity of two clusters; -1 where a voice was erased. */
function similarityOf({ clusters }: Meeting, ...ids: readonly [string, string]): number {
  const [a, b] = ids.map((id) => clusters.find((cluster) => cluster.id === id)?.centroid.vector);
  if (!a || !b || a.length === 0 || a.length !== b.length) return -1;
  return dot(normalize(a.slice()), normalize(b.slice()));
}

/**
 * One sentence about a finished meeting.
 * @param elapsed seconds that it took; null when an earlier run did some of it, so that no speed can be given.
 */
export function describeCompleted(meeting: Meeting, elapsed: number | null): string {
  const { duration } = meeting.recording;
  const length = formatClock(duration, 'short');
  const count = meeting.suppressed.length;
  const suppressed = count > 0 ? `, ${counted(count, 'passage')} suppressed as probably not spoken` : '';
  const lost = meeting.unrecognized.length;
  const unheard = lost > 0 ? `, ${counted(lost, 'span')} of speech without words` : '';
  if (meeting.turns.length === 0) {
    const someone = meeting.clusters.length > 0 || lost > 0;
    const heard = someone ? 'no words were understood' : 'nobody speaks';
    return `completed: ${length}, ${heard}${suppressed}`;
  }
  const voices = counted(meeting.clusters.length, 'speaker');
  const turns = counted(meeting.turns.length, 'turn');
  const speed = elapsed === null ? 'partly from an earlier run' : describeSpeed(duration / elapsed);
  return `completed: ${length}, ${voices}, ${turns}${suppressed}${unheard}, ${speed}`;
}

/** `44x real time`, `0.4x real time`. */
const describeSpeed = (times: number): string => `${times.toFixed(times < 9.95 ? 1 : 0)}x real time`;

const sameness: Record<Known['by'], string> = {
  sha256: 'this file was processed before',
  content: 'the same audio was processed before, in another file',
  acoustic: 'this sounds like a recording that was processed before',
};

/** One sentence about why a recording is not processed, and how to process it all the same. */
export function describeKnown(known: Known): string {
  if (known.part) {
    const [from, to] = [known.part.start, known.part.end].map((time) => formatClock(time, 'short'));
    return `this is part of a longer recording that was processed before (${known.fileName}, ${from} to ${to}); --as-copy makes it a meeting of its own`;
  }
  const from = known.by === 'sha256' ? '' : ` (${known.fileName})`;
  const how =
    known.by === 'acoustic'
      ? '--force replaces that meeting, --as-copy keeps both'
      : '--force processes it again';
  return `${sameness[known.by]}${from}; ${how}`;
}
