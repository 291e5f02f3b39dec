import { sampleRate } from '../domain/recording.js';
import type { Seconds } from '../domain/time.js';

export const timelineDefaults = {
  /** Seconds from which there is a gap: containers time packets, not samples, and round and interpolate. */
  tolerance: 0.2,
  /** Seconds by which timestamps must be behind the samples for the clock to have restarted; less is drift. */
  restart: 1,
  /** Seconds of silence that fill a gap at most. */
  longestGap: 3600,
  /** Seconds up to which a gap is believed even if it leads beyond the end that the container states. */
  surelyGap: 60,
} as const;

/** Silence in place of missing packets. */
export interface Gap {
  /** Where it begins on the recording's clock. */
  readonly at: Seconds;
  /** Its length by the timestamps. */
  readonly stated: Seconds;
  /** The length of its silence: shorter than stated beyond the limit, 0 if the gap is not believed. */
  readonly kept: Seconds;
}

export interface Timeline {
  /**
   * Finds the place of a piece of sound.
   *
   * @param time of its first frame on the recording's clock.
   * @param quiet whether it is nearly silent: then it may be dropped when the clock runs slower than the samples.
   */
  place(time: Seconds, frames: number, quiet: boolean): Placement;
  /** The next link of a chained file begins here, with a clock of its own. */
  beginLink(): void;
  /** Frames so far. */
  position(): number;
  /** Gaps of a second and more, except at the beginning. */
  gaps(): readonly Gap[];
  /** Where the links after the first begin. */
  linkStarts(): readonly Seconds[];
}

interface Placement {
  /** Frames of silence before the piece. */
  readonly silence: number;
  /** Frames to drop at its beginning: they are before 0, or the samples are ahead of their clock. */
  readonly drop: number;
}

/** Gaps that are kept in the list. */
const gapsKept = 100;

/**
 * Puts pieces of sound on the recording's clock: gaps become silence, and no piece is dropped because another has its
 * time. A clock that restarts (as in chained recordings) goes on from where the last one ended.
 *
 * @param stated the end of the recording, if the container states it: a long gap that leads beyond it is an error.
 */
export function createTimeline(stated?: Seconds): Timeline {
  const { tolerance, restart, longestGap, surelyGap } = timelineDefaults;
  const gaps: Gap[] = [];
  const linkStarts: Seconds[] = [];
  let position = 0;
  /** Seconds to add to timestamps: the sum of the restarts, minus what was cut from long gaps. */
  let offset = 0;
  let lastTime = -Infinity;
  let begun = false;

  function silenceBefore(late: number, end: Seconds): number {
    const believed = stated === undefined || end <= stated + surelyGap || late <= surelyGap * sampleRate;
    const kept = believed ? Math.min(late, longestGap * sampleRate) : 0;
    offset += (kept - late) / sampleRate;
    const worthListing = kept < late || (begun && late >= sampleRate);
    if (worthListing && gaps.length < gapsKept)
      gaps.push({ at: position / sampleRate, stated: late / sampleRate, kept: kept / sampleRate });
    return kept;
  }

  return {
    place(time, frames, quiet) {
      // ffmpeg repeats the last time instead of going backwards: that is a clock that restarted, too.
      const stuck = time === lastTime;
      lastTime = time;
      const late = Math.round((time + offset) * sampleRate) - position;
      let silence = 0;
      let drop = 0;
      if (position === 0) {
        if (late > 0) silence = silenceBefore(late, time);
        else drop = Math.min(frames, -late);
      } else if (late > tolerance * sampleRate) silence = silenceBefore(late, time);
      else if (late < -(stuck ? tolerance : restart) * sampleRate) offset -= late / sampleRate;
      else if (quiet && late < -tolerance * sampleRate) drop = frames;
      position += silence + frames - drop;
      begun = true;
      return { silence, drop };
    },
    beginLink() {
      offset = position / sampleRate;
      lastTime = -Infinity;
      if (begun) linkStarts.push(offset);
    },
    position: () => position,
    gaps: () => gaps,
    linkStarts: () => linkStarts,
  };
}
