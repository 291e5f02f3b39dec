/** A moment on some clock: what a calendar and a clock on the wall show. */
export interface WallTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** Minutes that clocks are ahead of UTC, as `+05:30`, `-07:00`; UTC itself is `+00:00`. */
export type ZoneOffset = string;

/** Whether the day and the time exist; leap seconds do not count. */
export function isWallTime({ year, month, day, hour, minute, second }: WallTime): boolean {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return false;
  const lastDay = new Date(
    utc({ year, month: month + 1, day: 0, hour: 0, minute: 0, second: 0 }),
  ).getUTCDate();
  return day <= lastDay && hour <= 23 && minute <= 59 && second <= 59;
}

/** Milliseconds since 1970 if the clock shows UTC. Not `Date.UTC`: it takes years below 100 to be in the 20th century. */
function utc({ year, month, day, hour, minute, second }: WallTime): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.setUTCHours(hour, minute, second);
}

/** The moment at which a clock with this offset shows a time, in milliseconds since 1970. */
export const momentAtOffset = (time: WallTime, offset: ZoneOffset): number =>
  utc(time) - 60_000 * minutesOf(offset);

/**
 * The moment at which clocks in a zone show a time, and their offset then. A time that they skip in spring
 * has the offset from before.
 *
 * @param zone IANA name, for instance `Europe/Berlin`.
 */
export function momentInZone(time: WallTime, zone: string): { moment: number; offset: ZoneOffset } {
  const wall = utc(time);
  const offset = offsetOf(zone, wall - 60_000 * minutesOf(offsetOf(zone, wall)));
  return { moment: wall - 60_000 * minutesOf(offset), offset };
}

/** To make one takes as long as to use it a hundred times. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  const formatter =
    formatters.get(zone) ?? new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  formatters.set(zone, formatter);
  return formatter;
}

/** How far clocks in a zone are ahead of UTC at a moment (milliseconds since 1970). */
export function offsetOf(zone: string, moment: number): ZoneOffset {
  const parts = formatterOf(zone).formatToParts(moment);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return /[+-]\d\d:\d\d/.exec(name)?.[0] ?? '+00:00';
}

/** `2024-05-06T23:30:00` as clocks with this offset show a moment; the first ten characters are the day. */
export function wallClock(moment: number, offset: ZoneOffset): string {
  return new Date(moment + 60_000 * minutesOf(offset)).toISOString().slice(0, 19);
}

function minutesOf(offset: ZoneOffset): number {
  const [hours, minutes] = offset.slice(1).split(':').map(Number);
  return (offset.startsWith('-') ? -1 : 1) * (60 * hours + minutes);
}

/** `Z`, `+0200`, `-07:00`, `+02` as an offset; undefined for anything else, and for offsets that no zone has. */
export function parseOffset(text: string): ZoneOffset | undefined {
  if (/^z$/i.test(text)) return '+00:00';
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(text);
  if (!match || Number(match[2]) > 14 || Number(match[3] ?? 0) > 59) return undefined;
  return `${match[1]}${match[2]}:${match[3] ?? '00'}`;
}
