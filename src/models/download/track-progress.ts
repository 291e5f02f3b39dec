import type { EmitDownload, Overall } from './events.js';

/** Milliseconds between two progress events: nobody reads more, and logs keep them all. */
const interval = 200;

export interface FileState {
  received: number;
  total: number | null;
}

/**
 * Turns bytes of several files into events with speed and time left.
 * @param states how far each file is at the start, by path.
 * @param clock milliseconds, monotonic
 * @returns a function to call whenever bytes of a file arrive.
 */
export function trackProgress(
  states: ReadonlyMap<string, FileState>,
  emit: EmitDownload,
  clock: () => number,
): (path: string, received: number, total: number | null) => void {
  let rate = startRate(clock());
  let last = Number.NEGATIVE_INFINITY;
  const overall = (): Overall => {
    let received = 0;
    let total: number | null = 0;
    for (const state of states.values()) {
      received += state.received;
      total = total === null || state.total === null ? null : total + state.total;
    }
    const left = total === null ? null : Math.max(0, total - received);
    return { received, total, speed: rate.speed, secondsLeft: secondsLeft(left, rate) };
  };
  return (path, received, total) => {
    const state = states.get(path)!;
    const now = clock();
    // When a file starts again, the bytes received before still count.
    rate = advanceRate(rate, Math.max(0, received - state.received), now);
    state.received = received;
    state.total = total ?? state.total;
    if (now - last < interval && received !== state.total) return;
    last = now;
    emit({ kind: 'file-progress', path, received, total: state.total, overall: overall() });
  };
}

/** Bytes a second, smoothed. Plain data; times in milliseconds. */
export interface TransferRate {
  /** Null until the first interval is over. */
  readonly speed: number | null;
  /** Start of the current interval; its bytes are not in `speed` yet. */
  readonly since: number;
  readonly bytes: number;
}

const rateDefaults = {
  /** Milliseconds of one measurement, because packets come in bursts. */
  interval: 250,
  /** Milliseconds after which older measurements weigh a third. */
  memory: 5000,
} as const;

export const startRate = (now: number): TransferRate => ({ speed: null, since: now, bytes: 0 });

/** Exponential moving average over intervals of unequal length. */
export function advanceRate(rate: TransferRate, bytes: number, now: number): TransferRate {
  const elapsed = now - rate.since;
  const total = rate.bytes + bytes;
  if (elapsed < rateDefaults.interval) return { ...rate, bytes: total };
  const current = (total * 1000) / elapsed;
  const weight = 1 - Math.exp(-elapsed / rateDefaults.memory);
  const speed = rate.speed === null ? current : rate.speed + weight * (current - rate.speed);
  return { speed, since: now, bytes: 0 };
}

/** Null while it cannot be estimated. */
export function secondsLeft(missing: number | null, { speed }: TransferRate): number | null {
  return missing === null || speed === null || speed <= 0 ? null : missing / speed;
}
