import type { ContextGraph } from '../nemo/context-graph.js';
import type { Encoded } from '../nemo/encoded.js';
import { addHypothesis, type Bucket, bestOf, emptyText, type Hypothesis, type Text } from './hypotheses.js';
import type { Joint } from './joint.js';

/** The beam search in one window. */
export interface WindowSearch {
  readonly encoded: Encoded;
  /** Hypotheses whose next token is to be looked for, all in one frame; none when the window is at its end. */
  readonly active: readonly Hypothesis[];
  /** How often the frame has been listened to: the tokens that the active hypotheses wrote in it. */
  readonly round: number;
  /** Takes what a hypothesis became; its frame may lie behind the end. */
  add(hypothesis: Hypothesis): void;
  /** Chooses what is listened to next, once all that was active has been added in its new forms. */
  settle(): void;
  /** The best hypothesis at the end of the window. */
  finished(): Hypothesis;
}

export interface WindowSearchOptions {
  readonly beam: number;
  readonly depth: number;
  readonly graph: ContextGraph;
}

/** Frames ahead in which hypotheses wait. */
const reach = (durations: number): number => Math.max(1, durations - 1);

/** Texts that may be held during a step: those that wait or are listened to before it, and those after it. */
export const slotsPerWindow = (beam: number, durations: number): number => 2 * beam * (reach(durations) + 1);

/** @param firstSlot slots from here on are this window's. */
export function createWindowSearch(
  encoded: Encoded,
  joint: Joint,
  firstSlot: number,
  { beam, depth, graph }: WindowSearchOptions,
): WindowSearch {
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
    settle() {
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
    finished() {
      const perToken = ({ score, text }: Hypothesis) =>
        (score + graph.finish(text.context)) / (text.length + 1);
      return [...(waiting.get(encoded.length)?.values() ?? [])].reduce((a, b) =>
        perToken(b) > perToken(a) ? b : a,
      );
    },
  };
}
