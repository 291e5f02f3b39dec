/** Bytes a second, smoothed. Plain data; times in milliseconds. */
export interface TransferRate {
  /** Null until the first stretch is over. */
  readonly speed: number | null;
  /** Bytes since then are not in `speed` yet. */
  readonly since: number;
  readonly bytes: number;
}

export const rateDefaults = {
  /** Milliseconds that are measured at once; packets come in bursts. */
  stretch: 250,
  /** Milliseconds after which what was before counts for a third. */
  memory: 5000,
} as const;

export const startRate = (now: number): TransferRate => ({ speed: null, since: now, bytes: 0 });

/** Exponential moving average over stretches of unequal length. */
export function advanceRate(rate: TransferRate, bytes: number, now: number): TransferRate {
  const elapsed = now - rate.since;
  const total = rate.bytes + bytes;
  if (elapsed < rateDefaults.stretch) return { ...rate, bytes: total };
  const current = (total * 1000) / elapsed;
  const weight = 1 - Math.exp(-elapsed / rateDefaults.memory);
  const speed = rate.speed === null ? current : rate.speed + weight * (current - rate.speed);
  return { speed, since: now, bytes: 0 };
}

/** Null while nothing can be said. */
export function secondsLeft(missing: number | null, { speed }: TransferRate): number | null {
  return missing === null || speed === null || speed <= 0 ? null : missing / speed;
}
