import type { Span } from '../domain/time.js';
import type { Segment } from '../domain/transcript.js';
import type { PcmReader } from '../signal/pcm.js';

/** A stretch of audio that goes through a recognizer as one piece: speech spans with the pauses between them. */
export interface RecognitionWindow extends Span {
  /** The detected speech inside the window, on the recording's clock. */
  readonly speech: readonly Span[];
}

export interface RecognizeOptions {
  /** ISO 639-1, or `auto` to let the network say. */
  readonly language: string;
  readonly signal?: AbortSignal;
  /** Called after each batch with the share of the windows that are done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** The contract that every recognizer meets, whatever its architecture. */
export interface Recognizer {
  /** Name in the catalog. */
  readonly model: string;
  /** ISO 639-1 codes, or `*`. */
  readonly languages: readonly string[];
  /** Packs detected speech into windows of the lengths that this network likes. Pure. */
  packWindows(speech: readonly Span[]): readonly RecognitionWindow[];
  /**
   * Recognizes the windows; yields the segments of a batch as soon as it is done, in the order of the windows.
   * Times are on the recording's clock. The same windows give the same segments.
   */
  recognize(
    pcm: PcmReader,
    windows: readonly RecognitionWindow[],
    options: RecognizeOptions,
  ): AsyncGenerator<readonly Segment[]>;
  close(): Promise<void>;
}
