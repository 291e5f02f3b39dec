import { sampleRate } from '../domain/recording.js';
import { createRealFft } from './fft.js';
import type { PcmReader } from './pcm.js';

export interface FbankOptions {
  /** Hamming for WeSpeaker; Povey (a Hann window to the power of 0.85) for 3D-Speaker and Kaldi's own default. */
  readonly window: 'hamming' | 'povey';
  /** What samples in [-1, 1) are multiplied by: 32768 for networks that were trained on 16-bit integers. */
  readonly scale: number;
  readonly bins: number;
  readonly lowHz: number;
  readonly highHz: number;
}

/** What WeSpeaker feeds its networks (wespeaker/cli/speaker.py). */
export const fbankDefaults: FbankOptions = {
  window: 'hamming',
  scale: 32768,
  bins: 80,
  lowHz: 20,
  highHz: 8000,
};

/** 25 ms and 10 ms. */
const fbankFrame = 400;
export const fbankHop = 160;

/** Kaldi's frame: 400 samples padded to the next power of 2. */
const fftSize = 512;
const preemphasis = 0.97;
/** float32 epsilon: what torchaudio and Kaldi clamp an energy to before the logarithm. */
const energyFloor = 1.1920928955078125e-7;

/** Whole frames in that many samples (`snip_edges`): nothing is padded. */
export const fbankFrames = (samples: number): number =>
  samples < fbankFrame ? 0 : 1 + Math.floor((samples - fbankFrame) / fbankHop);

export interface Fbank {
  readonly bins: number;
  frames(samples: number): number;
  /**
   * Natural logarithms of the mel energies of `samples`, scaled to [-1, 1), into `out`, [frames, bins].
   * @returns the number of frames written.
   */
  compute(samples: Float32Array, out: Float32Array): number;
}

/**
 * Kaldi's log mel filter bank (feature-fbank.cc, and torchaudio.compliance.kaldi.fbank, which is the reference of
 * `test/features/fbank.test.ts`), without dither and energy. Means are not subtracted: that is done for each window.
 */
export function createFbank(options: FbankOptions = fbankDefaults): Fbank {
  const { bins, scale } = options;
  const fft = createRealFft(fftSize);
  const window = createWindow(options.window);
  const filters = createFilters(options);
  const frame = new Float64Array(fbankFrame);
  const power = new Float64Array(fft.bins);

  return {
    bins,
    frames: fbankFrames,
    compute(samples, out) {
      const count = fbankFrames(samples.length);
      for (let f = 0; f < count; f++) {
        const start = f * fbankHop;
        let sum = 0;
        for (let i = 0; i < fbankFrame; i++) sum += samples[start + i];
        const mean = sum / fbankFrame;
        let before = (samples[start] - mean) * scale;
        for (let i = 0; i < fbankFrame; i++) {
          const value = (samples[start + i] - mean) * scale;
          frame[i] = (value - preemphasis * before) * window[i];
          before = value;
        }
        fft.powerSpectrum(frame, power);
        for (let b = 0; b < bins; b++) {
          const { first, weights } = filters[b];
          let energy = 0;
          for (let k = 0; k < weights.length; k++) energy += weights[k] * power[first + k];
          out[f * bins + b] = Math.log(Math.max(energy, energyFloor));
        }
      }
      return count;
    },
  };
}

/**
 * Features of the frames [first, first + count) of a recording, where frame k starts at sample 160 k. They are read in
 * one piece, so ask for minutes, not hours. Frames past the end are those of silence.
 * @param out [count, bins]
 */
export function readFbank(
  fbank: Fbank,
  pcm: PcmReader,
  first: number,
  count: number,
  out: Float32Array,
): void {
  if (count <= 0) return;
  const samples = new Float32Array((count - 1) * fbankHop + fbankFrame);
  pcm.read(first * fbankHop, samples);
  fbank.compute(samples, out);
}

function createWindow(kind: FbankOptions['window']): Float64Array {
  return Float64Array.from({ length: fbankFrame }, (_, i) => {
    const cosine = Math.cos((2 * Math.PI * i) / (fbankFrame - 1));
    return kind === 'hamming' ? 0.54 - 0.46 * cosine : (0.5 - 0.5 * cosine) ** 0.85;
  });
}

interface Filter {
  /** First bin of the spectrum with a weight. */
  readonly first: number;
  readonly weights: Float64Array;
}

/** Triangles of equal width on Kaldi's mel scale, 1127 ln(1 + f / 700), whose sides are straight in mel, not in Hz. */
function createFilters({ bins, lowHz, highHz }: FbankOptions): Filter[] {
  const mel = (hz: number) => 1127 * Math.log(1 + hz / 700);
  const low = mel(lowHz);
  const step = (mel(highHz) - low) / (bins + 1);
  return Array.from({ length: bins }, (_, b) => {
    const left = low + b * step;
    const centre = left + step;
    const right = centre + step;
    let first = -1;
    const weights: number[] = [];
    // Kaldi omits the bin at half the sample rate.
    for (let k = 0; k < fftSize / 2; k++) {
      const at = mel((k * sampleRate) / fftSize);
      if (at <= left || at >= right) continue;
      if (first < 0) first = k;
      weights.push(at <= centre ? (at - left) / step : (right - at) / step);
    }
    return { first: Math.max(0, first), weights: Float64Array.from(weights) };
  });
}
