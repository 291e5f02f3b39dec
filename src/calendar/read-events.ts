import ICAL from 'ical.js';
import { momentInZone } from '../domain/calendar.js';
import { isEmail, type ParticipantFields } from '../domain/meeting-fields.js';
import { windowsZones } from './windows-zones.js';

/** One event of a calendar, at one time. */
export interface CalendarEvent {
  readonly title: string | null;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
  /** Who organizes it, and who was invited; rooms and lists of people are left out. */
  readonly people: readonly ParticipantFields[];
}

/** A calendar that was read: the events that take place between two moments, in milliseconds since 1970. */
export type Calendar = (from: number, to: number) => readonly CalendarEvent[];

/** Steps through a recurrence: one a minute for a fortnight, or one a day for 55 years. */
const mostSteps = 20_000;

/**
 * Reads what an .ics file says (RFC 5545). Events of whole days are left out, and so are cancelled ones. Times are read by the rules
 * of their zone that the file has; else the name of the zone is looked up, and a time without a zone is one of `zone`.
 *
 * @param zone IANA name.
 * @throws Error of ical.js when the text is no calendar.
 */
export function readEvents(text: string, zone: string): Calendar {
  const events = parseCalendars(text)
    .flatMap((calendar) => calendar.getAllSubcomponents('vevent'))
    .filter((component) => isTimed(component))
    .map((component) => new ICAL.Event(component));
  return (from, to) =>
    events.flatMap((event) => {
      try {
        return occurrences(event, from, to, zone);
      } catch {
        // A rule that makes no sense says nothing about the other events.
        return [];
      }
    });
}

/** An event that ical.js cannot read is left out, as long as it can read the rest. */
function parseCalendars(text: string): readonly ICAL.Component[] {
  const parse = (whole: string) => {
    const parsed = ICAL.parse(whole) as unknown[];
    return (Array.isArray(parsed[0]) ? parsed : [parsed]).map((jcal) => new ICAL.Component(jcal as never));
  };
  try {
    return parse(text);
  } catch {
    return parse(
      text.replace(/^BEGIN:VEVENT\r?\n[\s\S]*?^END:VEVENT\r?\n/gim, (event) =>
        isReadable(event) ? event : '',
      ),
    );
  }
}

function isReadable(event: string): boolean {
  try {
    ICAL.parse(`BEGIN:VCALENDAR\r\n${event}END:VCALENDAR\r\n`);
    return true;
  } catch {
    return false;
  }
}

function isTimed(component: ICAL.Component): boolean {
  const start = component.getFirstPropertyValue('dtstart');
  if (!(start instanceof ICAL.Time) || start.isDate) return false;
  return String(component.getFirstPropertyValue('status') ?? '').toUpperCase() !== 'CANCELLED';
}

function occurrences(event: ICAL.Event, from: number, to: number, zone: string): CalendarEvent[] {
  const moment = (time: ICAL.Time, component: ICAL.Component) => momentOf(time, zoneIn(component), zone);
  const found: CalendarEvent[] = [];
  const add = (component: ICAL.Component, start: number, end: number) => {
    if (start < to && end > from)
      found.push({ title: titleOf(component), start, end, people: peopleOf(component) });
  };
  const { component } = event;
  if (!event.isRecurring() || event.isRecurrenceException()) {
    add(component, moment(event.startDate, component), moment(event.endDate, component));
    return found;
  }
  const first = moment(event.startDate, component);
  const length = moment(event.endDate, component) - first;
  // An occurrence that was moved is an event of its own, also when its series has it elsewhere.
  const moved = new Set(Object.keys(event.exceptions));
  const next = event.iterator();
  for (let step = 0; step < mostSteps; step++) {
    const time = next.next();
    if (!time) break;
    const start = moment(time, component);
    // Later ones in the series may have been moved to an earlier time; they are found by themselves.
    if (start >= to) break;
    if (start + length <= from && event.rangeExceptions.length === 0) continue;
    if (moved.has(time.toString())) continue;
    const details = event.getOccurrenceDetails(time);
    const of = details.item.component;
    add(of, moment(details.startDate, of), moment(details.endDate, of));
  }
  return found;
}

/** The name of the zone in which an event is written; null: UTC, a zone whose rules the file has, or none. */
function zoneIn(component: ICAL.Component): string | null {
  const name = component.getFirstProperty('dtstart')?.getParameter('tzid');
  return typeof name === 'string' ? name : null;
}

/** Milliseconds since 1970. */
function momentOf(time: ICAL.Time, zoneName: string | null, zone: string): number {
  const hasRules = time.zone !== ICAL.Timezone.localTimezone;
  if (hasRules) return 1000 * time.toUnixTime();
  const { year, month, day, hour, minute, second } = time;
  const named = zoneName === null ? null : knownZone(zoneName);
  return momentInZone({ year, month, day, hour, minute, second: Math.min(second, 59) }, named ?? zone).moment;
}

/** The IANA name of a zone as programs write it: itself, after a prefix, or a name of Windows; null: nobody knows it. */
function knownZone(name: string): string | null {
  const plain = name.replace(/^"|"$/g, '');
  const candidates = [plain, windowsZones[plain], plain.split('/').slice(-2).join('/')];
  return candidates.find((candidate) => candidate !== undefined && isZone(candidate)) ?? null;
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function titleOf(component: ICAL.Component): string | null {
  const text = String(component.getFirstPropertyValue('summary') ?? '')
    .replace(/\s+/g, ' ')
    .trim();
  return text === '' ? null : text.slice(0, 255);
}

function peopleOf(component: ICAL.Component): ParticipantFields[] {
  const organizer = component.getFirstProperty('organizer');
  const people = [
    ...(organizer ? [personOf(organizer, 'organizer')] : []),
    ...component
      .getAllProperties('attendee')
      .filter((attendee) =>
        ['', 'INDIVIDUAL', 'UNKNOWN'].includes(parameter(attendee, 'cutype').toUpperCase()),
      )
      .map((attendee) => personOf(attendee, 'participant')),
  ].filter((person) => person !== null);
  // Whoever organizes a meeting is usually among those who were invited.
  return people.filter((person, i) => !people.slice(0, i).some((before) => keyOf(before) === keyOf(person)));
}

const keyOf = ({ email, name }: ParticipantFields): string =>
  email ?? (name ?? '').normalize('NFKC').toLowerCase();

function personOf(property: ICAL.Property, role: 'organizer' | 'participant'): ParticipantFields | null {
  const address = String(property.getFirstValue() ?? '')
    .replace(/^mailto:/i, '')
    .trim()
    .toLowerCase();
  const stated = parameter(property, 'cn').replace(/^"|"$/g, '').trim().slice(0, 255);
  const email = isEmail(address) ? address : undefined;
  const name = stated !== '' && stated.toLowerCase() !== address ? stated : undefined;
  if (!email && !name) return null;
  return {
    ...(name && { name }),
    ...(email && { email }),
    role,
    status: statusOf(parameter(property, 'partstat')),
  };
}

function statusOf(partstat: string): ParticipantFields['status'] {
  switch (partstat.toUpperCase()) {
    case 'ACCEPTED':
      return 'accepted';
    case 'DECLINED':
      return 'declined';
    default:
      return 'invited';
  }
}

function parameter(property: ICAL.Property, name: string): string {
  const value = property.getParameter(name);
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}
