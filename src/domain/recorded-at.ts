import { momentAtOffset, momentInZone, offsetOf, wallClock, type ZoneOffset } from './calendar.js';
import { dateInName, parseIsoDate, type StatedDate } from './date-in-name.js';

/** Where the date of a recording was found: by which a reader can judge it. */
export const dateSources = ['option', 'quicktime', 'tag', 'file-name', 'file-time', 'ingest'] as const;
export type DateSource = (typeof dateSources)[number];

/** How the moment of a recording is known. */
export interface Dating {
  readonly source: DateSource;
  /** `day`: the moment is the midnight at which that day began. */
  readonly precision: 'moment' | 'day';
  /** What the recorder's clock was ahead of UTC: its day is the day of the recording. Null: only UTC is known. */
  readonly zone: ZoneOffset | null;
}

export interface RecordedAt extends Dating {
  /** UTC ISO-8601. */
  readonly at: string;
}

export interface DateEvidence {
  /** What the container says of itself, with names in lower case. */
  readonly tags: Readonly<Record<string, string>>;
  readonly fileName: string;
  /** When the file was last changed; null where it is not a file of its own. */
  readonly modified: Date | null;
}

/** Recorders without a clock write the epoch of their format: 1904 for QuickTime, 1970 for Unix. */
const firstYear = 1971;
/** Clocks go wrong by a zone, rarely by more. */
const tolerance = 86_400_000;

/**
 * When a recording was made, by the best that is known of it: QuickTime's date, which has the zone of the recorder;
 * the moment in a tag; the day in a tag; the name of the file; its time of change. What cannot be (the epoch of a
 * clock that was never set, the future, no date at all) is passed by. Pure.
 *
 * @param zone IANA name of the zone that clocks without one are taken to be in.
 * @param now milliseconds since 1970.
 */
export function recordedAt(
  { tags, fileName, modified }: DateEvidence,
  zone: string,
  now: number,
): RecordedAt {
  const possible = (found: RecordedAt | null): found is RecordedAt =>
    found !== null && isPossible(found.at, now);
  const name = dateInName(fileName);
  const stated: (readonly [DateSource, StatedDate])[] = [
    ...datesOf([tags['com.apple.quicktime.creationdate']]).map((date) => ['quicktime', date] as const),
    ...dateTags(tags).map((date) => ['tag', date] as const),
    ...(name ? [['file-name', name] as const] : []),
  ];
  const found = stated.map(([source, date]) => resolveDate(date, source, zone)).find(possible);
  if (found) return found;
  const fileTime = modified && fromMoment(modified.getTime(), 'file-time');
  return possible(fileTime) ? fileTime : fromMoment(now, 'ingest')!;
}

/** The moment that a date means, where its zone is stated or taken to be `zone`. */
export function resolveDate(date: StatedDate, source: DateSource, zone: string): RecordedAt | null {
  const { time, precision, offset } = date;
  // UTC is how moments are written down, not where a recorder is.
  const written = offset === '+00:00';
  const { moment, offset: clock } = offset
    ? { moment: momentAtOffset(time, offset), offset: written ? null : offset }
    : momentInZone(time, zone);
  const resolved = fromMoment(moment, source);
  return resolved && { ...resolved, precision, zone: clock };
}

function fromMoment(moment: number, source: DateSource): RecordedAt | null {
  const date = new Date(moment);
  const year = date.getUTCFullYear();
  if (!(year >= 1 && year <= 9999)) return null;
  return { at: date.toISOString(), source, precision: 'moment', zone: null };
}

function isPossible(at: string, now: number): boolean {
  const moment = Date.parse(at);
  return new Date(moment).getUTCFullYear() >= firstYear && moment <= now + tolerance;
}

/**
 * The dates among the tags, those with a time first. Broadcast WAV has a date in one tag and the time of day in
 * another.
 */
function dateTags(tags: DateEvidence['tags']): StatedDate[] {
  const { creation_time: creation } = tags;
  const days = [tags.date_recorded, tags.date, tags.originationdate];
  const joined = /^\d\d:\d\d(:\d\d)?$/.test(creation ?? '')
    ? days.map((day) => day && `${day}T${creation}`)
    : [];
  const all = datesOf([creation, ...joined, ...days]);
  return [
    ...all.filter(({ precision }) => precision === 'moment'),
    ...all.filter(({ precision }) => precision === 'day'),
  ];
}

const datesOf = (texts: readonly (string | undefined)[]): StatedDate[] =>
  texts.flatMap((text) => parseIsoDate(text ?? '') ?? []);

/** The day and the time of a moment on the recorder's clock; where that is not known, on the clocks of a zone. */
export function localTime(
  at: string,
  dating: Dating | null,
  zone: string,
): { readonly day: string; readonly time: string; readonly offset: ZoneOffset } {
  const moment = Date.parse(at);
  const offset = dating?.zone ?? offsetOf(zone, moment);
  const [day, time] = wallClock(moment, offset).split('T');
  return { day, time, offset };
}

/** The date as ISO 8601 writes it: with the recorder's own zone where that is known, without a time where there is none. */
export function isoDate(at: string, dating: Dating | null): string {
  if (!dating?.zone) return at;
  const wall = wallClock(Date.parse(at), dating.zone);
  return dating.precision === 'day' ? wall.slice(0, 10) : `${wall}${dating.zone}`;
}
