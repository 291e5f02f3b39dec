import { isWallTime, parseOffset, type WallTime, type ZoneOffset } from './calendar.js';

/** A date as it is stated somewhere, with the time if that is stated, too. */
export interface StatedDate {
  /** Midnight if only the day is stated. */
  readonly time: WallTime;
  readonly precision: 'moment' | 'day';
  /** The zone of the clock, if it is stated. */
  readonly offset?: ZoneOffset;
}

/** A year, a month and a day in this order, with the same separator twice, or none. */
const day = /(?<!\d)(?<year>(?:19|20)\d\d)(?<between>[-_. ]?)(?<month>\d\d)\k<between>(?<day>\d\d)/;
/** ` 14.30`, `_143000`, ` at 2.30.15 PM`, `T14-30-00Z`; two digits alone are a number, not an hour. */
const time =
  /^(?:[T _.,-]{1,3}(?:(?:at|um|à|om) )?)?(?<hour>\d{1,2})(?<mark>[.:_h-]?)(?<minute>\d\d)(?:\k<mark>(?<second>\d\d))?(?:[.,]?\d{3})?(?!\d)(?:[\s\u202f\u00a0]?(?<half>[ap])\.?m\b)?(?<zone>Z\b|\+\d\d:?\d\d(?!\d))?/i;

/** Programs that write UTC into file names: Zoom, and the camera of Pixel phones. */
const inUtc = /(GMT|PXL_)$/;

/**
 * The date in the name of a recording. Only what can be read in one way counts: the year first, and one day in the
 * whole name; 05-06-2024 is in May or in June.
 */
export function dateInName(fileName: string): StatedDate | null {
  const found: StatedDate[] = [];
  const days = new RegExp(day, 'g');
  for (let match = days.exec(fileName); match; match = days.exec(fileName)) {
    const stated = readDate(match, fileName.slice(days.lastIndex), fileName.slice(0, match.index));
    if (stated) found.push(stated);
  }
  const [first] = found;
  return first && found.every(({ time }) => sameDay(time, first.time)) ? first : null;
}

function readDate(match: RegExpExecArray, after: string, before: string): StatedDate | null {
  const { year, month, day: dayText, between } = match.groups!;
  const date = { year: Number(year), month: Number(month), day: Number(dayText) };
  const midnight = { ...date, hour: 0, minute: 0, second: 0 };
  if (!isWallTime(midnight)) return null;
  const clock = readTime(after, between === '');
  const whole = clock && { ...date, ...clock.time };
  if (whole && isWallTime(whole))
    return { time: whole, precision: 'moment', offset: inUtc.test(before) ? '+00:00' : clock.offset };
  // A number that goes on is not a date.
  return /^\d/.test(after) ? null : { time: midnight, precision: 'day' };
}

function readTime(text: string, compact: boolean) {
  const groups = time.exec(text)?.groups;
  if (!groups) return null;
  const { hour, minute, second, mark, half, zone } = groups;
  // `2024-05-06 1430` may be a number as well as a time.
  if (mark === '' && (hour.length < 2 || (!second && !half && !compact))) return null;
  const twelve = half ? (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0) : Number(hour);
  if (half && (Number(hour) < 1 || Number(hour) > 12)) return null;
  return {
    time: { hour: twelve, minute: Number(minute), second: Number(second ?? 0) },
    offset: zone ? parseOffset(zone) : undefined,
  };
}

const sameDay = (a: WallTime, b: WallTime): boolean =>
  a.year === b.year && a.month === b.month && a.day === b.day;

/** `2024-05-06`, `2024-05-06T14:30`, `2024-05-06 14:30:00.000000Z`, `...+0200`; null for anything else. */
export function parseIsoDate(text: string): StatedDate | null {
  const match =
    /^(\d{4})[-/.:]?(\d\d)[-/.:]?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?\s?(z|[+-]\d\d(?::?\d\d)?)?)?$/i.exec(
      text.trim(),
    );
  if (!match) return null;
  const [year, month, dayNumber, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const stated = { year, month, day: dayNumber, hour, minute, second };
  const offset = match[7] === undefined ? undefined : parseOffset(match[7]);
  if (!isWallTime(stated) || (match[7] !== undefined && offset === undefined)) return null;
  return { time: stated, precision: match[4] === undefined ? 'day' : 'moment', offset };
}
