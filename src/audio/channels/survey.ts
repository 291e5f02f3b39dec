import { createDelays, type DelayedSimilarity, delayDefaults } from './delays.js';
import { createMoments, type Moments, momentDefaults } from './moments.js';

/** The samples of a channel over the whole recording, full scale 1. */
export interface ChannelSound {
  readonly lowest: number;
  readonly highest: number;
  /** Mean of the first second, where an offset begins, ... */
  readonly first: number;
  /** ... and of all samples. */
  readonly mean: number;
  /** Mean distance of the means of single seconds from 0: finds an offset that comes late or changes sign, too. */
  readonly offset: number;
}

/** What the first pass over a recording finds out about its channels. */
export interface ChannelSurvey {
  readonly channels: number;
  /** By channel. */
  readonly sounds: readonly ChannelSound[];
  readonly moments: Moments;
  readonly delays: readonly DelayedSimilarity[];
}

/** Full scales: floats far above it, which damaged files hold, would make every sum of squares infinite. */
const loudestSample = 1e6;

/**
 * Listens to all channels of a recording before it is decided how to mix them. Memory is bounded, whatever the length
 * of the recording. Samples that are not finite, or that no sound can be, count as 0.
 */
export function createChannelSurvey(channels: number): {
  /** Interleaved samples at 16 kHz of full scale 1, whole frames: [frames, channels]. */
  push(interleaved: Float32Array): void;
  finish(): ChannelSurvey;
} {
  const moment = momentDefaults.samples;
  const second = delayDefaults.samples;
  const planes = Array.from({ length: channels }, () => new Float32Array(second));
  const filters = planes.map(createSpeechFilter);
  const ranges = planes.map(() => createRange());
  const moments = createMoments(channels);
  const delays = createDelays(channels);
  let filled = 0;
  let any = false;

  function endMoment(from: number, counts: boolean): void {
    const current = planes.map((plane) => plane.subarray(from, filled));
    for (const [c, samples] of current.entries()) {
      ranges[c].push(samples);
      filters[c](samples);
    }
    if (counts) moments.push(current, filled - from);
    any = true;
  }

  return {
    push(interleaved) {
      const frames = interleaved.length / channels;
      for (let done = 0; done < frames; ) {
        const room = Math.min(frames - done, moment - (filled % moment));
        for (let c = 0; c < channels; c++) {
          const plane = planes[c];
          for (let i = 0, at = done * channels + c; i < room; i++, at += channels) {
            const sample = interleaved[at];
            // NaN is not below it either.
            plane[filled + i] = Math.abs(sample) <= loudestSample ? sample : 0;
          }
        }
        filled += room;
        done += room;
        if (filled % moment !== 0) continue;
        endMoment(filled - moment, true);
        if (filled < second) continue;
        for (const range of ranges) range.endSecond();
        delays.push(planes);
        filled = 0;
      }
    },
    finish() {
      const rest = filled % moment;
      // Less than half a moment says too little, unless it is all there is.
      if (rest > 0) endMoment(filled - rest, rest >= moment / 2 || !any);
      for (const range of ranges) range.endSecond();
      return {
        channels,
        sounds: ranges.map((range) => range.finish()),
        moments: moments.finish(),
        delays: delays.finish(),
      };
    },
  };
}

/** Extremes and means of a channel's samples. */
function createRange() {
  let lowest = 0;
  let highest = 0;
  let sum = 0;
  let count = 0;
  let inSecond = 0;
  let sumOfSecond = 0;
  let distances = 0;
  let first: number | null = null;
  return {
    push(samples: Float32Array) {
      let total = 0;
      for (let i = 0; i < samples.length; i++) {
        const sample = samples[i];
        total += sample;
        if (sample < lowest) lowest = sample;
        else if (sample > highest) highest = sample;
      }
      sumOfSecond += total;
      inSecond += samples.length;
    },
    endSecond() {
      // Weighted by their length: the last one may be short.
      distances += Math.abs(sumOfSecond);
      if (inSecond > 0) first ??= sumOfSecond / inSecond;
      sum += sumOfSecond;
      count += inSecond;
      sumOfSecond = 0;
      inSecond = 0;
    },
    finish: (): ChannelSound => ({
      lowest,
      highest,
      first: first ?? 0,
      mean: count > 0 ? sum / count : 0,
      offset: count > 0 ? distances / count : 0,
    }),
  };
}

/** Pole of a first-order high-pass at 16 kHz whose corner lies at 200 Hz: exp(-2 pi 200 / 16000). */
const pole = 0.9245;

/**
 * Removes offset and hum in place, so that levels are those of voices: two first-order high-passes, -24 dB at 50 Hz,
 * -1.5 dB at 450 Hz. All channels are delayed by the same amount.
 */
function createSpeechFilter(): (samples: Float32Array) => void {
  const state = { last: Number.NaN, first: 0, second: 0 };
  return (samples) => {
    let { last, first, second } = state;
    // A step from nothing to an offset would be a bang.
    if (Number.isNaN(last) && samples.length > 0) last = samples[0];
    for (let i = 0; i < samples.length; i++) {
      const sample = samples[i];
      const before = first;
      first = sample - last + pole * first;
      last = sample;
      second = first - before + pole * second;
      samples[i] = second;
    }
    state.last = last;
    // In silence both would shrink for ever, and denormal numbers are slow.
    state.first = Math.abs(first) < 1e-20 ? 0 : first;
    state.second = Math.abs(second) < 1e-20 ? 0 : second;
  };
}
