import { isWallTime, momentInZone } from './calendar.js';

/** A stretch of the calendar: UTC ISO-8601, half-open. */
export interface Period {
  readonly from: string;
  readonly before: string;
}

/**
 * The year, month or day that somebody typed, as clocks in a zone show it: `2026`, `2026-10`, `2026-10-05`; null for
 * anything else.
 *
 * @param zone IANA name.
 */
export function periodOf(text: string, zone: string): Period | null {
  const match = /^(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?$/.exec(text.trim());
  if (!match) return null;
  const [year, month, day] = match.slice(1).map((part) => part && Number(part)) as number[];
  const midnight = { hour: 0, minute: 0, second: 0 };
  if (!isWallTime({ year, month: month ?? 1, day: day ?? 1, ...midnight })) return null;
  // A thirteenth month, or a day after the last, is in the year or month that follows.
  const next = new Date(
    Date.UTC(month ? year : year + 1, month ? month - (day ? 1 : 0) : 0, day ? day + 1 : 1),
  );
  const momentOf = (y: number, m: number, d: number) =>
    new Date(momentInZone({ year: y, month: m, day: d, ...midnight }, zone).moment).toISOString();
  return {
    from: momentOf(year, month ?? 1, day ?? 1),
    before: momentOf(next.getUTCFullYear(), next.getUTCMonth() + 1, next.getUTCDate()),
  };
}
