import { sampleRate } from '../domain/recording.js';
import type { Seconds } from '../domain/time.js';
import { createComplexFft } from './fft.js';
import type { PcmReader } from './pcm.js';

const lagDefaults = {
  /** Samples that are averaged into one, which keeps voices up to 2 kHz. */
  coarse: 4,
  /** Hz: below there is hum and rumble, above the averages are unreliable. */
  lowest: 100,
  highest: 1800,
  /** 1: all frequencies weigh the same; 0: as they sound. Below 1, frequencies with nothing but noise weigh less. */
  whitening: 0.8,
} as const;

/** How long a sound is looked for, and where. Twice the reach and the window are a product of 2, 3 and 5 at 4 kHz. */
export interface LagSearch {
  /** Seconds of the first track that are looked for in the second. */
  readonly window: Seconds;
  /** Seconds by which they may be earlier or later than expected. */
  readonly reach: Seconds;
}

/** By how much later something is heard in one track than in another. */
export interface Lag {
  /** Seconds, from -reach to reach. */
  readonly lag: Seconds;
  /** Height of the peak over the root mean square of all lags: around 4 by chance. */
  readonly prominence: number;
}

/**
 * Finds what one track hears at a moment in another track, which may hear it much softer, filtered, and under noise:
 * generalized cross-correlation with phase transform (C. Knapp and G. Carter, "The Generalized Correlation Method for
 * Estimation of Time Delay", IEEE Transactions on Acoustics, Speech, and Signal Processing 24, 1976). Polarity does not
 * matter.
 *
 * @returns a function from the first second of the window in `a`, and of the place where it is expected in `b`, to the
 *   lag; null if one of the two is digital silence.
 */
export function createLagFinder(
  a: PcmReader,
  b: PcmReader,
  { window, reach }: LagSearch,
): (atA: Seconds, expected: Seconds) => Lag | null {
  const { coarse, lowest, highest } = lagDefaults;
  const rate = sampleRate / coarse;
  const lags = Math.round(2 * reach * rate);
  // As long as the window and both reaches: only lags beyond them wrap around.
  const size = Math.round(window * rate) + lags;
  const fft = createComplexFft(size);
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  const block = new Float32Array(size * coarse);
  const first = Math.ceil((lowest * size) / rate);
  const last = Math.floor((highest * size) / rate);

  return (atA, expected) => {
    const heardA = readCoarse(a, atA, block.subarray(0, Math.round(window * sampleRate)), re);
    const heardB = readCoarse(b, expected - reach, block, im);
    if (!heardA || !heardB) return null;
    fft.forward(re, im);
    whitenCrossSpectrum(re, im, first, last);
    // The transform of the conjugate is the conjugate of the inverse transform.
    fft.forward(re, im);
    let best = 0;
    let power = 0;
    for (let t = 0; t <= lags; t++) {
      power += re[t] * re[t];
      if (Math.abs(re[t]) > Math.abs(re[best])) best = t;
    }
    const sign = Math.sign(re[best]);
    const [before, peak, after] = [best - 1, best, best + 1].map((t) => sign * (re[t] ?? 0));
    // The top of the parabola through three points.
    const bend = before - 2 * peak + after;
    const shift = bend < 0 ? (0.5 * (before - after)) / bend : 0;
    return { lag: (best + shift) / rate - reach, prominence: peak / Math.sqrt(power / (lags + 1)) };
  };
}

/** Reads averages of `coarse` samples into the beginning of `into`, and zeros after them. */
function readCoarse(pcm: PcmReader, from: Seconds, block: Float32Array, into: Float64Array): boolean {
  pcm.read(Math.round(from * sampleRate), block);
  into.fill(0);
  const { coarse } = lagDefaults;
  let power = 0;
  for (let i = 0, at = 0; at < block.length; i++) {
    for (const end = at + coarse; at < end; at++) into[i] += block[at];
    power += into[i] * into[i];
  }
  return power > 0;
}

/**
 * The spectrum of `re + i im` is that of two real signals. It is replaced by the conjugate of their cross-spectrum, its
 * frequencies nearly of the same weight inside the band.
 */
function whitenCrossSpectrum(re: Float64Array, im: Float64Array, first: number, last: number): void {
  const size = re.length;
  for (let k = 0; k <= size / 2; k++) {
    const mirror = (size - k) % size;
    const aRe = re[k] + re[mirror];
    const aIm = im[k] - im[mirror];
    const bRe = im[k] + im[mirror];
    const bIm = re[mirror] - re[k];
    const crossRe = aRe * bRe + aIm * bIm;
    const crossIm = aRe * bIm - aIm * bRe;
    const power = Math.hypot(crossRe, crossIm);
    const weight = k >= first && k <= last && power > 0 ? power ** -lagDefaults.whitening : 0;
    re[k] = crossRe * weight;
    im[k] = -crossIm * weight;
    re[mirror] = re[k];
    im[mirror] = -im[k];
  }
}
