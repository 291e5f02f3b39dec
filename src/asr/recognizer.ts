import type { Span } from '../domain/time.js';
import type { Segment } from '../domain/transcript.js';
import type { PcmReader } from '../features/pcm.js';

/** A stretch of audio that goes through a recognizer as one piece: speech spans with the pauses between them. */
export interface RecognitionWindow extends Span {
  /** The detected speech inside the window, on the recording's clock. */
  readonly speech: readonly Span[];
}

/** ISO 639-2's code for speech whose language was not determined. */
export const undetermined = 'und';

/** Language code -> probability; together 1. */
export type LanguageOdds = Readonly<Record<string, number>>;

/** How a recognizer is to decode; plain data, part of what decides a transcript. */
export interface DecodingOptions {
  /** Hypotheses that are followed at once; 1 is greedy. */
  readonly beam: number;
  /** Words and names that are likely to be said. */
  readonly hotwords: readonly string[];
  /** Text that the recognizer takes to have come before; ignored by networks that read none. */
  readonly prompt: string | null;
}

export const decodingDefaults: DecodingOptions = { beam: 1, hotwords: [], prompt: null };

export interface RecognizeOptions extends DecodingOptions {
  /** ISO 639-1; one that `languageFor` gave, or the most probable of `hearLanguages`. */
  readonly language: string;
  readonly signal?: AbortSignal;
}

/** The contract that every recognizer meets, whatever its architecture. */
export interface Recognizer {
  /** Name in the catalog. */
  readonly model: string;
  /** ISO 639-1 codes, or `*`. */
  readonly languages: readonly string[];
  /** Packs detected speech into windows of the lengths that this network likes. Pure. */
  packWindows(speech: readonly Span[]): readonly RecognitionWindow[];
  /** Groups windows into batches that can be recognized apart from each other, the costliest first. Pure. */
  planBatches(windows: readonly RecognitionWindow[]): readonly (readonly RecognitionWindow[])[];
  /**
   * The language to recognize in: the one that is asked for, or with `auto` what the network can say without hearing
   * anything, which may be `und`. Pure.
   * @throws ScribeError USAGE when the model does not speak it.
   */
  languageFor(asked: string): string;
  /** What of the hotwords and of the prompt this network makes no use of, in sentences for people. Pure. */
  unusedOf(decoding: DecodingOptions): readonly string[];
  /**
   * How probable each language is in some excerpts, each the joined spans of at most 30 s; undefined for a network that
   * does not tell.
   */
  readonly hearLanguages?: (
    pcm: PcmReader,
    excerpts: readonly (readonly Span[])[],
    signal?: AbortSignal,
  ) => Promise<LanguageOdds[]>;
  /**
   * Recognizes one batch. Times are on the recording's clock; segments come in any order. The same batch gives
   * the same segments.
   */
  recognize(
    pcm: PcmReader,
    batch: readonly RecognitionWindow[],
    options: RecognizeOptions,
  ): Promise<readonly Segment[]>;
  close(): Promise<void>;
}
