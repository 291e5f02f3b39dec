import type { WordOf } from './state-machines.js';
import type { Span } from './time.js';
import type { Word } from './transcript.js';

/** A voice as a unit vector, and the model that made it: embeddings of two models cannot be compared. */
export interface Embedding {
  readonly model: string;
  readonly vector: Float32Array;
}

/** An unnamed voice inside one recording. Ids are S1, S2, ... in the order in which they first speak. */
export interface Cluster {
  readonly id: string;
  /** When it speaks; spans of two clusters may overlap. */
  readonly spans: readonly Span[];
  /** When another voice speaks at the same time and is stronger: parts of `spans`. Not kept in the store. */
  readonly fainter?: readonly Span[];
  readonly centroid: Embedding;
  /** Which of the recording's tracks it speaks in; undefined for a recording of one track. */
  readonly track?: number;
}

/** Stands for the cluster of words that cannot be given to any. */
export const unattributed = 'unattributed';

/** Words that one cluster says one after the other. */
export interface Turn extends Span {
  /** A cluster's id, or `unattributed`. */
  readonly clusterId: string;
  readonly text: string;
  readonly confidence: number;
  readonly language: string;
  readonly words: readonly Word[];
  /** What it says, in English; undefined: it was not translated. */
  readonly translation?: string;
  /** The translation is of what was recognized, and the text was corrected since. */
  readonly translationIsOlder?: true;
}

/** A profile that was compared with a cluster. */
export interface Candidate {
  readonly profileId: string;
  readonly displayName: string;
  /** Cosine similarity. */
  readonly similarity: number;
}

/**
 * Where a label comes from. `automatic`: from comparing vectors, and a later comparison may change it; `named`: a person
 * gave the cluster a name; `confirmed`: a person said that the cluster is this profile.
 */
export type LabelSource = WordOf<'speakers.label_source'>;

/** Who a cluster is. */
export interface Speaker {
  readonly clusterId: string;
  /** Null: nobody who is enrolled, or none is similar enough. */
  readonly profileId: string | null;
  readonly displayName: string | null;
  /**
   * Cosine similarity to the matched profile, or to the best candidate; 0 without candidates. 1: a person confirmed the
   * profile.
   */
  readonly similarity: number;
  /** Undefined: automatic. */
  readonly source?: Exclude<LabelSource, 'automatic'>;
  /** The best two, best first, of those that are near the threshold or above it. */
  readonly candidates: readonly Candidate[];
}
