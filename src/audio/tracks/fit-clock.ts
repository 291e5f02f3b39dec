import type { Seconds } from '../../domain/time.js';

const clockDefaults = {
  /** The largest difference of two clocks, parts in a million: quartz is off by up to 100, bad ones by more. */
  drift: 500,
  /** Seconds around the line: the sound needs 3 ms a metre from one microphone to the other. */
  tolerance: 0.02 as Seconds,
  /** The same among lags of one person, who keeps the distance to both microphones. */
  fine: 0.001 as Seconds,
  /** Lags that must agree, ... */
  least: 4,
  /** ... and the share of all that stand out. */
  share: 0.3,
  /** A slope of fewer standard errors than this is no drift. */
  errors: 4,
} as const;

/** What one track hears at a moment, found in another. */
export interface LagAt {
  /** Seconds on the clock of the first track. */
  readonly at: Seconds;
  /** Seconds by which the clock of the second is ahead then. */
  readonly lag: Seconds;
  /** Which of the two was nearer to whoever spoke. */
  readonly nearer: 'first' | 'second';
}

/** The clock of a track against another clock: its own time is `(time - start) * (1 + drift / 1e6)`. */
export interface TrackClock {
  /** When the track begins, on the other clock. */
  readonly start: Seconds;
  /** Parts in a million by which it is faster. */
  readonly drift: number;
}

/**
 * The line through the lags on which most agree, those that chance put elsewhere set aside (consensus as in M. Fischler
 * and R. Bolles, "Random Sample Consensus", 1981, but over all pairs). People near the first microphone are heard later
 * in the second and the other way round, so both kinds have an intercept of their own, and the clock lies in the
 * middle. Pure.
 *
 * @returns null when too few agree: nothing shows that the two tracks hear the same room.
 */
export function fitClock(lags: readonly LagAt[]): TrackClock | null {
  const { least, share } = clockDefaults;
  const agreeing = largestConsensus(lags);
  if (agreeing.length < Math.max(least, share * lags.length)) return null;
  const { slope, intercept } = fitLine(finestConsensus(agreeing));
  return { start: -intercept / (1 + slope), drift: slope * 1e6 };
}

function largestConsensus(lags: readonly LagAt[]): readonly LagAt[] {
  const { drift, tolerance } = clockDefaults;
  const near = ({ at, lag }: LagAt, slope: number) =>
    lags.filter((other) => Math.abs(other.lag - lag - slope * (other.at - at)) <= tolerance);
  let best: readonly LagAt[] = [];
  for (const [i, one] of lags.entries()) {
    for (const other of lags.slice(i)) {
      const slope = other.at === one.at ? 0 : (other.lag - one.lag) / (other.at - one.at);
      if (Math.abs(slope) > drift / 1e6) continue;
      const found = near(one, slope);
      if (found.length > best.length) best = found;
    }
  }
  return best;
}

/**
 * Those of either kind that lie on one line within `fine`, both lines of the same slope: somebody else who speaks at the
 * same time, from another side, is left out.
 */
function finestConsensus(lags: readonly LagAt[]): readonly (readonly LagAt[])[] {
  const kinds = (['first', 'second'] as const).map((nearer) => lags.filter((lag) => lag.nearer === nearer));
  const slopes = [0];
  for (const kind of kinds)
    for (const [i, one] of kind.entries())
      for (const other of kind.slice(i + 1)) slopes.push((other.lag - one.lag) / (other.at - one.at));
  let best: readonly (readonly LagAt[])[] = [];
  let most = 0;
  for (const slope of slopes) {
    if (!(Math.abs(slope) <= clockDefaults.drift / 1e6)) continue;
    const found = kinds.map((kind) => densest(kind, slope));
    const count = found.reduce((sum, kind) => sum + kind.length, 0);
    if (count > most) [best, most] = [found, count];
  }
  return best.filter((kind) => kind.length > 0);
}

/** The most lags whose distances from a line of this slope differ by `fine` at most. */
function densest(lags: readonly LagAt[], slope: number): readonly LagAt[] {
  const rest = ({ at, lag }: LagAt) => lag - slope * at;
  const sorted = [...lags].sort((a, b) => rest(a) - rest(b));
  let [from, to] = [0, 0];
  for (let first = 0, last = 0; last < sorted.length; last++) {
    while (rest(sorted[last]) - rest(sorted[first]) > clockDefaults.fine) first++;
    if (last + 1 - first > to - from) [from, to] = [first, last + 1];
  }
  return sorted.slice(from, to);
}

/** Least squares with one slope and an intercept for each kind. */
function fitLine(groups: readonly (readonly LagAt[])[]): { slope: number; intercept: number } {
  const kinds = groups.map((kind) => ({
    kind,
    at: mean(kind.map(({ at }) => at)),
    lag: mean(kind.map(({ lag }) => lag)),
  }));
  let squares = 0;
  let products = 0;
  for (const { kind, at, lag } of kinds)
    for (const one of kind) {
      squares += (one.at - at) ** 2;
      products += (one.at - at) * (one.lag - lag);
    }
  const steepest = squares > 0 ? products / squares : 0;
  let error = 0;
  let count = 0;
  for (const { kind, at, lag } of kinds) {
    count += kind.length;
    for (const one of kind) error += (one.lag - lag - steepest * (one.at - at)) ** 2;
  }
  const free = Math.max(1, count - kinds.length - 1);
  const standardError = squares > 0 ? Math.sqrt(error / free / squares) : Number.POSITIVE_INFINITY;
  const slope = Math.abs(steepest) > clockDefaults.errors * standardError ? steepest : 0;
  return { slope, intercept: mean(kinds.map(({ at, lag }) => lag - slope * at)) };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
