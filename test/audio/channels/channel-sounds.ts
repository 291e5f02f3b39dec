import { createRandom } from '../../fixtures/random.js';

const rate = 16_000;

/**
 * Something like a voice: pulses through a resonance, in syllables of changing loudness and sentences with pauses.
 * Another seed is another voice that says something else.
 */
export function voice(seed: number, seconds: number, level = 0.2): Float32Array {
  const random = createRandom(seed).uniform;
  const samples = new Float32Array(seconds * rate);
  let a = 0;
  let b = 0;
  for (let at = 0; at < samples.length; ) {
    const pitch = 90 + 140 * random();
    const resonance = 2 * Math.PI * ((400 + 1600 * random()) / rate);
    const length = Math.round((0.12 + 0.2 * random()) * rate);
    const loudness = random() < 0.25 ? 0 : level * (0.2 + 0.8 * random());
    for (let i = 0; i < length && at < samples.length; i++, at++) {
      const pulse = i % Math.round(rate / pitch) === 0 ? 1 : 0.05 * (random() - 0.5);
      const next = pulse + 1.9 * Math.cos(resonance) * a - 0.9025 * b;
      b = a;
      a = next;
      samples[at] = loudness * 0.3 * a * Math.sin((Math.PI * i) / length);
    }
  }
  return samples;
}

/** Uniform noise. */
export function noise(seed: number, seconds: number, level: number): Float32Array {
  const random = createRandom(seed).uniform;
  return Float32Array.from({ length: seconds * rate }, () => level * (2 * random() - 1));
}

export const scaled = (samples: Float32Array, factor: number) => samples.map((sample) => sample * factor);

export function summed(...sounds: readonly Float32Array[]): Float32Array {
  return sounds[0].map((_, i) => sounds.reduce((sum, sound) => sum + (sound[i] ?? 0), 0));
}

/** Later by some samples. */
export function later(samples: Float32Array, by: number): Float32Array {
  const moved = new Float32Array(samples.length);
  moved.set(samples.subarray(0, samples.length - by), by);
  return moved;
}

/** The samples in somebody's turns, silence in those of others: turns of some seconds, in rotation. */
export function turnOf(samples: Float32Array, person: number, persons: number, turn = 3): Float32Array {
  return samples.map((sample, i) => (Math.floor(i / rate / turn) % persons === person ? sample : 0));
}

/** Two channels that change places from one person's turn to the other's. */
export function swapped(a: Float32Array, b: Float32Array, turn = 3): Float32Array {
  return a.map((sample, i) => (Math.floor(i / rate / turn) % 2 === 0 ? sample : b[i]));
}

/** [channels][frames] to [frames, channels]. */
export function interleaved(channels: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(channels.length * channels[0].length);
  channels.forEach((samples, c) => {
    samples.forEach((sample, i) => {
      all[i * channels.length + c] = sample;
    });
  });
  return all;
}

/** A WAV of 16 bits at 16 kHz that does not say which channel is which. */
export function wavOf(channels: readonly Float32Array[]): Buffer {
  const block = 2 * channels.length;
  const size = channels[0].length * block;
  const bytes = Buffer.alloc(44 + size);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + size, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(channels.length, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * block, 28);
  bytes.writeUInt16LE(block, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(size, 40);
  interleaved(channels).forEach((sample, i) => {
    bytes.writeInt16LE(Math.max(-32768, Math.min(32767, Math.round(sample * 32768))), 44 + 2 * i);
  });
  return bytes;
}
