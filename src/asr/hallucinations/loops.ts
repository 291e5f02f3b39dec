/** When words that repeat are a loop of the decoder and not somebody who insists. */
export const loopDefaults = {
  /** Rounds of a short run ... */
  rounds: 4,
  /** ... that are this many words together: "no, no, no, no" passes (as `repetitionDefaults` has it for tokens). */
  words: 12,
  /** A run of this many words is long: people say such a thing twice, ... */
  longRun: 4,
  /** ... hardly three times in a row (silverstein/minutes collapses three alike segments, too). */
  longRounds: 3,
  /** The longest run that is looked for, in words. */
  longest: 40,
} as const;

/** A run of words that follows itself; the first round is `[from, from + run)`, the repetitions reach to `to`. */
export interface Loop {
  readonly from: number;
  readonly run: number;
  readonly to: number;
}

/**
 * Finds the loops in a sequence of words, each with its shortest run; they are sorted and do not overlap. Pure: for each
 * length of run one pass over the words.
 *
 * @param words as they compare: without case and punctuation.
 */
export function findLoops(words: readonly string[], limits = loopDefaults): Loop[] {
  const found: Loop[] = [];
  for (let run = 1; run <= limits.longest; run++) {
    let matched = 0;
    for (let i = run; i <= words.length; i++) {
      if (i < words.length && words[i] === words[i - run]) {
        matched++;
        continue;
      }
      const from = i - matched - run;
      if (isLoop(run, matched + run, limits) && !found.some((loop) => loop.from < i && from < loop.to))
        found.push({ from, run, to: i });
      matched = 0;
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

function isLoop(run: number, length: number, limits: typeof loopDefaults): boolean {
  const rounds = Math.floor(length / run);
  return run >= limits.longRun
    ? rounds >= limits.longRounds
    : rounds >= limits.rounds && length >= limits.words;
}
