import type { PcmReader } from '../features/pcm.js';

interface MatchLevelOptions {
  /** Level of loud speech at which the network hears best, root mean square of full scale 1. */
  readonly target: number;
  /** Limits the gain, so that noise without speech is not amplified into speech. */
  readonly maxGain: number;
}

const matchLevelDefaults: MatchLevelOptions = { target: 0.1, maxGain: 8 };

/** Samples: 32 ms. */
const frame = 512;
const framesPerBlock = 256;
/** Levels are counted in steps of 1 dB from here up to 0. */
const floorDb = -90;

/**
 * The factor that brings a recording to the level that speech detection expects: a far microphone is 20 dB below a near
 * one, and Silero takes soft speech for silence. Loud is the level that the loudest tenth of all frames reaches, so that
 * neither pauses nor a single bang decide. Reads the recording once.
 */
export function matchLevel(pcm: PcmReader, options: MatchLevelOptions = matchLevelDefaults): number {
  const counts = new Float64Array(-floorDb + 1);
  const block = new Float32Array(frame * framesPerBlock);
  let total = 0;
  for (let start = 0; start < pcm.samples; start += block.length) {
    pcm.read(start, block);
    const inside = Math.min(block.length, pcm.samples - start);
    for (let from = 0; from + frame <= inside; from += frame) {
      let power = 0;
      for (let i = from; i < from + frame; i++) power += block[i] * block[i];
      const db = 10 * Math.log10(Math.max(power / frame, 1e-9));
      counts[Math.max(0, Math.min(-floorDb, Math.round(db - floorDb)))]++;
      total++;
    }
  }
  let above = 0;
  let level = counts.length - 1;
  while (level > 0 && above + counts[level] < total * 0.1) above += counts[level--];
  const loud = 10 ** ((level + floorDb) / 20);
  return Math.max(1 / options.maxGain, Math.min(options.maxGain, options.target / loud));
}
