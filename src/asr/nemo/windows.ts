import { sampleRate } from '../../domain/recording.js';
import type { Seconds } from '../../domain/time.js';
import type { PcmReader } from '../../features/pcm.js';
import type { ChunkOptions } from '../chunk-speech.js';
import type { RecognitionWindow } from '../recognizer.js';

/**
 * Windows of 10 to 20 s, cut where people pause: longer ones make quantized Parakeets lose words
 * (istupakov/onnx-asr#126), and 400 s are the end of the encoder's table of positions.
 */
export const nemoChunkDefaults: ChunkOptions = { longest: 20, longestPause: 2 };

export const nemoWindowDefaults = {
  /** Zeros before each window: without them the first word may be lost. */
  leadIn: 0.25,
  /** With the lead-in, no clip is shorter than this; zeros follow. */
  shortest: 1,
  /** Speech that goes on for longer than a window is cut in the middle of the quietest stretch of this length. */
  quiet: 0.2,
} as const;

/** Loudness is looked at in steps of this many samples, 10 ms. */
const step = 160;

/** The samples of a window behind its lead-in, with zeros up to the shortest length. */
export function readWindow(pcm: PcmReader, window: RecognitionWindow): Float32Array {
  const lead = Math.round(nemoWindowDefaults.leadIn * sampleRate);
  const first = Math.round(window.start * sampleRate);
  const count = Math.max(0, Math.round(window.end * sampleRate) - first);
  const clip = new Float32Array(Math.max(Math.round(nemoWindowDefaults.shortest * sampleRate), lead + count));
  pcm.read(first, clip.subarray(lead, lead + count));
  return clip;
}

/** Cuts a window that is too long into pieces that are not, each at the quietest place of its second half. */
export function splitLongWindow(
  pcm: PcmReader,
  window: RecognitionWindow,
  longest: Seconds = nemoChunkDefaults.longest,
): RecognitionWindow[] {
  const pieces: RecognitionWindow[] = [];
  let start = window.start;
  while (window.end - start > longest) {
    // What is left over is no shorter than a clip.
    const to = Math.min(start + longest, window.end - nemoWindowDefaults.shortest);
    const cut = quietestMoment(pcm, Math.min(start + longest / 2, to - nemoWindowDefaults.quiet), to);
    pieces.push(cutWindow(window, start, cut));
    start = cut;
  }
  pieces.push(cutWindow(window, start, window.end));
  return pieces;
}

const cutWindow = ({ speech }: RecognitionWindow, start: Seconds, end: Seconds): RecognitionWindow => ({
  start,
  end,
  speech: speech
    .filter((span) => span.start < end && span.end > start)
    .map((span) => ({ start: Math.max(start, span.start), end: Math.min(end, span.end) })),
});

/** The middle of the stretch with the least energy; the first of several. */
function quietestMoment(pcm: PcmReader, from: Seconds, to: Seconds): Seconds {
  const first = Math.round(from * sampleRate);
  const audio = new Float32Array(Math.max(step, Math.round(to * sampleRate) - first));
  pcm.read(first, audio);
  const energies = new Float64Array(Math.floor(audio.length / step));
  for (let i = 0; i < energies.length * step; i++) energies[Math.floor(i / step)] += audio[i] ** 2;
  const span = Math.min(energies.length, Math.round((nemoWindowDefaults.quiet * sampleRate) / step));
  let least = Number.POSITIVE_INFINITY;
  let at = 0;
  for (let i = 0; i + span <= energies.length; i++) {
    let sum = 0;
    for (let k = i; k < i + span; k++) sum += energies[k];
    if (sum >= least) continue;
    least = sum;
    at = i;
  }
  return (first + (at + span / 2) * step) / sampleRate;
}
