import type { Encoded } from '../nemo/encoder.js';
import type { ContextGraph } from '../nemo/hotwords.js';
import { logAddExp } from '../nemo/logits.js';
import type { Joint } from './joint.js';

/** A sequence of tokens; one object for each, whichever path leads to it. */
export interface Text {
  readonly parent: Text | null;
  readonly token: number;
  /** Tokens. */
  readonly length: number;
  /** State of the context graph. */
  readonly context: number;
  readonly next: Map<number, Text>;
  /** Its slot of the joint network, or -1. */
  slot: number;
  /** Its row in the last step that it took part in. */
  row: number;
}

const emptyText = (): Text => ({
  parent: null,
  token: -1,
  length: 0,
  context: 0,
  next: new Map(),
  slot: -1,
  row: -1,
});

/** The text with one more token, which leads the context graph to the state `context`. */
export function continueText(text: Text, token: number, context: number): Text {
  let next = text.next.get(token);
  if (!next) {
    next = { ...emptyText(), parent: text, token, length: text.length + 1, context };
    text.next.set(token, next);
  }
  return next;
}

/** The tokens of a hypothesis with their times, in encoder frames; the last one first. */
interface Trace {
  readonly before: Trace | null;
  readonly token: number;
  readonly start: number;
  readonly end: number;
  readonly logProb: number;
}

/** A text whose next token is searched for in a frame. */
export interface Hypothesis {
  readonly text: Text;
  readonly frame: number;
  /** Log probability of all paths that lead here, plus the rewards of the context graph. */
  readonly score: number;
  /** The best path that leads here, and its own score. */
  readonly trace: Trace | null;
  readonly best: number;
}

/** Hypotheses that wait for one frame, each text once. */
type Bucket = Map<Text, Hypothesis>;

/**
 * Adds a hypothesis. Two with the same text in the same frame become one: their probabilities are added, the times are
 * those of the better path.
 */
function addHypothesis(bucket: Bucket, added: Hypothesis): void {
  const { text } = added;
  const known = bucket.get(text);
  if (!known) {
    bucket.set(text, added);
    return;
  }
  const better = added.best > known.best ? added : known;
  bucket.set(text, { ...better, score: logAddExp(known.score, added.score) });
}

/** The `most` best by score, best first, without those that are more than `depth` below the best. */
function bestOf(hypotheses: Iterable<Hypothesis>, most: number, depth: number): Hypothesis[] {
  const sorted = [...hypotheses].sort((a, b) => b.score - a.score).slice(0, most);
  return sorted.filter((one) => one.score >= sorted[0].score - depth);
}

/** The hypotheses of one window, and which of them are expanded next. */
export interface WindowBeam {
  readonly encoded: Encoded;
  /** Hypotheses to expand, all in one frame; none at the end of the window. */
  readonly active: readonly Hypothesis[];
  /** How often the frame has been expanded: the tokens that the active hypotheses have written in it. */
  readonly round: number;
  /** Adds what a hypothesis was expanded to; its frame may lie past the end. */
  add(hypothesis: Hypothesis): void;
  /** Prunes, and chooses what is expanded next; all active hypotheses have been expanded before. */
  advance(): void;
  /** The best hypothesis at the end of the window. */
  best(): Hypothesis;
}

interface WindowBeamOptions {
  readonly beam: number;
  readonly depth: number;
  readonly graph: ContextGraph;
}

/** How many frames ahead a hypothesis may wait. */
const reach = (durations: number): number => Math.max(1, durations - 1);

/** Texts that are held during a step: those that wait or are active before it, and those after it. */
export const slotsPerWindow = (beam: number, durations: number): number => 2 * beam * (reach(durations) + 1);

/** @param firstSlot the first of this window's slots. */
export function createWindowBeam(
  encoded: Encoded,
  joint: Joint,
  firstSlot: number,
  { beam, depth, graph }: WindowBeamOptions,
): WindowBeam {
  /** Hypotheses by the frame that they wait for; the frame after the last one holds the finished ones. */
  const waiting = new Map<number, Bucket>();
  const owners: (Text | null)[] = new Array(slotsPerWindow(beam, joint.durations)).fill(null);
  const empty = emptyText();
  empty.slot = firstSlot;
  owners[0] = empty;
  joint.begin(firstSlot);
  const start: Hypothesis = { text: empty, frame: 0, score: 0, best: 0, trace: null };
  let frame = 0;
  let round = 0;
  let active: readonly Hypothesis[] = [];
  if (encoded.length > 0) active = [start];
  else waiting.set(0, new Map([[empty, start]]));

  /** Gives a slot to every text that goes on, and frees those of the others. */
  function assignSlots(): void {
    const held = new Set<Text>();
    for (const { text } of active) held.add(text);
    for (const [at, bucket] of waiting)
      if (at < encoded.length) for (const text of bucket.keys()) held.add(text);
    let free = 0;
    for (const text of held) {
      if (text.slot >= 0) continue;
      // A text without a slot is new: its parent took part in the last step and still has its own.
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
      // Tokens without duration stay in the frame, unless they are far below those that went on.
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
      assignSlots();
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
