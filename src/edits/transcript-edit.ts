import type { Turn } from '../domain/speakers.js';
import type { WordOf } from '../domain/state-machines.js';
import type { Span } from '../domain/time.js';

/** A change of a stored transcript that somebody wants. */
export type TranscriptEdit =
  /** What the turn says now, as one text; empty: nothing. */
  | { readonly kind: 'text'; readonly turnId: string; readonly text: string }
  | { readonly kind: 'speaker'; readonly turnId: string; readonly clusterId: string }
  /** The words from `at` on become a turn of their own, by the same voice unless another is named. */
  | { readonly kind: 'split'; readonly turnId: string; readonly at: number; readonly clusterId?: string }
  /** The turn that follows becomes a part of this one. */
  | { readonly kind: 'merge'; readonly turnId: string; readonly nextId: string };

/** Who made an edit: a person, `scribe edit --replace`, the vocabulary, or an earlier transcript of the same recording. */
export type EditSource = WordOf<'edits.origin'>;

/** A turn with the id of its row. */
export interface EditableTurn extends Turn {
  readonly id: string;
  /** Its words are not, or not all, those that were recognized. */
  readonly corrected: boolean;
}

/**
 * What an edit changed, so that it can be read, and made again in another transcript of the recording. A text edit of a
 * turn is one record for each run of words that changed.
 */
export interface EditRecord extends Span {
  readonly kind: TranscriptEdit['kind'];
  readonly before: EditState;
  readonly after: EditState;
}

/** One side of an edit. */
export interface EditState {
  readonly clusterId?: string;
  /** The words that are changed, what stands in their place, or what the turn says. */
  readonly text?: string;
  /** The word before the place, in the same turn; missing: none. */
  readonly left?: string;
  /** The word behind it. */
  readonly right?: string;
}
