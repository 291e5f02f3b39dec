import type { Seconds, Span } from '../domain/time.js';

export interface ActivityRunOptions {
  /** A speaker begins above this probability, ... */
  readonly onset: number;
  /** ... and goes on until it is no higher than this. */
  readonly offset: number;
  /** Nobody is active outside of speech, however probable: what is heard there is said in another track. */
  readonly onlyInSpeech?: boolean;
}

/** Frames [first, end) in which one speaker is active without a break. */
export interface ActivityRun {
  readonly first: number;
  readonly end: number;
  /** -1: there is speech, and the network is sure of nobody. */
  readonly speaker: number;
  /** Mean probability of every speaker over these frames, [speakers]. */
  readonly means: Float64Array;
}

/** Takes the activity of a recording piece by piece, and keeps only its runs. */
export interface RunCollector {
  /** @param piece probabilities of the next frames, [frames, speakers] */
  push(piece: Float32Array): void;
  /** All runs, in the order in which they end. */
  finish(): readonly ActivityRun[];
}

/**
 * Finds runs of activity, and of speech in which nobody is active: a network of this kind misses more of it than a
 * speech detector does, and that one misses soft voices. Memory holds the runs, however long the recording is.
 *
 * @param step length of a frame
 * @param speech sorted and disjoint
 */
export function createRunCollector(
  speakers: number,
  step: Seconds,
  speech: readonly Span[],
  { onset, offset, onlyInSpeech = false }: ActivityRunOptions,
): RunCollector {
  const runs: ActivityRun[] = [];
  /** By speaker, and in the last place nobody: the first frame of the run that goes on, and its sums so far. */
  const open = new Array<{ first: number; sums: Float64Array } | null>(speakers + 1).fill(null);
  let frame = 0;
  let span = 0;

  const close = (channel: number) => {
    const run = open[channel];
    if (!run) return;
    const length = frame - run.first;
    const means = run.sums.map((sum) => sum / length);
    runs.push({ first: run.first, end: frame, speaker: channel < speakers ? channel : -1, means });
    open[channel] = null;
  };
  const isSpeech = (): boolean => {
    const middle = (frame + 0.5) * step;
    while (span < speech.length && speech[span].end <= middle) span++;
    return span < speech.length && speech[span].start <= middle;
  };

  return {
    push(piece) {
      for (let at = 0; at < piece.length; at += speakers, frame++) {
        const spoken = isSpeech();
        let anybody = false;
        for (let channel = 0; channel <= speakers; channel++) {
          const least = open[channel] ? offset : onset;
          const counts = spoken || (channel < speakers && !onlyInSpeech);
          if (!counts || (channel < speakers ? piece[at + channel] <= least : anybody)) {
            close(channel);
            continue;
          }
          anybody = true;
          const run = open[channel] ?? { first: frame, sums: new Float64Array(speakers) };
          for (let s = 0; s < speakers; s++) run.sums[s] += piece[at + s];
          open[channel] = run;
        }
      }
    },
    finish() {
      for (let channel = 0; channel <= speakers; channel++) close(channel);
      return runs;
    },
  };
}
