import { sampleRate } from '../../domain/recording.js';
import type { Seconds } from '../../domain/time.js';
import type { PcmReader } from '../../features/pcm.js';
import type { ChunkOptions } from '../chunk-speech.js';
import type { RecognitionWindow } from '../recognizer.js';

/**
 * Windows of up to 20 s, cut where people pause: in longer ones quantized Parakeets lose words (istupakov/onnx-asr#126),
 * and the encoder's table of positions ends at 400 s.
 */
export const nemoChunkDefaults: ChunkOptions = { longest: 20, longestPause: 2 };

/** Seconds. */
export const nemoWindowDefaults = {
  /** Zeros before the speech: without them the first word may be lost. */
  leadIn: 0.25,
  /** Shorter windows, lead-in included, are padded with zeros. */
  shortest: 1,
  /** Speech that is longer than a window is cut in the middle of the quietest span of this length. */
  quiet: 0.2,
} as const;

/** Samples: energy is measured in steps of 10 ms. */
const step = 160;

/** The samples of a window after its lead-in, padded to the shortest length. */
export function readWindow(pcm: PcmReader, window: RecognitionWindow): Float32Array {
  const lead = Math.round(nemoWindowDefaults.leadIn * sampleRate);
  const first = Math.round(window.start * sampleRate);
  const count = Math.max(0, Math.round(window.end * sampleRate) - first);
  const samples = new Float32Array(
    Math.max(Math.round(nemoWindowDefaults.shortest * sampleRate), lead + count),
  );
  pcm.read(first, samples.subarray(lead, lead + count));
  return samples;
}

/** Splits a window that is too long, each time at the quietest moment of the second half of what fits. */
export function splitLongWindow(
  pcm: PcmReader,
  window: RecognitionWindow,
  longest: Seconds = nemoChunkDefaults.longest,
): RecognitionWindow[] {
  const windows: RecognitionWindow[] = [];
  let start = window.start;
  while (window.end - start > longest) {
    // The rest is never shorter than the shortest window.
    const to = Math.min(start + longest, window.end - nemoWindowDefaults.shortest);
    const cut = quietestMoment(pcm, Math.min(start + longest / 2, to - nemoWindowDefaults.quiet), to);
    windows.push(cutWindow(window, start, cut));
    start = cut;
  }
  windows.push(cutWindow(window, start, window.end));
  return windows;
}

const cutWindow = ({ speech }: RecognitionWindow, start: Seconds, end: Seconds): RecognitionWindow => ({
  start,
  end,
  speech: speech
    .filter((span) => span.start < end && span.end > start)
    .map((span) => ({ start: Math.max(start, span.start), end: Math.min(end, span.end) })),
});

/** The middle of the span with the least energy; of several, the first. */
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
