import type { SuppressedSegment, Suppression } from '../../domain/suppressed.js';
import type { Seconds, Span } from '../../domain/time.js';
import type { Segment } from '../../domain/transcript.js';
import { cutLoops, cutSilence, type Piece } from './cut-segments.js';
import { createSpeechWitness } from './speech-witness.js';
import { type Neighbours, suspect } from './suspect-segment.js';

export interface SegmentsWithoutHallucinations {
  readonly kept: readonly Segment[];
  readonly suppressed: readonly SuppressedSegment[];
}

/**
 * Parts what was said from what the recognizer invented, the same way for every recognizer. Pure and total: every word
 * that comes in comes out once, kept or suppressed with its reason.
 *
 * First words that lie in silence and the repetitions of loops are cut out, word by word; what is left is judged segment
 * by segment (`suspect`).
 *
 * @param segments in the order of time.
 * @param speech where the detector heard somebody, rather too much than too little: sorted and disjoint.
 * @param duration of the recording.
 */
export function findHallucinations(
  segments: readonly Segment[],
  speech: readonly Span[],
  duration: Seconds,
): SegmentsWithoutHallucinations {
  const witness = createSpeechWitness(speech);
  const pieces = cutLoops(cutSilence(segments, witness), witness);
  const candidates = pieces.flatMap(({ segment, suppression }) => (suppression ? [] : [segment]));
  const verdicts = suspect(candidates, { witness, neighbours: neighboursOf(candidates, duration) });
  const kept: Segment[] = [];
  const suppressed: SuppressedSegment[] = [];
  let next = 0;
  for (const piece of pieces) {
    const suppression = piece.suppression ?? verdicts[next++];
    if (suppression) suppressed.push(withReason(piece, suppression));
    else kept.push(piece.segment);
  }
  return { kept, suppressed };
}

function withReason({ segment }: Piece, { reason, detail }: Suppression): SuppressedSegment {
  return { ...segment, reason, detail };
}

/** Where the segment before ends and the one after begins; the edges of the recording for the first and the last. */
function neighboursOf(segments: readonly Segment[], duration: Seconds): Neighbours[] {
  return segments.map((segment, i) => ({
    before: i > 0 ? segments[i - 1].end : 0,
    after: i + 1 < segments.length ? segments[i + 1].start : Math.max(duration, segment.end),
    first: i === 0,
    last: i + 1 === segments.length,
  }));
}
