import { sampleRate } from '../../domain/recording.js';
import { createRealFft } from '../../features/fft.js';

/** Neighbouring bands that lie evenly on a logarithmic scale inside the telephone band, which every codec keeps. */
export const bandCount = 17;
const lowest = 250; // Hz
const highest = 3200; // Hz

/** Samples per spectrum (64 ms), and from one to the next (62.5 ms). */
const frameLength = 1024;
const frameStep = 1000;
/** Spectra that are added up for one set of energies (0.81 s), and from one set to the next (125 ms). */
const framesPerSet = 12;
const framesPerHop = 2;

/** Sets of band energies per second. */
export const setsPerSecond = sampleRate / (frameStep * framesPerHop);

/**
 * Streams 16-bit samples at 16 kHz into sets of smoothed band energies, [bandCount], 8 per second. A set is a Hann-weighted
 * sum over 0.81 s, long against the 125 ms between sets, so that two recordings of one sound that begin at different
 * samples still have nearly the same sets. Energies are mean squares, of full scale 1. Memory is constant.
 *
 * @param onSet gets an array that is used again for the next set.
 */
export function createBandEnergies(onSet: (energies: Float64Array) => void): (pcm: Int16Array) => void {
  const fft = createRealFft(frameLength);
  const window = hann(frameLength);
  const weights = hann(framesPerSet);
  const bands = bandWeights();
  const scale = spectrumToMeanSquare(window) / weights.reduce((a, b) => a + b, 0);
  const samples = new Float64Array(frameLength);
  const windowed = new Float64Array(frameLength);
  const power = new Float64Array(fft.bins);
  const ring = new Float64Array(framesPerSet * bandCount); // [frames, bands], frame f at f % framesPerSet
  const set = new Float64Array(bandCount);
  let filled = 0;
  let frames = 0;

  function endFrame(): void {
    for (let i = 0; i < frameLength; i++) windowed[i] = samples[i] * window[i];
    fft.powerSpectrum(windowed, power);
    const row = (frames % framesPerSet) * bandCount;
    for (let b = 0; b < bandCount; b++) {
      const { first, shares } = bands[b];
      let sum = 0;
      for (let i = 0; i < shares.length; i++) sum += shares[i] * power[first + i];
      ring[row + b] = sum * scale;
    }
    frames++;
    if (frames < framesPerSet || (frames - framesPerSet) % framesPerHop !== 0) return;
    set.fill(0);
    for (let f = 0; f < framesPerSet; f++) {
      const at = ((frames + f) % framesPerSet) * bandCount;
      for (let b = 0; b < bandCount; b++) set[b] += weights[f] * ring[at + b];
    }
    onSet(set);
  }

  return (pcm) => {
    for (let i = 0; i < pcm.length; i++) {
      samples[filled++] = pcm[i] / 32768;
      if (filled < frameLength) continue;
      endFrame();
      samples.copyWithin(0, frameStep);
      filled = frameLength - frameStep;
    }
  };
}

/** Without its zeros, so that every value counts. */
function hann(length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => Math.sin((Math.PI * (i + 0.5)) / length) ** 2);
}

/** Parseval: half the spectrum's power, twice, over the length, is the energy of the windowed frame. */
function spectrumToMeanSquare(window: Float64Array): number {
  return 2 / (frameLength * window.reduce((sum, w) => sum + w * w, 0));
}

/** Which bins a band covers, and with which share of each: the narrow bands are only three bins wide. */
function bandWeights(): { first: number; shares: Float64Array }[] {
  const edge = (i: number) => (lowest * (highest / lowest) ** (i / bandCount) * frameLength) / sampleRate;
  return Array.from({ length: bandCount }, (_, b) => {
    const [from, to] = [edge(b), edge(b + 1)];
    const first = Math.floor(from);
    const shares = Float64Array.from({ length: Math.ceil(to) - first }, (_, i) => {
      return Math.min(to, first + i + 1) - Math.max(from, first + i);
    });
    return { first, shares };
  });
}
