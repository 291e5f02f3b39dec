import { sampleRate } from '../domain/recording.js';
import type { Seconds, Span } from '../domain/time.js';
import { createRealFft } from './fft.js';
import { createLagFinder } from './find-lag.js';
import type { PcmReader } from './pcm.js';

const sharedDefaults = {
  /** Seconds around the middle of a span in which the delay is looked for, and the longest delay. */
  window: 1 as Seconds,
  reach: 0.7 as Seconds,
  /** Samples of a frame (64 ms): longer than the first reflections in a room; frames overlap by half. */
  frame: 1024,
  /** The least that is compared, in seconds: in fewer frames, even strangers seem to share much. */
  least: 0.4 as Seconds,
  /** Decibels by which a leak is softer than the voice, in proportion to the levels of the tracks. */
  softer: 3,
  /** Hz: voices without hum. */
  lowest: 150,
  highest: 4000,
} as const;

/**
 * How much of the power of one track in a span leaks into it from another track, through whatever delay and filter: the
 * magnitude-squared coherence at the best delay (G. C. Carter, C. Knapp and A. Nuttall, "Estimation of the
 * Magnitude-Squared Coherence Function via Overlapped Fast Fourier Transform Processing", IEEE Transactions on Audio and
 * Electroacoustics 21, 1973), weighted by the power of the first, less what chance gives. It says nothing about which way the
 * sound went, so frequencies count only if the filter makes them softer: the others leak into the other track.
 *
 * @param louder decibels by which voices are louder in the other track, because its gain is higher.
 * @returns a function that gives 0 to 1; null where one of the two is digital silence.
 */
export function createSharedSound(
  own: PcmReader,
  other: PcmReader,
  louder = 0,
): (span: Span) => number | null {
  const { window, reach, frame, least, softer, lowest, highest } = sharedDefaults;
  const strongest = 10 ** (-(louder + softer) / 10);
  const find = createLagFinder(own, other, { window, reach });
  const fft = createRealFft(frame);
  const hop = frame / 2;
  const hann = Float64Array.from(
    { length: frame },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / frame),
  );
  const block = new Float32Array(frame);
  const windowed = new Float64Array(frame);
  const sums = () => new Float64Array(fft.bins);
  const a = { re: sums(), im: sums(), power: sums() };
  const b = { re: sums(), im: sums(), power: sums() };
  const cross = { re: sums(), im: sums() };
  const first = Math.ceil((lowest * frame) / sampleRate);
  const last = Math.floor((highest * frame) / sampleRate);

  const addSpectrum = (pcm: PcmReader, from: number, { re, im, power }: typeof a) => {
    pcm.read(from, block);
    for (let i = 0; i < frame; i++) windowed[i] = block[i] * hann[i];
    fft.forward(windowed, re, im);
    for (let k = first; k <= last; k++) power[k] += re[k] ** 2 + im[k] ** 2;
  };

  return ({ start, end }) => {
    const middle = (start + end) / 2;
    const found = find(middle - window / 2, middle - window / 2);
    if (!found) return null;
    const length = Math.max(least, end - start);
    const from = Math.round((middle - length / 2) * sampleRate);
    const frames = Math.floor((length * sampleRate) / hop) - 1;
    const delay = Math.round(found.lag * sampleRate);
    for (const sum of [a.power, b.power, cross.re, cross.im]) sum.fill(0);
    for (let f = 0; f < frames; f++) {
      addSpectrum(own, from + f * hop, a);
      addSpectrum(other, from + f * hop + delay, b);
      for (let k = first; k <= last; k++) {
        cross.re[k] += a.re[k] * b.re[k] + a.im[k] * b.im[k];
        cross.im[k] += a.im[k] * b.re[k] - a.re[k] * b.im[k];
      }
    }
    let power = 0;
    let explained = 0;
    for (let k = first; k <= last; k++) {
      power += a.power[k];
      if (b.power[k] === 0) continue;
      const both = cross.re[k] ** 2 + cross.im[k] ** 2;
      const isLeak = both <= strongest * b.power[k] ** 2;
      if (isLeak) explained += both / b.power[k];
    }
    if (power === 0) return null;
    // Unrelated sound shares one part in as many as there are independent frames: about half of those that overlap.
    const chance = 2 / (frames + 1);
    return Math.max(0, (explained / power - chance) / (1 - chance));
  };
}
