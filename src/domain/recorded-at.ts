import { momentAtOffset, momentInZone, offsetOf, wallClock, type ZoneOffset } from './calendar.js';
import { dateInName, parseIsoDate, type StatedDate } from './date-in-name.js';

/** Where the date of a recording was found. */
export const dateSources = ['option', 'quicktime', 'tag', 'file-name', 'file-time', 'ingest'] as const;
export type DateSource = (typeof dateSources)[number];

/** How the moment of a recording is known. */
export interface Dating {
  readonly source: DateSource;
  /** `day`: the moment is the midnight at which that day began. */
  readonly precision: 'moment' | 'day';
  /** Offset of the recorder's clock: its day is the day of the recording. Null: only UTC is known. */
  readonly zone: ZoneOffset | null;
}

export interface RecordedAt extends Dating {
  /** UTC ISO-8601. */
  readonly at: string;
}

export interface DateEvidence {
  /** Tags of the container, with names in lower case. */
  readonly tags: Readonly<Record<string, string>>;
  readonly fileName: string;
  /** When the file was last changed; null: it is not a file. */
  readonly modified: Date | null;
}

/** Recorders without a clock write the epoch of their format: 1904 for QuickTime, 1970 for Unix. */
const firstYear = 1971;
/** Milliseconds: clocks go wrong by a zone, rarely by more. */
const tolerance = 86_400_000;

/**
 * When a recording was made, by the best evidence there is: QuickTime's date, which has the zone of the recorder; a
 * moment in a tag; a day in a tag; the name of the file; its time of change. Impossible dates (the epoch of a clock that
 * was never set, the future) are skipped. Pure.
 *
 * @param zone IANA name of the zone of clocks that state none.
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

/** The moment of a stated date; `zone` is its zone if it states none. */
export function resolveDate(date: StatedDate, source: DateSource, zone: string): RecordedAt | null {
  const { time, precision, offset } = date;
  // Moments are written down in UTC wherever the recorder is.
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

/**
 * The day and the time of a moment on the recorder's clock or, if its zone is not known, on the clocks of `here.zone`, which
 * is asked for only then: that takes 5 ms in a process.
 */
export function localTime(
  at: string,
  dating: Dating | null,
  here: { readonly zone: string },
): { readonly day: string; readonly time: string; readonly offset: ZoneOffset } {
  const moment = Date.parse(at);
  const offset = dating?.zone ?? offsetOf(here.zone, moment);
  const [day, time] = wallClock(moment, offset).split('T');
  return { day, time, offset };
}

/** The date in ISO 8601: in the recorder's zone if that is known, without a time if there is none. */
export function isoDate(at: string, dating: Dating | null): string {
  if (!dating?.zone) return at;
  const wall = wallClock(Date.parse(at), dating.zone);
  return dating.precision === 'day' ? wall.slice(0, 10) : `${wall}${dating.zone}`;
}
