import { sampleRate } from '../domain/recording.js';
import { type Seconds, type Span, totalSeconds } from '../domain/time.js';
import { type Fbank, fbankFrame, fbankHop, readFbank } from '../features/fbank.js';
import type { PcmReader } from '../features/pcm.js';
import type { Background, VoiceEmbedder } from './voice-embedder.js';

export interface VoiceWindowOptions {
  /** Length of the windows that are embedded. */
  readonly window: Seconds;
  /** From the start of one to the start of the next. */
  readonly step: Seconds;
  /** Speech that is shorter than this is widened to it on both sides. */
  readonly minWindow: Seconds;
  /** Seconds of a window that the background counts as much as, when the mean is subtracted. */
  readonly background: Seconds;
}

export const voiceWindowDefaults: VoiceWindowOptions = {
  window: 1.5,
  step: 0.75,
  minWindow: 0.6,
  background: 3,
};

/** Frames [first, first + frames) of the recording's grid of one frame per 10 ms. */
export interface VoiceWindow {
  readonly first: number;
  readonly frames: number;
}

export const framesPerSecond = sampleRate / fbankHop;

/** When a window is, on the recording's clock. */
export const windowSpan = (w: VoiceWindow): Span => ({
  start: w.first / framesPerSecond,
  end: (w.first + w.frames) / framesPerSecond,
});

/**
 * Lays overlapping windows over speech. The windows of one span are spread evenly, so that the first begins and the
 * last ends when the span does; a span shorter than a window has one window of its own length. Pure.
 * @param duration of the recording
 */
export function layWindows(
  speech: readonly Span[],
  duration: Seconds,
  options: VoiceWindowOptions = voiceWindowDefaults,
): VoiceWindow[] {
  const total = Math.max(0, Math.floor((duration * sampleRate - fbankFrame) / fbankHop) + 1);
  const long = Math.round(options.window * framesPerSecond);
  const short = Math.round(options.minWindow * framesPerSecond);
  const windows: VoiceWindow[] = [];
  for (const span of speech) {
    let from = Math.round(span.start * framesPerSecond);
    let to = Math.min(total, Math.round(span.end * framesPerSecond));
    const lacking = short - (to - from);
    if (lacking > 0) {
      from = Math.max(0, from - Math.ceil(lacking / 2));
      to = Math.min(total, from + short);
      from = Math.max(0, to - short);
    }
    const room = to - from - long;
    if (room <= 0) {
      if (to > from) windows.push({ first: from, frames: to - from });
      continue;
    }
    const steps = Math.ceil(room / (options.step * framesPerSecond));
    for (let i = 0; i <= steps; i++)
      windows.push({ first: from + Math.round((room * i) / steps), frames: long });
  }
  return windows;
}

/** The most frames that the mean of a recording's speech is taken from: a minute, spread over all of it. */
const backgroundFrames = 6000;

/**
 * The background of a recording: the mean of the features of its speech, over a minute of frames spread evenly.
 * @param weight how many frames of a window it counts as much as
 */
export function measureBackground(
  pcm: PcmReader,
  speech: readonly Span[],
  fbank: Fbank,
  weight: number,
): Background {
  const { bins } = fbank;
  const mean = new Float32Array(bins);
  const sums = new Float64Array(bins);
  const frame = new Float32Array(bins);
  const samples = new Float32Array(fbankFrame);
  const every = Math.max(1, Math.ceil((totalSeconds(speech) * framesPerSecond) / backgroundFrames));
  let count = 0;
  let index = 0;
  for (const span of speech) {
    const last = Math.round(span.end * framesPerSecond);
    for (let f = Math.round(span.start * framesPerSecond); f < last; f++) {
      if (index++ % every !== 0 || f * fbankHop + fbankFrame > pcm.samples) continue;
      pcm.read(f * fbankHop, samples);
      fbank.compute(samples, frame);
      for (let b = 0; b < bins; b++) sums[b] += frame[b];
      count++;
    }
  }
  if (count > 0) for (let b = 0; b < bins; b++) mean[b] = sums[b] / count;
  return { mean, weight: count > 0 ? weight : 0 };
}

export interface EmbedWindowsOptions {
  readonly background?: Background;
  readonly signal?: AbortSignal;
  /** Called with the share of the windows that are done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** Frames whose features are in memory at once: a minute. */
const blockFrames = 6000;
const batchWindows = 16;

/**
 * Embeds windows in order. The features of a frame are computed once, however many windows share it; windows of the
 * same length go through the network together.
 * @param windows sorted by their first frame
 * @returns unit vectors, [windows, dims]
 */
export async function embedWindows(
  pcm: PcmReader,
  windows: readonly VoiceWindow[],
  embedder: VoiceEmbedder,
  options: EmbedWindowsOptions = {},
): Promise<Float32Array> {
  const { dims, fbank } = embedder;
  const { bins } = fbank;
  const vectors = new Float32Array(windows.length * dims);
  const longest = windows.reduce((most, w) => Math.max(most, w.frames), 0);
  const block = new Float32Array((blockFrames + longest) * bins);
  const batch = new Float32Array(batchWindows * longest * bins);

  for (let from = 0; from < windows.length; ) {
    const base = windows[from].first;
    let to = from;
    let last = base;
    while (to < windows.length && windows[to].first + windows[to].frames <= base + blockFrames + longest) {
      last = Math.max(last, windows[to].first + windows[to].frames);
      to++;
    }
    readFbank(fbank, pcm, base, last - base, block);

    // Windows of the block by length; in order within one length.
    const byLength = new Map<number, number[]>();
    for (let w = from; w < to; w++) {
      const same = byLength.get(windows[w].frames);
      if (same) same.push(w);
      else byLength.set(windows[w].frames, [w]);
    }
    for (const [frames, members] of byLength) {
      for (let b = 0; b < members.length; b += batchWindows) {
        options.signal?.throwIfAborted();
        const rows = members.slice(b, b + batchWindows);
        rows.forEach((w, row) => {
          const start = (windows[w].first - base) * bins;
          batch.set(block.subarray(start, start + frames * bins), row * frames * bins);
        });
        const found = await embedder.embed(batch, rows.length, frames, options.background);
        rows.forEach((w, row) => {
          vectors.set(found.subarray(row * dims, (row + 1) * dims), w * dims);
        });
      }
    }
    from = to;
    options.onProgress?.(from / windows.length);
  }
  return vectors;
}
