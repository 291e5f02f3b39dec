import type { ChannelMode } from '../../domain/recording.js';
import { type ChannelPlan, plainPlan, planChannels } from './plan.js';
import { createChannelSurvey } from './survey.js';

/** One piece of a recording, each [frames]; the arrays are reused for the next piece. */
interface Mixed {
  /** All tracks in one. */
  readonly mono: Int16Array;
  /** The tracks that are transcribed separately; empty if there is only one. */
  readonly tracks: readonly Int16Array[];
}

export interface Mixdown {
  /** Samples at 16 kHz, [frames, channels], full scale 1. */
  push(samples: Float32Array, channels: number): Mixed;
}

/** A plain mix that listens to what it mixes. */
export interface FirstMixdown extends Mixdown {
  /** How to mix the channels, now that the whole recording was heard; null if there was no sample. */
  plan(mode: ChannelMode): ChannelPlan | null;
}

/**
 * Mixes all channels as they are, which is nearly always right, and surveys them: only if that leads to another plan
 * does the recording have to be decoded again.
 */
export function createFirstMixdown(): FirstMixdown {
  let survey: ReturnType<typeof createChannelSurvey> | null = null;
  let mixdown: Mixdown | null = null;
  return {
    push(samples, channels) {
      survey ??= createChannelSurvey(channels);
      mixdown ??= createMixdown(plainPlan(channels));
      survey.push(samples);
      return mixdown.push(samples, channels);
    },
    plan: (mode) => (survey ? planChannels(survey.finish(), mode) : null),
  };
}

/** Pole of the high-pass that removes an offset: its corner at 16 kHz is 10 Hz. */
const pole = 0.9961;

/**
 * Mixes as planned. Samples are rounded once; those beyond full scale are clipped, and NaN becomes 0.
 */
export function createMixdown(plan: ChannelPlan): Mixdown {
  const { tracks, offsets } = plan;
  const mean = offsets.map((_, c) =>
    tracks.reduce((sum, { weights }) => sum + weights[c] / tracks.length, 0),
  );
  const apart = tracks.length > 1 ? tracks.map(({ weights }) => weights) : [];
  const sums = [mean, ...apart].map((weights) => ({
    terms: weights.flatMap((weight, channel) => (weight === 0 ? [] : [{ channel, factor: weight * 32768 }])),
    mixed: new Int16Array(4096),
  }));
  const blockers = offsets.flatMap((offset, channel) =>
    offset === null ? [] : [createBlocker(offset, channel)],
  );
  let clean = new Float32Array(0);
  return {
    push(samples, channels) {
      const frames = samples.length / channels;
      if (blockers.length > 0) {
        if (clean.length < samples.length) clean = new Float32Array(samples.length);
        clean.set(samples);
        for (const block of blockers) block(clean, channels, samples.length);
      }
      const source = blockers.length > 0 ? clean : samples;
      const mixed = sums.map((sum) => {
        if (sum.mixed.length < frames) sum.mixed = new Int16Array(frames);
        mixInto(sum.mixed, source, frames, channels, sum.terms);
        return sum.mixed.subarray(0, frames);
      });
      return { mono: mixed[0], tracks: mixed.slice(1) };
    },
  };
}

interface Term {
  readonly channel: number;
  readonly factor: number;
}

/**
 * Adding this and subtracting it again rounds to the nearest integer, ties to even: doubles of this size have no
 * fractions. ffmpeg rounds in the same way, so a file that it wrote with 16 bits keeps its samples.
 */
const toEven = 1.5 * 2 ** 52;

function mixInto(
  into: Int16Array,
  samples: Float32Array,
  frames: number,
  channels: number,
  terms: readonly Term[],
): void {
  for (let f = 0; f < frames; f++) {
    let sum = 0;
    for (let t = 0; t < terms.length; t++) sum += samples[f * channels + terms[t].channel] * terms[t].factor;
    // NaN fails both comparisons, and is stored as 0.
    into[f] = sum > 32767 ? 32767 : sum < -32768 ? -32768 : sum + toEven - toEven;
  }
}

/** A first-order high-pass for one channel, in place; it begins as if the offset had always been there. */
function createBlocker(offset: number, channel: number) {
  let before = offset;
  let out = 0;
  return (samples: Float32Array, channels: number, length: number): void => {
    for (let at = channel; at < length; at += channels) {
      const sample = Number.isFinite(samples[at]) ? samples[at] : before;
      out = sample - before + pole * out;
      before = sample;
      samples[at] = out;
    }
  };
}
