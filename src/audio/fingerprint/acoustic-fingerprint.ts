import { sampleRate } from '../../domain/recording.js';
import { createRealFft } from '../../features/fft.js';

/** Adjacent bands, evenly spaced on a logarithmic scale inside the telephone band, which every codec keeps. */
const bandCount = 17;
const lowest = 250; // Hz
const highest = 3200; // Hz

/** Samples in a frame (64 ms), and from one frame to the next (62.5 ms). */
const frameLength = 1024;
const frameStep = 1000;
/** Frames that are added up for one set of energies (0.81 s), and from one set to the next (125 ms). */
const framesPerSet = 12;
const framesPerHop = 2;

/** Sub-fingerprints per second of audio, one for each set: a recording of four hours has 115,200 of them, 460 KB. */
export const wordsPerSecond = sampleRate / (frameStep * framesPerHop);

const acousticFingerprintDefaults = {
  /** Sets of energies (125 ms) between the two that a bit compares: 16 bits for 0.5 s, 16 bits for 1.125 s. */
  lags: [4, 9],
  /** dB below the loud moments of the recording (the 95th percentile): quieter sets say nothing. */
  silence: 45,
  /** dB of full scale: below it is the rounding of the samples. */
  floor: -90,
  /** Share of the energy that changes over the lags: a steady tone says nothing either. */
  change: 0.02,
} as const;

/** dB of full scale. Levels are kept in half decibels above this until the loud moments are known. */
const lowestLevel = -120;

export interface AcousticFingerprinter {
  /** Samples at 16 kHz, in pieces of any length. */
  push(pcm: Int16Array): void;
  /** One word per 125 ms; 0 if there is nothing to compare. Empty for less than 2 s of audio. Call once. */
  finish(): Uint32Array;
}

/**
 * Acoustic fingerprint of a stream, after J. Haitsma and T. Kalker, "A Highly Robust Audio Fingerprinting System"
 * (ISMIR 2002): a bit says whether the difference of two neighbouring bands grew or shrank over time, which
 * survives encoding, equalization and any gain. Unlike theirs, a word has 16 band differences over two lags instead
 * of 32 over one (bands stay wide enough for speech codecs), comes 8 times a second instead of 86 (meetings are
 * long, and energies are smoothed to match), and is 0 when the recording is silent or steady.
 */
export function createAcousticFingerprinter(): AcousticFingerprinter {
  const { lags } = acousticFingerprintDefaults;
  const depth = Math.max(...lags) + 1;
  const differences = bandCount - 1;
  const ring = new Float64Array(depth * differences); // [sets, differences], set s at s % depth
  let words = new Uint32Array(1024);
  let levels = new Uint8Array(1024);
  let sets = 0;
  let count = 0;

  const push = createBandEnergies((energies) => {
    const now = (sets % depth) * differences;
    let total = energies[differences];
    for (let d = 0; d < differences; d++) {
      ring[now + d] = energies[d] - energies[d + 1];
      total += energies[d];
    }
    sets++;
    if (sets < depth) return;
    let word = 0;
    let bit = 1;
    let change = 0;
    for (const lag of lags) {
      const before = ((sets - 1 - lag) % depth) * differences;
      for (let d = 0; d < differences; d++) {
        const delta = ring[now + d] - ring[before + d];
        if (delta > 0) word |= bit;
        change += Math.abs(delta);
        bit <<= 1;
      }
    }
    if (count === words.length) {
      words = grown(words, new Uint32Array(2 * count));
      levels = grown(levels, new Uint8Array(2 * count));
    }
    const steady = change < acousticFingerprintDefaults.change * total;
    words[count] = word === 0 ? 1 : word;
    levels[count] = steady ? 0 : levelOf(total);
    count++;
  });

  return {
    push,
    finish() {
      const loud = percentile(levels.subarray(0, count), 0.95);
      const { silence, floor } = acousticFingerprintDefaults;
      const gate = Math.max(loud - 2 * silence, 2 * (floor - lowestLevel));
      const out = words.slice(0, count);
      for (let i = 0; i < count; i++) if (levels[i] < gate) out[i] = 0;
      return out;
    },
  };
}

function grown<T extends Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Half decibels above `lowestLevel`, in a byte. */
function levelOf(energy: number): number {
  const level = 2 * (10 * Math.log10(energy + 1e-20) - lowestLevel);
  return Math.min(255, Math.max(0, Math.round(level)));
}

function percentile(values: Uint8Array, share: number): number {
  const counts = new Uint32Array(256);
  for (const value of values) counts[value]++;
  let left = share * values.length;
  let value = 0;
  while (value < 255 && left >= counts[value]) left -= counts[value++];
  return value;
}

/**
 * Streams 16-bit samples at 16 kHz into sets of smoothed band energies, [bandCount], 8 per second. A set is a Hann-weighted
 * sum over 0.81 s, long compared with the 125 ms between sets, so that two recordings of one sound that begin at
 * different samples still have nearly the same sets. Energies are mean squares, of full scale 1. Memory is constant.
 *
 * @param onSet gets an array that is reused for the next set.
 */
function createBandEnergies(onSet: (energies: Float64Array) => void): (pcm: Int16Array) => void {
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

/** The bins of each band, and the share of each: the narrow bands are only three bins wide. */
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
