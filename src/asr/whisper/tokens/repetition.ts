/** When tokens are taken for a loop and not for speech. */
const repetitionDefaults = {
  /** Times that the same run of tokens stands at the end. */
  times: 4,
  /** Tokens in all of them together, so that "no, no, no, no" passes. */
  tokens: 12,
  /** The longest run that is looked for. */
  longest: 40,
} as const;

/** Length of the run of tokens that repeats itself at the end, or 0. */
export function repeatedRun(tokens: readonly number[], limits = repetitionDefaults): number {
  const n = tokens.length;
  for (let run = 1; run <= limits.longest; run++) {
    const span = Math.max(run * limits.times, limits.tokens);
    if (span > n) break;
    let i = n - 1;
    while (i >= n - span + run && tokens[i] === tokens[i - run]) i--;
    if (i < n - span + run) return run;
  }
  return 0;
}
