/** What is known about a track before its sound is heard. */
export interface TrackFormat {
  readonly channels: number;
  /** ffmpeg's name of the codec, for instance `aac` or `pcm_s16le`. */
  readonly codec: string;
}

/** Hears all of a track before it is mixed. */
export interface Survey {
  /** Samples at 16 kHz, [frames, channels]; they are the caller's, and change after the call. */
  push(samples: Float32Array, channels: number): void;
  finish(): MixPlan;
}

/** How the channels of one track become one. */
export interface MixPlan {
  /** What was chosen, in sentences for people; empty where nothing had to be. */
  readonly notes: readonly string[];
  createMixdown(): Mixdown;
}

export interface Mixdown {
  /** Samples at 16 kHz, [frames, channels], full scale 1. @returns [frames], used again for the next call. */
  push(samples: Float32Array, channels: number): Int16Array;
}

/** Listens to a track first, where that can change how it is mixed; null where it cannot. */
export function createSurvey(_format: TrackFormat): Survey | null {
  return null;
}

/** The mean of all channels. */
export const plainMix: MixPlan = {
  notes: [],
  createMixdown() {
    let mixed = new Int16Array(4096);
    return {
      push(samples, channels) {
        const frames = samples.length / channels;
        if (mixed.length < frames) mixed = new Int16Array(frames);
        const scale = 32768 / channels;
        for (let f = 0, i = 0; f < frames; f++) {
          let sum = 0;
          for (let c = 0; c < channels; c++) sum += samples[i++];
          mixed[f] = Math.min(32767, Math.max(-32768, Math.round(sum * scale)));
        }
        return mixed.subarray(0, frames);
      },
    };
  },
};
