import type { Encoded } from '../nemo/encoder.js';
import type { ContextGraph } from '../nemo/hotwords.js';
import { logAddExp } from '../nemo/logits.js';
import type { Joint } from './joint.js';

/** The beam search in one window. */
export interface WindowBeam {
  readonly encoded: Encoded;
  /** Hypotheses whose next token is to be looked for, all in one frame; none when the window is at its end. */
  readonly active: readonly Hypothesis[];
  /** How often the frame has been listened to: the tokens that the active hypotheses wrote in it. */
  readonly round: number;
  /** Takes what a hypothesis became; its frame may lie behind the end. */
  add(hypothesis: Hypothesis): void;
  /** Chooses what is listened to next, once all that was active has been added in its new forms. */
  advance(): void;
  /** The best hypothesis at the end of the window. */
  best(): Hypothesis;
}

export interface WindowBeamOptions {
  readonly beam: number;
  readonly depth: number;
  readonly graph: ContextGraph;
}

/** Frames ahead in which hypotheses wait. */
const reach = (durations: number): number => Math.max(1, durations - 1);

/** Texts that may be held during a step: those that wait or are listened to before it, and those after it. */
export const slotsPerWindow = (beam: number, durations: number): number => 2 * beam * (reach(durations) + 1);

/** @param firstSlot slots from here on are this window's. */
export function createWindowBeam(
  encoded: Encoded,
  joint: Joint,
  firstSlot: number,
  { beam, depth, graph }: WindowBeamOptions,
): WindowBeam {
  /** Hypotheses by the frame that they wait for; the frame behind the last one holds those that are done. */
  const waiting = new Map<number, Bucket>();
  const owners: (Text | null)[] = new Array(slotsPerWindow(beam, joint.durations)).fill(null);
  const begin = emptyText();
  begin.slot = firstSlot;
  owners[0] = begin;
  joint.begin(firstSlot);
  const start: Hypothesis = { text: begin, frame: 0, score: 0, best: 0, trace: null };
  let frame = 0;
  let round = 0;
  let active: readonly Hypothesis[] = [];
  if (encoded.length > 0) active = [start];
  else waiting.set(0, new Map([[begin, start]]));

  /** Gives a slot to every text that goes on, and takes those of the others. */
  function holdTexts(): void {
    const held = new Set<Text>();
    for (const { text } of active) held.add(text);
    for (const [at, bucket] of waiting)
      if (at < encoded.length) for (const text of bucket.keys()) held.add(text);
    let free = 0;
    for (const text of held) {
      if (text.slot >= 0) continue;
      // A text without a slot is new: the one before it was in the last step, and still has its own.
      while (owners[free]) free++;
      owners[free] = text;
      text.slot = firstSlot + free;
      joint.extend(text.parent?.row ?? -1, text.slot, text.token);
    }
    owners.forEach((owner, i) => {
      if (!owner || held.has(owner)) return;
      owner.slot = -1;
      owners[i] = null;
    });
  }

  return {
    encoded,
    get active() {
      return active;
    },
    get round() {
      return round;
    },
    add(hypothesis) {
      const at = Math.min(hypothesis.frame, encoded.length);
      let bucket = waiting.get(at);
      if (!bucket) {
        bucket = new Map();
        waiting.set(at, bucket);
      }
      addHypothesis(bucket, at === hypothesis.frame ? hypothesis : { ...hypothesis, frame: at });
    },
    advance() {
      let top = Number.NEGATIVE_INFINITY;
      for (const [at, bucket] of waiting) {
        const kept = bestOf(bucket.values(), beam, depth);
        if (kept.length < bucket.size) waiting.set(at, new Map(kept.map((one) => [one.text, one])));
        top = Math.max(top, kept[0].score);
      }
      // Tokens without duration stay in the frame, as long as they are not far behind those that went on.
      const staying = [...(waiting.get(frame)?.values() ?? [])].filter(({ score }) => score >= top - depth);
      waiting.delete(frame);
      active = staying;
      round++;
      if (active.length === 0 && waiting.size > 0) {
        frame = Math.min(...waiting.keys());
        round = 0;
        if (frame < encoded.length) {
          active = [...(waiting.get(frame)?.values() ?? [])];
          waiting.delete(frame);
        }
      }
      holdTexts();
    },
    best() {
      const perToken = ({ score, text }: Hypothesis) =>
        (score + graph.finish(text.context)) / (text.length + 1);
      return [...(waiting.get(encoded.length)?.values() ?? [])].reduce((a, b) =>
        perToken(b) > perToken(a) ? b : a,
      );
    },
  };
}

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
