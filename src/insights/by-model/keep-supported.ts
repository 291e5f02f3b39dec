import { isSameClaim } from '../../domain/claims.js';
import type { Claim } from '../../domain/insights.js';
import type { Turn } from '../../domain/speakers.js';
import { oneLine } from '../../domain/visible-text.js';
import { isSupported, type Missing, missingInTurns } from '../check-support.js';
import type { WrittenClaim } from './prompts.js';

/** A turn with its id and the name that a reader sees. */
export interface NamedTurn extends Pick<Turn, 'clusterId' | 'start' | 'end' | 'text' | 'language'> {
  readonly id: string;
  readonly speaker: string;
}

/** A sentence of the model that was dropped. */
export interface DroppedClaim {
  readonly text: string;
  /** Null: it names no turn that is there. */
  readonly missing: Missing | null;
}

/**
 * What a model wrote, as a claim: with the ids of the turns that it names, when those support it.
 * @param turns of the meeting; numbers count from 1.
 */
export function toClaim(written: WrittenClaim, turns: readonly NamedTurn[]): Claim | DroppedClaim {
  const text = oneLine(written.text);
  const numbers = [...new Set(written.turns)].sort((a, b) => a - b);
  const named = numbers.flatMap((number) => turns[number - 1] ?? []);
  if (named.length === 0) return { text, missing: null };
  const missing = missingInTurns(text, named);
  if (!isSupported(missing)) return { text, missing };
  const clusters = new Set(named.map(({ clusterId }) => clusterId));
  return {
    text,
    start: named[0].start,
    end: Math.max(...named.map(({ end }) => end)),
    clusterId: clusters.size === 1 ? named[0].clusterId : null,
    turnIds: named.map(({ id }) => id),
  };
}

export const isDropped = (claim: Claim | DroppedClaim): claim is DroppedClaim => 'missing' in claim;

/** Claims in the order of time, each once: parts of a meeting overlap. */
export function onceEach<C extends Claim>(claims: readonly C[]): C[] {
  const kept: C[] = [];
  for (const claim of claims.toSorted((a, b) => a.start - b.start))
    if (!kept.some((other) => isSameClaim(other, claim))) kept.push(claim);
  return kept;
}
