import { overlap, type Span, totalSeconds } from '../src/domain/time.js';
import { assignBest } from './assign.js';
import { mergePerSpeaker, type SpeakerSpan } from './score-diarization.js';

/** The errors of each person of the reference, added up: their mean is the Jaccard error rate. */
export interface JaccardScore {
  /** People of the reference; where there is nobody, one for an answer that has somebody. */
  readonly people: number;
  /** Sum of their error rates, each 0 to 1. */
  readonly errors: number;
}

/**
 * Jaccard error rate as DIHARD II defined it (Ryant et al. 2019) and dscore computes it: people of the reference are
 * mapped one-to-one to those of the answer so that the sum is least; the error of a person is 1 minus the time that
 * both speak over the time that either does. Who has no partner counts 1. Everybody weighs the same, however little
 * they say. No collar; people of the answer without a partner do not count.
 */
export function scoreJaccard(
  reference: readonly SpeakerSpan[],
  answer: readonly SpeakerSpan[],
): JaccardScore {
  const refs = spansBySpeaker(reference);
  const hyps = spansBySpeaker(answer);
  if (refs.length === 0) return { people: hyps.length > 0 ? 1 : 0, errors: hyps.length > 0 ? 1 : 0 };
  const agreement = refs.map((ref) => hyps.map((hyp) => jaccardIndex(ref, hyp)));
  const best = assignBest(agreement);
  const errors = best.reduce((sum, hyp, ref) => sum + 1 - (hyp < 0 ? 0 : agreement[ref][hyp]), 0);
  return { people: refs.length, errors };
}

/** The rate over several recordings: the mean over all of their people; 0 where nobody speaks and nobody is heard. */
export function jaccardErrorRate(scores: readonly JaccardScore[]): number {
  const people = scores.reduce((sum, score) => sum + score.people, 0);
  const errors = scores.reduce((sum, score) => sum + score.errors, 0);
  return people > 0 ? errors / people : 0;
}

function spansBySpeaker(spans: readonly SpeakerSpan[]): Span[][] {
  const own = new Map<string, Span[]>();
  for (const span of mergePerSpeaker(spans)) own.set(span.speaker, [...(own.get(span.speaker) ?? []), span]);
  return [...own.values()];
}

/** Time that two share over the time that either has. Both sorted and disjoint. */
function jaccardIndex(a: readonly Span[], b: readonly Span[]): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    shared += overlap(a[i], b[j]);
    if (a[i].end < b[j].end) i++;
    else j++;
  }
  return shared / (totalSeconds(a) + totalSeconds(b) - shared);
}
