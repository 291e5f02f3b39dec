/** A bank of triangular filters, stored without the zeros. */
interface MelFilters {
  readonly bins: number;
  /** First frequency of each filter, [bins]. */
  readonly first: Int32Array;
  /** Where each filter's weights start in `weights`, [bins + 1]. */
  readonly offset: Int32Array;
  readonly weights: Float64Array;
  /** Energy per band of a power spectrum [fftSize / 2 + 1] into `out`, [bins]. */
  apply(power: Float64Array, out: Float64Array): void;
}

/** Slaney's scale (Auditory Toolbox, 1998): linear up to 1 kHz, 27 logarithmic steps for each factor of 6.4 above. */
const linearStep = 200 / 3; // Hz per mel
const breakHz = 1000;
const breakMel = breakHz / linearStep;
const logStep = Math.log(6.4) / 27;

const hzToMel = (hz: number): number =>
  hz < breakHz ? hz / linearStep : breakMel + Math.log(hz / breakHz) / logStep;
const melToHz = (mel: number): number =>
  mel < breakMel ? mel * linearStep : breakHz * Math.exp((mel - breakMel) * logStep);

/**
 * Triangles of equal area, evenly spaced on Slaney's mel scale from 0 Hz to half the sample rate: what
 * `librosa.filters.mel` returns by default, and what Whisper was trained on (80 or 128 bins).
 */
export function slaneyMelFilters(bins: number, fftSize: number, sampleRate: number): MelFilters {
  const frequencies = (fftSize >> 1) + 1;
  const top = hzToMel(sampleRate / 2);
  const edges = Float64Array.from({ length: bins + 2 }, (_, i) => melToHz((top * i) / (bins + 1)));
  const first = new Int32Array(bins);
  const offset = new Int32Array(bins + 1);
  const weights: number[] = [];
  for (let b = 0; b < bins; b++) {
    const [low, centre, high] = edges.subarray(b, b + 3);
    const height = 2 / (high - low);
    for (let k = 0; k < frequencies; k++) {
      const hz = (k * sampleRate) / fftSize;
      const weight = height * Math.min((hz - low) / (centre - low), (high - hz) / (high - centre));
      if (weight <= 0) continue;
      if (weights.length === offset[b]) first[b] = k;
      weights.push(weight);
    }
    offset[b + 1] = weights.length;
  }
  const packed = Float64Array.from(weights);
  return {
    bins,
    first,
    offset,
    weights: packed,
    apply(power, out) {
      for (let b = 0; b < bins; b++) {
        let k = first[b];
        let sum = 0;
        for (let i = offset[b]; i < offset[b + 1]; i++) sum += packed[i] * power[k++];
        out[b] = sum;
      }
    },
  };
}
