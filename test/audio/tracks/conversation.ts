import { secondLevels } from '../../../src/audio/tracks/find-clock.js';
import type { TrackClock } from '../../../src/audio/tracks/fit-clock.js';
import type { DatedTrack } from '../../../src/audio/tracks/place-tracks.js';
import type { PcmReader } from '../../../src/features/pcm.js';
import { fingerprint, randomly, rate, talk } from '../talk.js';

/** Samples in memory as if they were a file. */
export function pcmOf(samples: Int16Array): PcmReader {
  return {
    samples: samples.length,
    read(start, into) {
      let inside = 0;
      for (let i = 0; i < into.length; i++) {
        const sample = samples[start + i];
        into[i] = (sample ?? 0) / 32768;
        if (sample !== undefined) inside++;
      }
      return inside;
    },
    close: () => {},
  };
}

export const trackOf = (samples: Int16Array, began: number | null = null): DatedTrack => {
  const pcm = pcmOf(samples);
  return { pcm, acoustic: fingerprint(samples), levels: secondLevels(pcm), began };
};

/**
 * People who speak in turn, each in front of a microphone of their own, which also hears the others: much softer (-20 dB),
 * 4 to 6 ms later, muffled, and under a little noise.
 *
 * @param bleed a factor; 0: they are in rooms of their own.
 */
export function conversation(people: number, seconds: number, bleed = 0.1): Int16Array[] {
  const voices = Array.from({ length: people }, (_, p) => talk(seconds, 100 + p));
  const turn = 3 * rate;
  const speaks = (p: number, i: number) => Math.floor(i / turn) % people === p;
  return voices.map((own, microphone) => {
    const random = randomly(7 + microphone);
    const heard = new Int16Array(own.length);
    let muffled = 0;
    for (let i = 0; i < heard.length; i++) {
      let others = 0;
      for (let p = 0; p < people; p++) {
        const at = i - 64 - 16 * microphone;
        if (p !== microphone && at >= 0 && speaks(p, at)) others += voices[p][at];
      }
      muffled += 0.5 * (bleed * others - muffled);
      heard[i] = (speaks(microphone, i) ? own[i] : 0) + muffled + 8 * (random() - 0.5);
    }
    return heard;
  });
}

/** What a recorder with this clock has of a sound. */
export function recordedBy(sound: Int16Array, { start, drift }: TrackClock): Int16Array {
  const fast = 1 + drift / 1e6;
  const recorded = new Int16Array(Math.floor((sound.length - start * rate) * fast));
  for (let i = 0; i < recorded.length; i++) {
    const at = i / fast + start * rate;
    const left = Math.floor(at);
    let sum = 0;
    // sin(pi (at - k)) is the same for every k but for its sign.
    let sine = Math.sin(Math.PI * (at - left + 15));
    for (let k = left - 15; k <= left + 16; k++, sine = -sine) {
      const x = Math.PI * (at - k);
      sum += (sound[k] ?? 0) * (Math.abs(x) < 1e-9 ? 1 : sine / x) * (1 - (x / 52) ** 2) ** 2;
    }
    recorded[i] = Math.round(sum);
  }
  return recorded;
}
