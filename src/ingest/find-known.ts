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

/** The meeting of this recording, or of a longer one that contains it, and how it was identified. */
export interface Known extends KnownRecording {
  readonly by: 'sha256' | 'content' | 'acoustic';
  /** Where this recording lies in the longer one. */
  readonly part?: Span;
}

/** A known recording that this one contains as a whole, and continues. */
export interface Shorter extends KnownRecording {
  readonly duration: Seconds;
  /**
   * Whether it was cut off, or lacks a little of the beginning: then this recording is the better copy. Else
   * somebody may have cut it out on purpose.
   */
  readonly cutOff: boolean;
}

const shorterCopyDefaults = {
  /** Seconds that a truncated copy may lack at its beginning. */
  start: 5,
  /** Or the least share of the longer recording that it has. */
  share: 0.75,
} as const;

/**
 * By the bytes of the file, without decoding it.
 *
 * @param stream the one that was asked for; undefined: the one that scribe chooses.
 */
export function findKnownBytes(store: Store, sha256: string, stream: number | undefined): Known | null {
  const found = findBySha256(store, sha256).find((known) =>
    stream === undefined ? known.streamAsked === 0 : known.stream === stream,
  );
  return found ? { ...found, by: 'sha256' } : null;
}

/** What is known by its samples or by its sound. */
export interface KnownSound {
  readonly known: Known | null;
  readonly shorter: readonly Shorter[];
}

/**
 * By the samples, in whatever container; else by the acoustic fingerprint, which survives re-encoding. Common sound
 * without speech (the same music before two calls, the same hum) does not make one recording part of another.
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
  /** Process a known recording again; the new meeting replaces the old one. */
  readonly force?: boolean;
  /** A recording that only sounds like a known one becomes a meeting of its own. */
  readonly asCopy?: boolean;
}

/**
 * Whether a recording is processed, replaces the known meeting, or is only reported. A part never replaces
 * the whole. Pure.
 */
export function decide(known: Known | null, policy: KnownPolicy): 'process' | 'replace' | 'report' {
  if (!known) return 'process';
  if (known.part) return policy.force || policy.asCopy ? 'process' : 'report';
  if (policy.force) return 'replace';
  return known.by === 'acoustic' && policy.asCopy ? 'process' : 'report';
}
