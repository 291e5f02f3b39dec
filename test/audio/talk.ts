import { createAcousticFingerprinter } from '../../src/audio/fingerprint/acoustic-fingerprint.js';
import { createAcousticMatcher } from '../../src/audio/fingerprint/acoustic-match.js';

export const rate = 16_000;

export function randomly(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Something like talk: eight harmonics of a wandering pitch, in syllables of changing loudness and colour. */
export function talk(seconds: number, seed: number): Int16Array {
  const random = randomly(seed);
  const pcm = new Int16Array(seconds * rate);
  let phase = 0;
  for (let start = 0; start < pcm.length; ) {
    const length = Math.round((0.1 + 0.25 * random()) * rate);
    const pitch = 180 + 220 * random();
    const weights = Array.from({ length: 8 }, () => random() ** 2);
    const loud = random() < 0.2 ? 0 : 2000 + 3000 * random();
    for (let i = 0; i < length && start + i < pcm.length; i++) {
      phase += (2 * Math.PI * pitch) / rate;
      const shape = Math.sin((Math.PI * i) / length);
      let value = 20 * (random() - 0.5);
      // sin((h + 1) phase) from the two before it.
      let [before, now] = [0, Math.sin(phase)];
      const twice = 2 * Math.cos(phase);
      for (let h = 0; h < 8; h++) {
        value += loud * shape * 0.25 * weights[h] * now;
        [before, now] = [now, twice * now - before];
      }
      pcm[start + i] = value;
    }
    start += length;
  }
  return pcm;
}

export function fingerprint(pcm: Int16Array, pieces = 7777): Uint32Array {
  const fingerprinter = createAcousticFingerprinter();
  for (let i = 0; i < pcm.length; i += pieces) fingerprinter.push(pcm.subarray(i, i + pieces));
  return fingerprinter.finish();
}

export const matchAcoustic = (a: Uint32Array, b: Uint32Array) => createAcousticMatcher(a).match(b);

export const scaled = (pcm: Int16Array, gain: number) => pcm.map((x) => Math.round(gain * x));
export function joined(...sounds: Int16Array[]): Int16Array {
  const whole = new Int16Array(sounds.reduce((sum, sound) => sum + sound.length, 0));
  let at = 0;
  for (const sound of sounds) {
    whole.set(sound, at);
    at += sound.length;
  }
  return whole;
}
export const silence = (seconds: number) => new Int16Array(seconds * rate);
