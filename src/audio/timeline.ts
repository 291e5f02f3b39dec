import { sampleRate } from '../domain/recording.js';
import type { Seconds } from '../domain/time.js';

export const timelineDefaults = {
  /** Seconds: containers give times to packets, not to samples, and round and interpolate them; less is no gap. */
  tolerance: 0.2,
  /** Seconds by which a clock must be behind its samples to have begun anew; less is drift. */
  restart: 1,
  /** Seconds of silence at most for one gap. */
  longestGap: 3600,
  /** Seconds up to which a gap is believed though the container says that it ends before. */
  surelyGap: 60,
} as const;

/** Silence that stands for a stretch without packets. */
export interface Gap {
  /** Where it begins on the recording's clock. */
  readonly at: Seconds;
  /** As the timestamps have it. */
  readonly stated: Seconds;
  /** As it is kept: shorter than stated where that is beyond the limit. */
  readonly kept: Seconds;
}

export interface Timeline {
  /**
   * Where a piece of sound belongs.
   *
   * @param time of its first frame on the recording's clock.
   * @param quiet whether there is hardly any sound in it: then it may go where a clock runs slower than its samples.
   */
  place(time: Seconds, frames: number, quiet: boolean): Placement;
  /** The next link of a chained file begins here, with a clock of its own. */
  beginLink(): void;
  /** Frames so far. */
  position(): number;
  /** Gaps of a second and more, the beginning aside. */
  gaps(): readonly Gap[];
  /** Where the links after the first begin. */
  linkStarts(): readonly Seconds[];
}

export interface Placement {
  /** Frames of silence before the piece. */
  readonly silence: number;
  /** Frames at the piece's beginning that have no place: they are before 0, or the samples are ahead of their clock. */
  readonly drop: number;
}

/** Gaps that are told apart; a recording with more has its first ones named. */
const gapsKept = 100;

/**
 * Puts pieces of sound on the recording's clock: silence where there is none, and never a piece away because another
 * has its time. A clock that begins anew (chained recordings) goes on from where the last one ended.
 *
 * @param stated where the recording ends, as far as the container says it: a long gap that leads beyond is none.
 */
export function createTimeline(stated?: Seconds): Timeline {
  const { tolerance, restart, longestGap, surelyGap } = timelineDefaults;
  const gaps: Gap[] = [];
  const linkStarts: Seconds[] = [];
  let position = 0;
  /** What the clock is behind: the sum of the restarts and of what was cut from long gaps. */
  let offset = 0;
  let lastTime = -Infinity;
  let begun = false;

  function silenceBefore(late: number, end: Seconds): number {
    const believed = stated === undefined || end <= stated + surelyGap || late <= surelyGap * sampleRate;
    const kept = believed ? Math.min(late, longestGap * sampleRate) : 0;
    offset += (kept - late) / sampleRate;
    const told = kept < late || (begun && late >= sampleRate);
    if (told && gaps.length < gapsKept)
      gaps.push({ at: position / sampleRate, stated: late / sampleRate, kept: kept / sampleRate });
    return kept;
  }

  return {
    place(time, frames, quiet) {
      // ffmpeg gives times that go backwards the last one again: that is a clock that began anew, too.
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
