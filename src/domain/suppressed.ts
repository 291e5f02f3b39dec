import type { Turn } from './speakers.js';
import type { Segment, SegmentEvidence } from './transcript.js';

/**
 * Why words are probably a hallucination of the recognizer:
 * `no-speech` nobody speaks there; `loop` the same words over and over; `too-fast` nobody can speak so fast;
 * `repetitive` the text compresses like a loop; `improbable` the network doubts its own text; `anomalous` words of
 * impossible lengths between silences; `phrase` what recognizers are known to write in silence; `foreign-script` a
 * segment in a script that the recording is otherwise not written in.
 */
export const suppressionReasons = [
  'no-speech',
  'loop',
  'too-fast',
  'repetitive',
  'improbable',
  'anomalous',
  'phrase',
  'foreign-script',
] as const;

export type SuppressionReason = (typeof suppressionReasons)[number];

/** Why something was suppressed. */
export interface Suppression {
  readonly reason: SuppressionReason;
  /** The numbers behind it, for people. */
  readonly detail: string;
}

/** What a recognizer wrote and, by all evidence, nobody said. */
export type SuppressedSegment = Segment & Suppression;

/** The same with the cluster that it would belong to, so that it can be restored as a turn. */
export interface SuppressedPassage extends Turn, Suppression {
  readonly evidence?: SegmentEvidence;
}
