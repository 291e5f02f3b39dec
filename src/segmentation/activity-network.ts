import type { Seconds } from '../domain/time.js';
import type { PcmReader } from '../features/pcm.js';

/**
 * Who speaks in a whole recording, by a network that follows the same people from its beginning to its end: speaker 1
 * of one piece is speaker 1 of the next. (A `Segmenter` knows its people for one window only.)
 */
export interface ActivityNetwork {
  /** Name in the catalog. */
  readonly model: string;
  /** The most people that it tells apart in one recording. */
  readonly speakers: number;
  /** Length of a frame; frame k begins at k times this. */
  readonly step: Seconds;
  /**
   * Goes through a recording, piece by piece.
   * @returns probability that each speaker speaks, [frames, speakers], in the order of time without gaps
   */
  listen(pcm: PcmReader, signal?: AbortSignal): AsyncIterable<Float32Array>;
}
