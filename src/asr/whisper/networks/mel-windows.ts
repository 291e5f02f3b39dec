import type { LogMel } from '../../../features/log-mel.js';

/** What the networks see at once: 30 s. */
export const framesPerWindow = 3000;
export const framesPerSecond = 100;
/** One position of the encoder: two frames, 20 ms. */
export const framesPerPosition = 2;
export const samplesPerPosition = 320;

/** The features of one clip, to be cut into windows of 30 s. */
export interface MelWindows {
  /** Frames of audio. */
  readonly frames: number;
  /** `size` frames from `seek` on, filled up with the number 0 to 30 s: [bins, 3000]. */
  cut(seek: number, size: number): Float32Array;
  /** The first 30 s, where what lies behind the audio is silence and not the number 0: [bins, 3000]. */
  opening(): Float32Array;
}

/**
 * Features as openai/whisper makes them (`transcribe.py`): over the whole clip and 30 s of zeros behind it, so that the
 * clamp is relative to the loudest moment of the clip, and the mel of a short window is padded with the number 0.
 */
export function createMelWindows(logMel: LogMel, audio: Float32Array): MelWindows {
  const padded = new Float32Array(audio.length + 480_000);
  padded.set(audio);
  const columns = logMel.frames(padded.length);
  const mel = new Float32Array(logMel.bins * columns);
  logMel.compute(padded, mel);
  const cut = (seek: number, size: number) => {
    const out = new Float32Array(logMel.bins * framesPerWindow);
    for (let b = 0; b < logMel.bins; b++)
      out.set(mel.subarray(b * columns + seek, b * columns + seek + size), b * framesPerWindow);
    return out;
  };
  return { frames: logMel.frames(audio.length), cut, opening: () => cut(0, framesPerWindow) };
}
