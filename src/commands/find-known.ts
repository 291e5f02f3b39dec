import { createAcousticMatcher } from '../audio/acoustic-fingerprint.js';
import type { Recording } from '../domain/recording.js';
import {
  acousticCandidates,
  findByContentFp,
  findBySha256,
  type KnownRecording,
} from '../store/recordings.js';
import type { Store } from '../store/store.js';

/** A meeting that was made of the recording at hand before, and by which key it was known again. */
export interface Known extends KnownRecording {
  readonly by: 'sha256' | 'content' | 'acoustic';
}

/** By the bytes of the file: nothing needs to be decoded. */
export function findKnownBytes(store: Store, sha256: string, stream: number): Known | null {
  const found = findBySha256(store, sha256).find((known) => known.stream === stream);
  return found ? { ...found, by: 'sha256' } : null;
}

/** By the samples, in whatever container; else by the sound, after re-encoding. */
export function findKnownSound(store: Store, recording: Recording): Known | null {
  const { contentFp, acoustic } = recording.fingerprint;
  const [same] = findByContentFp(store, contentFp);
  if (same) return { ...same, by: 'content' };
  const matcher = createAcousticMatcher(acoustic);
  for (const { acoustic: other, ...known } of acousticCandidates(store))
    if (matcher.match(other)) return { ...known, by: 'acoustic' };
  return null;
}

export interface KnownPolicy {
  /** Process again what is known; the new meeting takes the place of the old one. */
  readonly force?: boolean;
  /** What only sounds like a known recording becomes a meeting of its own. */
  readonly asCopy?: boolean;
}

/** Whether a recording is processed, replaces the meeting that is known, or is only reported. Pure. */
export function decide(known: Known | null, policy: KnownPolicy): 'process' | 'replace' | 'report' {
  if (!known) return 'process';
  if (policy.force) return 'replace';
  return known.by === 'acoustic' && policy.asCopy ? 'process' : 'report';
}
