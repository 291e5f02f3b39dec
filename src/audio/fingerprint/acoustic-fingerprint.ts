import { bandCount, createBandEnergies, setsPerSecond } from './band-energies.js';

/** Sub-fingerprints per second of audio: a recording of four hours has 115,200 of them, 460 KB. */
export const wordsPerSecond = setsPerSecond;

export const acousticFingerprintDefaults = {
  /** Sets of energies (125 ms) between the two that a bit compares: 16 bits for 0.5 s, 16 bits for 1.125 s. */
  lags: [4, 9],
  /** dB below the loud parts of the recording (the 95th percentile): what is quieter says nothing. */
  silence: 45,
  /** dB of full scale: below it is the rounding of the samples. */
  floor: -90,
  /** Share of the energy that changes over the lags: a steady tone says nothing either. */
  change: 0.02,
} as const;

/** Levels are kept in half decibels above this, in dB of full scale, until the loud parts are known. */
const lowestLevel = -120;

export interface AcousticFingerprinter {
  /** Samples at 16 kHz, in pieces of any length. */
  push(pcm: Int16Array): void;
  /** One word per 125 ms; 0 where there is nothing to compare. Empty for less than 2 s of audio. Call once. */
  finish(): Uint32Array;
}

/**
 * Acoustic fingerprint of a stream, after J. Haitsma and T. Kalker, "A Highly Robust Audio Fingerprinting System"
 * (ISMIR 2002): a bit says whether the difference of two neighbouring bands grew or shrank over time, which
 * survives encoding, equalization and any gain. Unlike theirs, a word has 16 band differences over two lags instead
 * of 32 over one (bands stay wide enough for speech codecs), comes 8 times a second instead of 86 (meetings are
 * long, and energies are smoothed to match), and is 0 where the recording is silent or steady.
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
