import { wordsPerSecond } from '../audio/fingerprint/acoustic-fingerprint.js';
import {
  type AcousticMatch,
  acousticMatchDefaults,
  createAcousticMatcher,
} from '../audio/fingerprint/acoustic-match.js';
import type { Recording } from '../domain/recording.js';
import type { Seconds, Span } from '../domain/time.js';
import {
  acousticCandidates,
  acousticOf,
  findByContentFp,
  findBySha256,
  type KnownRecording,
} from '../store/recordings.js';
import type { Store } from '../store/store.js';
import { hasTurns } from '../store/turns.js';

/** A meeting that was made of the recording at hand, or of a longer one that holds it, and how it was known again. */
export interface Known extends KnownRecording {
  readonly by: 'sha256' | 'content' | 'acoustic';
  /** Where the recording at hand is in it, when it is only a part of it. */
  readonly part?: Span;
}

/** A known recording that the one at hand holds from beginning to end, and goes on. */
export interface Shorter extends KnownRecording {
  readonly duration: Seconds;
  /**
   * Whether it was cut off, or lost a little of its beginning: the recording at hand is the better copy. Else it is
   * an excerpt, which somebody may have made on purpose.
   */
  readonly cutOff: boolean;
}

const shorterCopyDefaults = {
  /** Seconds that a copy that was cut off may lack at its beginning. */
  start: 5,
  /** Or the share of the longer recording that it has. */
  share: 0.75,
} as const;

/**
 * By the bytes of the file: nothing needs to be decoded.
 *
 * @param stream the one that is asked for; undefined: the one that scribe chooses.
 */
export function findKnownBytes(store: Store, sha256: string, stream: number | undefined): Known | null {
  const found = findBySha256(store, sha256).find((known) =>
    stream === undefined ? known.streamAsked === 0 : known.stream === stream,
  );
  return found ? { ...found, by: 'sha256' } : null;
}

/** What is known by its samples or its sound. */
export interface KnownSound {
  readonly known: Known | null;
  readonly shorter: readonly Shorter[];
}

/**
 * By the samples, in whatever container; else by the sound, after re-encoding. Sound in which nobody spoke (the same
 * music before two calls, the same hum) does not make one recording a part of another.
 */
export function findKnownSound(store: Store, recording: Recording): KnownSound {
  const { contentFp, acoustic } = recording.fingerprint;
  const [same] = findByContentFp(store, contentFp);
  if (same) return { known: { ...same, by: 'content' }, shorter: [] };
  const like = { duration: recording.duration, words: acousticMatchDefaults.words };
  const matcher = createAcousticMatcher(acoustic);
  let known: Known | null = null;
  const shorter: Shorter[] = [];
  for (const candidate of acousticCandidates(store, like)) {
    const match = matcher.match(acousticOf(store, candidate.fileId));
    if (!match) continue;
    const { relation, common } = match;
    if (relation === 'same') return { known: { ...candidate, by: 'acoustic' }, shorter: [] };
    if (!hasTurns(store, candidate.meetingId, common)) continue;
    if (relation === 'shorter') known ??= { ...candidate, by: 'acoustic', part: common };
    else shorter.push({ ...candidate, cutOff: isCutOff(match, acoustic.length / wordsPerSecond) });
  }
  return { known, shorter };
}

function isCutOff({ common, offset }: AcousticMatch, duration: Seconds): boolean {
  const { start, share } = shorterCopyDefaults;
  return common.start - offset <= start || common.end - common.start >= share * duration;
}

export interface KnownPolicy {
  /** Process again what is known; the new meeting takes the place of the old one. */
  readonly force?: boolean;
  /** What only sounds like a known recording becomes a meeting of its own. */
  readonly asCopy?: boolean;
}

/**
 * Whether a recording is processed, replaces the meeting that is known, or is only reported. A part never takes the
 * place of the whole. Pure.
 */
export function decide(known: Known | null, policy: KnownPolicy): 'process' | 'replace' | 'report' {
  if (!known) return 'process';
  if (known.part) return policy.force || policy.asCopy ? 'process' : 'report';
  if (policy.force) return 'replace';
  return known.by === 'acoustic' && policy.asCopy ? 'process' : 'report';
}
