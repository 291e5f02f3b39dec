import { sampleRate } from '../domain/recording.js';
import { createRealFft } from './fft.js';
import { slaneyMelFilters } from './mel-filters.js';

/** Whisper's frames: 25 ms every 10 ms. */
export const logMelFrames = { size: 400, hop: 160, perSecond: sampleRate / 160 } as const;

/** Energies are floored here before the logarithm. */
const floor = 1e-10;
/** Everything further below the loudest band of the audio is raised to this depth; unit: log10 of energy. */
const depth = 8;

export interface LogMel {
  readonly bins: number;
  /** How many frames `samples` samples give: one for each whole hop. */
  frames(samples: number): number;
  /**
   * Whisper's log-mel spectrogram of a window in [-1, 1), into `out` [bins, frames]. `audio` includes the padding, as
   * zeros: the depth counts from the loudest band of the whole.
   */
  compute(audio: Float32Array, out: Float32Array): void;
  /**
   * The same in two steps, for audio that is read piece by piece. This one writes the levels, log10 of energy, of the `count`
   * frames from `first` on into `out` [bins, count].
   * @returns the highest of them.
   */
  levels(audio: Float32Array, first: number, count: number, out: Float32Array): number;
  /** Turns levels into features, given the highest level of the whole. */
  clamp(levels: Float32Array, highest: number): void;
}

/**
 * The features of openai/whisper (`audio.py`, `log_mel_spectrogram`): centred frames with the audio mirrored at both ends,
 * a periodic Hann window, Slaney's filters, log10, clamped to 8 below the maximum, then (x + 4) / 4.
 * Not reentrant: the buffers are kept between calls, and nothing is allocated per frame.
 */
export function createLogMel(bins: number): LogMel {
  const { size, hop } = logMelFrames;
  const fft = createRealFft(size);
  const filters = slaneyMelFilters(bins, size, sampleRate);
  const window = Float64Array.from(
    { length: size },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size),
  );
  const frame = new Float64Array(size);
  const power = new Float64Array(fft.bins);
  const bands = new Float64Array(bins);
  const silence = Math.log10(floor);
  const frames = (samples: number) => Math.floor(samples / hop);

  /** One windowed frame that starts at sample `start`; false when it is digital silence. */
  function load(audio: Float32Array, start: number): boolean {
    const n = audio.length;
    let sounds = false;
    if (start >= 0 && start + size <= n) {
      for (let i = 0; i < size; i++) {
        const x = audio[start + i];
        if (x !== 0) sounds = true;
        frame[i] = x * window[i];
      }
      return sounds;
    }
    for (let i = 0; i < size; i++) {
      let at = Math.abs(start + i);
      if (at >= n) at = Math.abs(2 * (n - 1) - at);
      const x = at < n ? audio[at] : 0;
      if (x !== 0) sounds = true;
      frame[i] = x * window[i];
    }
    return sounds;
  }

  function levels(audio: Float32Array, first: number, count: number, out: Float32Array): number {
    let max = silence;
    for (let t = 0; t < count; t++) {
      if (!load(audio, (first + t) * hop - size / 2)) {
        for (let b = 0; b < bins; b++) out[b * count + t] = silence;
        continue;
      }
      fft.powerSpectrum(frame, power);
      filters.apply(power, bands);
      for (let b = 0; b < bins; b++) {
        const level = Math.log10(Math.max(bands[b], floor));
        if (level > max) max = level;
        out[b * count + t] = level;
      }
    }
    return max;
  }

  function clamp(levels: Float32Array, highest: number): void {
    const bottom = highest - depth;
    for (let i = 0; i < levels.length; i++) levels[i] = (Math.max(levels[i], bottom) + 4) / 4;
  }

  return {
    bins,
    frames,
    compute(audio, out) {
      const count = frames(audio.length);
      const columns = out.subarray(0, count * bins);
      clamp(columns, levels(audio, 0, count, columns));
    },
    levels,
    clamp,
  };
}
