import { sampleRate } from '../domain/recording.js';
import type { Span } from '../domain/time.js';
import type { PcmReader } from '../features/pcm.js';

/** 32 ms. */
const frame = 512;

interface Sound {
  /** Mean power of the speech, in decibels relative to a full-scale square wave; null without speech. */
  readonly level: number | null;
  /** Share of the samples at full scale, 0 to 1. */
  readonly clipped: number;
  /** Decibels between the quietest and the loudest tenth of all frames: how far the voice is above the room. */
  readonly range: number;
}

/**
 * How loud a recording of a voice is, and what is wrong with its sound. Reads it once, frame by frame.
 * @param speech when somebody speaks, sorted and disjoint
 */
export function measureSound(pcm: PcmReader, speech: readonly Span[]): Sound {
  const levels = new Float32Array(Math.max(1, Math.floor(pcm.samples / frame)));
  const buffer = new Float32Array(frame);
  let clipped = 0;
  let spoken = 0;
  let speechPower = 0;
  let next = 0;
  for (let i = 0; i < levels.length; i++) {
    pcm.read(i * frame, buffer);
    let power = 0;
    for (const sample of buffer) {
      power += sample * sample;
      if (Math.abs(sample) >= 0.999) clipped++;
    }
    power /= frame;
    levels[i] = toDecibels(power);
    const middle = ((i + 0.5) * frame) / sampleRate;
    while (next < speech.length && speech[next].end <= middle) next++;
    if (next < speech.length && speech[next].start <= middle) {
      spoken++;
      speechPower += power;
    }
  }
  levels.sort();
  const at = (share: number) => levels[Math.min(levels.length - 1, Math.floor(share * levels.length))];
  return {
    level: spoken > 0 ? toDecibels(speechPower / spoken) : null,
    clipped: clipped / (levels.length * frame),
    range: at(0.9) - at(0.1),
  };
}

/** Digital silence counts as -90 dB, the last bit of 16. */
const toDecibels = (power: number): number => 10 * Math.log10(Math.max(power, 1e-9));
