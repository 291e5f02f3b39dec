import { sampleRate } from '../../domain/recording.js';
import type { PcmReader } from '../../features/pcm.js';
import type { TrackClock } from './fit-clock.js';

const resampleDefaults = {
  /** Samples on either side from which one between them is made: 70 dB up to 7 kHz. */
  reach: 16,
  /** Places between two samples for which weights are kept: the nearest is off by -66 dB at most. */
  places: 1024,
  /** Of the Kaiser window. */
  beta: 8,
} as const;

/**
 * A track as it would have been recorded by the other clock: sample n is what was heard at second `n / 16000` of it. If
 * both clocks run alike, the samples stay as they are and are moved by whole ones; else each is interpolated
 * with a windowed sinc (J. O. Smith, "Digital Audio Resampling"). Drift is so small that nothing has to be filtered out.
 *
 * @returns a reader that is open as long as `pcm` is.
 */
export function putOnClock(pcm: PcmReader, { start, drift }: TrackClock): PcmReader {
  const rate = 1 + drift / 1e6;
  const late = Math.round(start * sampleRate);
  if (drift === 0)
    return { ...pcm, samples: pcm.samples + late, read: (from, into) => pcm.read(from - late, into) };
  const { reach, places } = resampleDefaults;
  const weights = sincWeights();
  const taps = 2 * reach;
  let source = new Float32Array(0);
  return {
    samples: Math.ceil(pcm.samples / rate + start * sampleRate),
    read(from, into) {
      const place = (n: number) => (n - start * sampleRate) * rate;
      const first = Math.floor(place(from)) - reach + 1;
      const needed = Math.ceil(place(from + into.length)) + reach + 1 - first;
      if (source.length < needed) source = new Float32Array(needed);
      const inside = pcm.read(first, source.subarray(0, needed));
      for (let i = 0; i < into.length; i++) {
        const at = place(from + i) - first;
        let left = Math.floor(at);
        let between = Math.round((at - left) * places);
        if (between === places) {
          left++;
          between = 0;
        }
        let sum = 0;
        for (let k = 0, s = left - reach + 1, w = between * taps; k < taps; k++)
          sum += source[s + k] * weights[w + k];
        into[i] = sum;
      }
      return Math.min(inside, into.length);
    },
    close: () => pcm.close(),
  };
}

/** Weights of the samples around each place between two, [places][2 reach]; those of a place add up to 1. */
function sincWeights(): Float32Array {
  const { reach, places, beta } = resampleDefaults;
  const weights = new Float32Array(places * 2 * reach);
  for (let place = 0; place < places; place++) {
    const row = weights.subarray(place * 2 * reach, (place + 1) * 2 * reach);
    for (let k = 0; k < row.length; k++) {
      const x = k - reach + 1 - place / places;
      const inside = 1 - (x / reach) ** 2;
      row[k] = inside > 0 ? sinc(x) * besselI0(beta * Math.sqrt(inside)) : 0;
    }
    const sum = row.reduce((a, b) => a + b, 0);
    for (let k = 0; k < row.length; k++) row[k] /= sum;
  }
  return weights;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/** The modified Bessel function of order 0, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > 1e-12 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
