import type { StateOf } from './state-machines.js';
import type { Span } from './time.js';

/*
 * What a meeting comes to. A claim is a sentence together with the turns that support it, so that a reader can go and
 * hear it. Whoever makes claims, sentences that were chosen or a language model, makes them in this shape.
 */

/** Who made a claim: chosen from the transcript, written by the language model of that name, or by a person. */
export type ClaimOrigin = 'extractive' | `llm:${string}` | 'person';

/** A sentence about a meeting and where it comes from; its span is that of what was said. */
export interface Claim extends Span {
  /** Without line breaks. */
  readonly text: string;
  /** The cluster that says it; null: nobody in particular, or several. */
  readonly clusterId: string | null;
  /** The turns that support it, by the ids of their rows, in the order of time; empty: a person wrote it. */
  readonly turnIds: readonly string[];
  /** Undefined: as the insights that it is a part of. */
  readonly origin?: ClaimOrigin;
}

/** Something that somebody is to do. */
export interface ActionItem extends Claim {
  /** Who is to do it: a cluster of the meeting, or else a name that was said; both null: nobody said. */
  readonly ownerClusterId: string | null;
  readonly ownerName: string | null;
  /** `2026-01-31`; null: no date was said. */
  readonly dueDate: string | null;
  /** What was said, word for word; undefined: all that the turns say. */
  readonly quote?: string;
  /** The task of the store that it is, and how far that is; undefined: not stored. */
  readonly taskId?: string;
  readonly status?: StateOf<'tasks.status'>;
}

/** A part of a meeting that is about one thing. */
export interface Chapter extends Span {
  readonly title: string;
  readonly turnIds: readonly string[];
}

/** Everything that is said about a meeting in short; each list in the order of time, but for topics. */
export interface Insights {
  readonly origin: ClaimOrigin;
  /** A few sentences that say the most of the meeting. */
  readonly summary: readonly Claim[];
  readonly keyPoints: readonly Claim[];
  readonly decisions: readonly Claim[];
  readonly questions: readonly Claim[];
  readonly risks: readonly Claim[];
  readonly actionItems: readonly ActionItem[];
  /** Empty: the meeting is too short, or about one thing. */
  readonly chapters: readonly Chapter[];
  /** What the meeting is about, in words, the weightiest first. */
  readonly topics: readonly string[];
}
