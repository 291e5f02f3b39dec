import type { PipelineEvent } from '../pipeline/events.js';
import { estimate, type Progress } from './progress.js';

/** How long the recordings of a batch have taken that were processed, not found to be known. */
export interface Pace {
  readonly seconds: number;
  readonly bytes: number;
}

export const noPace: Pace = { seconds: 0, bytes: 0 };

/** The pace after an event; `progress` is that of the recording before it. Pure: `now` in milliseconds is an argument. */
export function keepPace(pace: Pace, progress: Progress | null, event: PipelineEvent, now: number): Pace {
  if (event.kind !== 'recording-finished' || event.result.outcome !== 'completed' || !progress) return pace;
  const seconds = pace.seconds + (now - progress.startedAt) / 1000;
  return { seconds, bytes: pace.bytes + progress.bytes };
}

/**
 * Seconds until the last recording is done, if the others take as long for each byte as those before: all of them are
 * taken for new ones. Null: too little is done, or nothing comes after the present one. Pure.
 */
export function batchSecondsLeft(progress: Progress, pace: Pace, now: number): number | null {
  const { secondsLeft } = estimate(progress, now);
  const bytes = pace.bytes + progress.bytes;
  if (secondsLeft === null || progress.bytesAfter === 0 || bytes === 0) return null;
  const whole = (now - progress.startedAt) / 1000 + secondsLeft;
  return secondsLeft + (progress.bytesAfter * (pace.seconds + whole)) / bytes;
}
