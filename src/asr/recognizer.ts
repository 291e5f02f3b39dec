import type { Span } from '../domain/time.js';
import type { Segment } from '../domain/transcript.js';
import type { PcmReader } from '../features/pcm.js';

/** Audio that goes through a recognizer in one piece: speech spans and the pauses between them. */
export interface RecognitionWindow extends Span {
  /** The detected speech inside the window, on the recording's clock. */
  readonly speech: readonly Span[];
}

/** The code of ISO 639-2 for speech whose language was not determined. */
export const undetermined = 'und';

/** Language code -> probability; together 1. */
export type LanguageOdds = Readonly<Record<string, number>>;

/**
 * How speech that is longer than a network hears at once is divided: `auto`: at pauses, into windows that are recognized
 * independently; `sequential`: by the network itself, each window beginning where the last segment ended.
 */
type LongForm = 'auto' | 'sequential';

/** How a recognizer is to decode; plain data, part of what decides a transcript. */
export interface DecodingOptions {
  /** Hypotheses that are followed side by side; 1 is greedy. */
  readonly beam: number;
  /** Words and names that are likely to be said. */
  readonly hotwords: readonly string[];
  /** The same, passed over where the network cannot write them: nobody chose them for this recording. */
  readonly terms?: readonly string[];
  /** Text that the recognizer assumes came before; ignored by networks that read none. */
  readonly prompt: string | null;
  /** `sequential` is for Whisper alone. */
  readonly longForm: LongForm;
  /** Of `sequential`: seconds of silence that are skipped beside implausible words; null: none is. */
  readonly hallucinationSilence: number | null;
}

export const decodingDefaults: DecodingOptions = {
  beam: 1,
  hotwords: [],
  prompt: null,
  longForm: 'auto',
  hallucinationSilence: null,
};

/** To write what is said, or to write it in English. */
export type RecognitionTask = 'transcribe' | 'translate';

export interface RecognizeOptions extends DecodingOptions {
  /** Undefined: `transcribe`. `translate` is for multilingual Whisper models alone. */
  readonly task?: RecognitionTask;
  /** ISO 639-1: what `languageFor` returned, or the most probable one that a `LanguageListener` heard. */
  readonly language: string;
  readonly signal?: AbortSignal;
  /** Is told which share of the batch is done, by a recognizer that takes long over one window. */
  readonly onProgress?: (share: number) => void;
}

/** The language of what is written: a translation is into English. */
export function writtenIn({ task, language }: Pick<RecognizeOptions, 'task' | 'language'>): string {
  return task === 'translate' ? 'en' : language;
}

/** What every recognizer does, whatever its architecture. */
export interface Recognizer {
  /** Name in the catalog. */
  readonly model: string;
  /** ISO 639-1 codes, or `*`. */
  readonly languages: readonly string[];
  /** Divides detected speech into windows of the lengths that suit this network and the way it is used. Pure. */
  chunkSpeech(speech: readonly Span[], longForm: LongForm): readonly RecognitionWindow[];
  /** Groups windows into batches that can be recognized independently, the costliest first. Pure. */
  planBatches(windows: readonly RecognitionWindow[]): readonly (readonly RecognitionWindow[])[];
  /**
   * The language to recognize in: the one that is asked for; with `auto` the only one that the model speaks, else `und`.
   * Pure.
   * @throws ScribeError USAGE when the model does not speak it.
   */
  languageFor(asked: string): string;
  /** Which of the hotwords and the prompt this network cannot use, in sentences for people. Pure. */
  unusedOf(decoding: DecodingOptions): readonly string[];
  /** Recognizes one batch. Times are on the recording's clock; segments come in any order. Deterministic. */
  recognize(
    pcm: PcmReader,
    batch: readonly RecognitionWindow[],
    options: RecognizeOptions,
  ): Promise<readonly Segment[]>;
  close(): Promise<void>;
}

/** A network that tells languages apart by their sound. */
export interface LanguageListener {
  /** How probable each language is in each window, the joined spans of at most 30 s. */
  hearLanguages(
    pcm: PcmReader,
    windows: readonly (readonly Span[])[],
    signal?: AbortSignal,
  ): Promise<LanguageOdds[]>;
  close(): Promise<void>;
}
