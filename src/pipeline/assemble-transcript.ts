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
  /** What the recognizer was given. */
  readonly speech: readonly Span[];
  /** When there is anything like a voice, however soft: no word inside of it is suppressed for want of speech. */
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

/**
 * Suppresses hallucinations and gives all words, these too, to voices. It joins a rule of asr with one of transcript,
 * so it belongs to the pipeline. Pure, and too quick for a checkpoint.
 */
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
