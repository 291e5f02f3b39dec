import { setImmediate } from 'node:timers/promises';
import { type LogMel, logMelFrames } from '../../../features/log-mel.js';

/** What the networks see at once: 30 s. */
export const framesPerWindow = 3000;
export const framesPerSecond = logMelFrames.perSecond;
/** One position of the encoder: two frames, 20 ms. */
export const framesPerPosition = 2;
export const samplesPerPosition = framesPerPosition * logMelFrames.hop;

/** Audio that is not in memory. */
export interface AudioSource {
  readonly samples: number;
  /** Fills `into` with samples from `start` on. */
  read(start: number, into: Float32Array): void;
}

/** The features of some audio, to be cut into windows of 30 s. */
export interface MelWindows {
  /** Frames of audio. */
  readonly frames: number;
  /**
   * `size` frames from `seek` on, padded with the number 0 to 30 s: [bins, 3000]. Frames behind the audio are silence, and
   * silence is not the number 0.
   */
  cut(seek: number, size: number): Float32Array;
}

/** How many neighbours a frame reaches into: it is 25 ms long, and there is one every 10 ms. */
const margin = 3;

/**
 * Features as openai/whisper makes them (`transcribe.py`): over the whole audio and zeros behind it, so that the clamp is
 * relative to its loudest moment, however far away. Audio of several windows is read twice, window by window: the
 * features of hours would take as much memory as the networks.
 *
 * @throws what `signal` was aborted with, between two windows.
 */
export async function createMelWindows(
  logMel: LogMel,
  { samples, read }: AudioSource,
  signal?: AbortSignal,
): Promise<MelWindows> {
  const { bins } = logMel;
  const { hop } = logMelFrames;
  const frames = logMel.frames(samples);

  /** Levels [bins, size] and the highest of them. */
  function measure(seek: number, size: number): { levels: Float32Array; highest: number } {
    const before = Math.min(margin, seek);
    const start = (seek - before) * hop;
    const audio = new Float32Array((before + size + margin) * hop);
    read(start, audio.subarray(0, Math.max(0, samples - start)));
    const levels = new Float32Array(bins * size);
    return { levels, highest: logMel.levels(audio, before, size, levels) };
  }

  const first = measure(0, framesPerWindow + margin);
  let loudest = first.highest;
  for (let seek = framesPerWindow; seek < frames + margin; seek += framesPerWindow) {
    loudest = Math.max(loudest, measure(seek, framesPerWindow).highest);
    // An hour takes ten seconds, in which an abort must be heard.
    await setImmediate();
    signal?.throwIfAborted();
  }
  logMel.clamp(first.levels, loudest);

  function features(seek: number, size: number): Float32Array {
    const { levels } = measure(seek, size);
    logMel.clamp(levels, loudest);
    return levels;
  }

  return {
    frames,
    cut(seek, size) {
      const kept = seek + size <= framesPerWindow + margin;
      const mel = kept ? first.levels : features(seek, size);
      const columns = mel.length / bins;
      const from = kept ? seek : 0;
      const out = new Float32Array(bins * framesPerWindow);
      for (let b = 0; b < bins; b++)
        out.set(mel.subarray(b * columns + from, b * columns + from + size), b * framesPerWindow);
      return out;
    },
  };
}
