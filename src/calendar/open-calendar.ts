import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ScribeError } from '../errors.js';
import { type Calendar, type CalendarEvent, readEvents } from './read-events.js';

/** Bytes: many years of meetings. */
const largest = 50_000_000;

/** Calendars in files, read again when they change. */
export interface Calendars {
  /**
   * The events between two moments, in milliseconds since 1970.
   * @throws ScribeError USAGE when a file cannot be read.
   */
  between(from: number, to: number): readonly CalendarEvent[];
}

/**
 * The calendars of an .ics file, or of all those in a folder.
 *
 * @param zone IANA name, of times that state no zone.
 */
export function openCalendars(path: string, zone: string): Calendars {
  const read = new Map<string, { readonly state: string; readonly calendar: Calendar }>();
  return {
    between(from, to) {
      const files = calendarFiles(path);
      for (const known of read.keys()) if (!files.includes(known)) read.delete(known);
      return files.flatMap((file) => {
        const state = stateOf(file);
        const known = read.get(file);
        const calendar = known?.state === state ? known.calendar : readCalendar(file, zone);
        read.set(file, { state, calendar });
        return calendar(from, to);
      });
    },
  };
}

function calendarFiles(path: string): readonly string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path)
      .filter((name) => /^[^.].*\.ics$/i.test(name))
      .sort()
      .map((name) => join(path, name));
  } catch (cause) {
    throw calendarError(path, (cause as Error).message, cause);
  }
}

function stateOf(file: string): string {
  try {
    const { size, mtimeMs } = statSync(file);
    if (size > largest) throw new Error('it is larger than 50 MB');
    return `${size} ${mtimeMs}`;
  } catch (cause) {
    throw calendarError(file, (cause as Error).message, cause);
  }
}

function readCalendar(file: string, zone: string): Calendar {
  try {
    return readEvents(readFileSync(file, 'utf8'), zone);
  } catch (cause) {
    throw calendarError(file, (cause as Error).message.split('\n')[0], cause);
  }
}

function calendarError(path: string, problem: string, cause: unknown): ScribeError {
  return new ScribeError('USAGE', `Reading the calendar ${path} failed: ${problem.replace(/\.$/, '')}.`, {
    hint: 'Export the calendar again as .ics, or leave out --calendar.',
    cause,
  });
}
