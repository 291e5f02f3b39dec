import { findHallucinations } from '../asr/hallucinations/find-hallucinations.js';
import type { Cluster, Turn } from '../domain/speakers.js';
import type { SuppressedPassage, SuppressedSegment } from '../domain/suppressed.js';
import type { Seconds, Span } from '../domain/time.js';
import type { Segment } from '../domain/transcript.js';
import type { UnrecognizedSpeech } from '../domain/unrecognized.js';
import { attributeWords } from '../transcript/attribute-words.js';
import { findUnrecognized } from '../transcript/find-unrecognized.js';
import type { HallucinationPolicy } from './plan.js';

export interface RecognizedWords {
  readonly segments: readonly Segment[];
  /** Where the recognizer listened. */
  readonly speech: readonly Span[];
  /**
   * Where anything like a voice was heard, however soft: the witness against invented words. A soft word that this
   * alone hears must not be taken for an invention.
   */
  readonly voiced: readonly Span[];
  readonly clusters: readonly Cluster[];
  readonly duration: Seconds;
  readonly policy: HallucinationPolicy;
}

export interface AssembledTranscript {
  readonly turns: readonly Turn[];
  readonly suppressed: readonly SuppressedPassage[];
  /** Detected speech that has no words among the turns. */
  readonly unrecognized: readonly UnrecognizedSpeech[];
}

/** Sets invented words aside and gives all words, these too, to voices. Pure, and too quick to be kept. */
export function assembleTranscript(recognized: RecognizedWords): AssembledTranscript {
  const { segments, speech, voiced, clusters, duration, policy } = recognized;
  const { kept, suppressed } =
    policy === 'keep' ? { kept: segments, suppressed: [] } : findHallucinations(segments, voiced, duration);
  return {
    turns: attributeWords(kept, clusters),
    suppressed: suppressed.flatMap((segment) => attributeSuppressed(segment, clusters)),
    unrecognized: findUnrecognized(
      speech,
      kept.flatMap((segment) => segment.words),
      suppressed,
    ),
  };
}

/** Each by itself: what nobody said must not pull the words around it to another voice. */
function attributeSuppressed(segment: SuppressedSegment, clusters: readonly Cluster[]): SuppressedPassage[] {
  const { reason, detail, evidence } = segment;
  return attributeWords([segment], clusters).map((turn) => ({
    ...turn,
    reason,
    detail,
    ...(evidence && { evidence }),
  }));
}
