import type { FileState } from '../store/watched-files.js';

export const settleDefaults = {
  /** Seconds for which a file must have stayed as it is before it is taken. */
  quiet: 10,
} as const;

/** A file that is waited for, as it was when somebody last looked. */
export interface Sighting extends FileState {
  /** Milliseconds on a monotonic clock: since when it has looked like this. */
  readonly since: number;
}

/** What is seen now, after what was seen before: the wait begins anew when anything has changed. Pure. */
export function sight(before: Sighting | null, now: FileState, clock: number): Sighting {
  return { ...now, since: before && looksSame(before, now) ? before.since : clock };
}

/** Whether nothing says that a file has changed. A number of the file counts where both have one. Pure. */
export function looksSame(one: FileState, other: FileState): boolean {
  return (
    one.size === other.size &&
    one.modifiedAt === other.modifiedAt &&
    (one.inode === null || other.inode === null || one.inode === other.inode)
  );
}

/**
 * Milliseconds until a file may be taken, if it stays as it is; zero: now. Nobody writes into a file whose time of change
 * has long been the same, wherever that time can be trusted. On a network drive the clock is another machine's and what is
 * seen may be old, so only watching tells. An empty file is waited for.
 *
 * @param changedAt milliseconds since 1970: when anything about the file last changed, its name included; null: not trusted.
 * @param times milliseconds on the monotonic clock, and since 1970.
 * @param quiet seconds.
 */
export function timeToSettle(
  { size, since }: Sighting,
  changedAt: number | null,
  times: { readonly clock: number; readonly now: number },
  quiet: number,
): number {
  if (size === 0) return Number.POSITIVE_INFINITY;
  const watched = since + 1000 * quiet - times.clock;
  const stated = changedAt === null || changedAt > times.now ? watched : changedAt + 1000 * quiet - times.now;
  return Math.max(0, Math.min(watched, stated));
}
