import { logAddExp } from '../nemo/logits.js';

/** A sequence of tokens; there is one object for each, whatever way leads to it. */
export interface Text {
  readonly parent: Text | null;
  readonly token: number;
  /** Tokens. */
  readonly length: number;
  /** State of the context graph. */
  readonly context: number;
  readonly next: Map<number, Text>;
  /** Where the joint network holds it, or -1. */
  slot: number;
  /** Its row in the last step that it was in. */
  row: number;
}

export const emptyText = (): Text => ({
  parent: null,
  token: -1,
  length: 0,
  context: 0,
  next: new Map(),
  slot: -1,
  row: -1,
});

/** The text with a token behind it, which leads the context graph to the state `context`. */
export function continueText(text: Text, token: number, context: number): Text {
  let next = text.next.get(token);
  if (!next) {
    next = { ...emptyText(), parent: text, token, length: text.length + 1, context };
    text.next.set(token, next);
  }
  return next;
}

/** The tokens of a hypothesis and when they were said, the last one first. */
export interface Trace {
  readonly before: Trace | null;
  readonly token: number;
  readonly start: number;
  readonly end: number;
  readonly logProb: number;
}

/** A text whose next token is looked for in a frame. */
export interface Hypothesis {
  readonly text: Text;
  readonly frame: number;
  /** Logarithm of the probability of all ways that lead here, and the rewards of the context graph. */
  readonly score: number;
  /** The best way that leads here, and its own score. */
  readonly trace: Trace | null;
  readonly best: number;
}

/** Those that wait for one frame, each text once. */
export type Bucket = Map<Text, Hypothesis>;

/**
 * Adds a hypothesis; one with the same text in the same frame becomes one with it: their probabilities are added, the
 * times are those of the better way.
 */
export function addHypothesis(bucket: Bucket, added: Hypothesis): void {
  const { text } = added;
  const known = bucket.get(text);
  if (!known) {
    bucket.set(text, added);
    return;
  }
  const better = added.best > known.best ? added : known;
  bucket.set(text, { ...better, score: logAddExp(known.score, added.score) });
}

/** The `most` with the highest scores, best first, without those that are more than `depth` below the best. */
export function bestOf(hypotheses: Iterable<Hypothesis>, most: number, depth: number): Hypothesis[] {
  const sorted = [...hypotheses].sort((a, b) => b.score - a.score).slice(0, most);
  return sorted.filter((one) => one.score >= sorted[0].score - depth);
}
