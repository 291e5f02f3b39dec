import type { EmitDownload, Overall } from './events.js';
import { advanceRate, secondsLeft, startRate } from './transfer-rate.js';

/** Milliseconds between two events about bytes: nobody reads more, and logs keep them all. */
const interval = 200;

export interface FileState {
  received: number;
  total: number | null;
}

/**
 * Turns bytes of several files into events with speed and time left.
 * @param states how far each file is at the start, by its path.
 * @param clock milliseconds, monotonic
 * @returns what is called whenever bytes of a file have come.
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
    // A file that starts again takes nothing back: those bytes did come.
    rate = advanceRate(rate, Math.max(0, received - state.received), now);
    state.received = received;
    state.total = total ?? state.total;
    if (now - last < interval && received !== state.total) return;
    last = now;
    emit({ kind: 'file-progress', path, received, total: state.total, overall: overall() });
  };
}
