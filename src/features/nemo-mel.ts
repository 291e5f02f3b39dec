import { sampleRate } from '../domain/recording.js';
import { createRealFft } from './fft.js';
import { slaneyMelFilters } from './mel-filters.js';

/** NeMo's frames: 25 ms every 10 ms, in the middle of a transform of 512. */
export const nemoMelFrames = { size: 400, fft: 512, hop: 160, perSecond: sampleRate / 160 } as const;

/** Each sample has this much of the one before it subtracted, over the whole signal. */
const preemphasis = 0.97;
/** Added to every energy before the logarithm. */
const guard = 2 ** -24;
/** Added to every deviation before the division. */
const deviationGuard = 1e-5;

interface NemoMelOptions {
  /** 128 for Parakeet 0.6B and Canary, 80 for the 110M models. */
  readonly bins: number;
  /** `per-feature`: each band gets mean 0 and deviation 1 over the window; `none`: natural logarithms of energies. */
  readonly normalize: 'per-feature' | 'none';
}

interface NemoMel {
  readonly bins: number;
  /** How many frames `samples` samples give: one for each whole hop. */
  frames(samples: number): number;
  /**
   * Features of a window in [-1, 1) into `out` [bins, stride]: its frames, then zeros to the end of each row. For a
   * batch in one tensor, `out` is a view of one row of it, and the stride is the number of frames of the longest window.
   *
   * To go through a recording piece by piece (`none` only), give two more hops on either side than are wanted: a frame
   * reaches 201 samples back and 200 ahead, and what lies past the ends of `audio` counts as zero.
   *
   * @returns the number of frames.
   * @throws RangeError when they do not fit into `out`.
   */
  compute(audio: Float32Array, out: Float32Array, stride?: number): number;
}

/**
 * The features of NVIDIA NeMo's speech models (`AudioToMelSpectrogramPreprocessor` without dither, `FilterbankFeatures`
 * in features.py; as a network, istupakov/onnx-asr `preprocessors/nemo.py`): pre-emphasis, centred frames of a signal
 * with zeros at both ends, a symmetric Hann window, Slaney's filters, natural logarithm, normalisation.
 * Not reentrant: the buffers are kept between calls, and nothing is allocated per frame.
 */
export function createNemoMel({ bins, normalize }: NemoMelOptions): NemoMel {
  const { size, hop } = nemoMelFrames;
  const computeFrame = createNemoFrame(bins);
  const frames = (samples: number) => Math.floor(samples / hop);

  return {
    bins,
    frames,
    compute(audio, out, stride = frames(audio.length)) {
      const count = frames(audio.length);
      if (count > stride || out.length < bins * stride)
        throw new RangeError(
          `${count} frames of ${bins} bands in rows of ${stride} got ${out.length} places`,
        );
      for (let t = 0; t < count; t++) {
        const bands = computeFrame(audio, t * hop - size / 2);
        for (let b = 0; b < bins; b++) out[b * stride + t] = bands[b];
      }
      for (let b = 0; b < bins; b++) {
        if (normalize === 'per-feature') standardize(out, b * stride, count);
        out.fill(0, b * stride + count, (b + 1) * stride);
      }
      return count;
    },
  };
}

/**
 * One frame of NeMo at a time. Not reentrant: the answer is overwritten by the next call.
 * @returns a function from a signal and the sample that the frame starts at, which may lie before the signal, to the
 *   natural logarithms of its energies, [bins]. What lies outside of the signal counts as zero.
 */
export function createNemoFrame(bins: number): (audio: Float32Array, start: number) => Float64Array {
  const { size } = nemoMelFrames;
  const fft = createRealFft(nemoMelFrames.fft);
  const filters = slaneyMelFilters(bins, nemoMelFrames.fft, sampleRate);
  const window = Float64Array.from(
    { length: size },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (size - 1)),
  );
  const margin = (nemoMelFrames.fft - size) / 2;
  const frame = new Float64Array(nemoMelFrames.fft); // the margins stay zero
  const power = new Float64Array(fft.bins);
  const bands = new Float64Array(bins);
  return (audio, start) => {
    const from = Math.max(0, -start);
    const to = Math.min(size, audio.length - start);
    frame.fill(0, margin, margin + from);
    frame.fill(0, margin + Math.max(from, to), margin + size);
    let before = start + from > 0 ? audio[start + from - 1] : 0;
    for (let i = from; i < to; i++) {
      const x = audio[start + i];
      frame[margin + i] = (x - preemphasis * before) * window[i];
      before = x;
    }
    fft.powerSpectrum(frame, power);
    filters.apply(power, bands);
    for (let b = 0; b < bins; b++) bands[b] = Math.log(bands[b] + guard);
    return bands;
  };
}

/**
 * Subtracts the mean of `count` values and divides by their deviation (of n - 1). A single value becomes 0, like
 * NeMo's: it has no deviation.
 */
export function standardize(values: Float32Array, start: number, count: number): void {
  const end = start + count;
  let sum = 0;
  for (let i = start; i < end; i++) sum += values[i];
  const mean = sum / count;
  let squares = 0;
  for (let i = start; i < end; i++) squares += (values[i] - mean) ** 2;
  const deviation = count > 1 ? Math.sqrt(squares / (count - 1)) : 0;
  const scale = 1 / (deviation + deviationGuard);
  for (let i = start; i < end; i++) values[i] = (values[i] - mean) * scale;
}
