import { type DecodingOptions, undetermined } from '../asr/recognizer.js';
import type { Audio } from '../domain/recording.js';
import type { Span } from '../domain/time.js';
import type { Segment } from '../domain/transcript.js';
import type { InstalledModel } from '../models/installed.js';

export interface PipelineModels {
  readonly speech: InstalledModel;
  readonly recognition: Recognizers;
  readonly segmentation: InstalledModel;
  readonly voice: InstalledModel;
  /** Writes what is said in English; undefined: nothing is translated. */
  readonly translator?: InstalledModel;
}

/** Which model recognizes which language. */
export interface Recognizers {
  /** Identifies the language that is spoken; null: no installed model can, or the language was given. */
  readonly listener: InstalledModel | null;
  /** Language code -> model; `*`: every other language, and speech whose language is not known. */
  readonly byLanguage: Readonly<Record<string, InstalledModel>>;
  /** Language code -> the model that is asked again where the first one is not sure; undefined: none is. */
  readonly second?: Readonly<Record<string, InstalledModel>>;
}

/** Words that were probably not spoken are suppressed and kept as evidence, or they stay in the transcript. */
export type HallucinationPolicy = 'suppress' | 'keep';

/** Everything that decides what a transcript will look like, besides its audio. */
export interface ProcessPlan {
  readonly models: PipelineModels;
  /** The only one that is spoken, or `auto`. */
  readonly language: string;
  /** With `auto`: the only ones that may be spoken, two at least; none: any. */
  readonly languages: readonly string[];
  readonly decoding: DecodingOptions;
  readonly threads: number;
  readonly speakers: number | null;
  readonly minSpeakers: number | null;
  readonly maxSpeakers: number | null;
  readonly hallucinations: HallucinationPolicy;
}

/** What another program made of a recording: words in place of a recognition, speakers in place of a diarization. */
export interface GivenTranscript {
  readonly words: {
    /** For `models.recognition`. */
    readonly source: string;
    /** Null: it does not say. */
    readonly language: string | null;
    /** By start. */
    readonly segments: readonly Segment[];
  } | null;
  readonly speakers: {
    /** For `models.segmentation`. */
    readonly source: string;
    /** When each of them speaks, sorted and disjoint; in the order in which they first speak. */
    readonly spans: readonly (readonly Span[])[];
  } | null;
}

/** Decoded audio to attributed turns. */
export interface ProcessRequest {
  readonly kind: 'process';
  readonly audio: Audio;
  readonly contentFp: string;
  /** The language that the container states for the track, ISO 639; null: none. */
  readonly languageTag: string | null;
  readonly given?: GivenTranscript;
  /** True: every stage waits for the end of the one before it. The result is the same; it takes longer. */
  readonly inOrder?: boolean;
  readonly plan: ProcessPlan;
}

/** One model for whatever is spoken. */
export function soleRecognizer(model: InstalledModel): Recognizers {
  return { listener: null, byLanguage: { '*': model } };
}

/** The model for a language. */
export function recognizerFor({ byLanguage }: Recognizers, language: string): InstalledModel {
  return byLanguage[language] ?? byLanguage['*'];
}

/** Whether a model can be told to recognize a language. */
export function recognizes({ languages }: InstalledModel, language: string): boolean {
  return language !== undetermined && (languages.includes(language) || languages.includes('*'));
}
