import type { Turn } from './speakers.js';
import type { Segment, SegmentEvidence } from './transcript.js';

/**
 * Why words are probably invented by the recognizer:
 * `no-speech` nobody was heard there; `loop` the same words over and over; `too-fast` nobody can speak so fast;
 * `repetitive` the text packs like a loop; `improbable` the network doubts its own text; `anomalous` words of
 * impossible lengths between silences; `phrase` what recognizers like to say in silence; `foreign-script` a line in
 * letters that the recording is otherwise not written in.
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

/** Why something was left out, and the numbers that say so. */
export interface Suppression {
  readonly reason: SuppressionReason;
  /** For people. */
  readonly detail: string;
}

/** What a recognizer wrote and nobody said, by all evidence. */
export type SuppressedSegment = Segment & Suppression;

/** The same with the voice that it would belong to, so that it can be put back as a turn. */
export interface SuppressedPassage extends Turn, Suppression {
  readonly evidence?: SegmentEvidence;
}
