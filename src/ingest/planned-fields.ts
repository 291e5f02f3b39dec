import { resolve } from 'node:path';
import { chooseEvent, periodOf } from '../calendar/choose-event.js';
import { type Calendars, openCalendars } from '../calendar/open-calendar.js';
import type { CommandContext } from '../context.js';
import type { MeetingFields } from '../domain/meeting-fields.js';
import type { Recording } from '../domain/recording.js';
import { ScribeError } from '../errors.js';
import type { Emit } from '../pipeline/events.js';
import { loadFields } from '../store/meeting-fields.js';
import { withoutTwins } from '../store/participants.js';
import type { Store } from '../store/store.js';
import type { ToldFields } from './recording-fields.js';

/**
 * The calendar of the settings; null: there is none.
 * @throws ScribeError USAGE when it cannot be read.
 */
export function calendarOf({ settings, zone }: Pick<CommandContext, 'settings' | 'zone'>): Calendars | null {
  const { calendar } = settings.values;
  if (calendar === null) return null;
  const calendars = openCalendars(resolve(calendar), zone);
  calendars.between(0, 0);
  return calendars;
}

/**
 * What a calendar says about a recording, as far as nobody else has said it: by a flag, in a sidecar, or about the meeting that the
 * new one is to replace. A calendar that cannot be read is told, and fails nothing.
 *
 * @param replaces id of that meeting; null: there is none.
 */
export function planRecording(
  recording: Recording,
  own: ToldFields['own'],
  replaces: string | null,
  run: { readonly calendars: Calendars | null; readonly store: Store; readonly emit: Emit },
): MeetingFields {
  const planned = lookUp(recording, run);
  if (!planned) return {};
  run.emit({ kind: 'note', message: planned.note });
  const { title, participants, ...times } = planned.fields;
  const before = replaces === null ? null : loadFields(run.store, replaces);
  const hasTimes = own.scheduledStart ?? own.scheduledEnd ?? before?.scheduledStart ?? before?.scheduledEnd;
  const hasPeople = own.participants ?? (before?.participants.some(({ named }) => named) || undefined);
  return {
    ...(title !== undefined && { title }),
    ...(hasTimes === undefined || hasTimes === null ? times : {}),
    ...(hasPeople === undefined && participants && { participants: withoutTwins(run.store, participants) }),
  };
}

function lookUp(
  recording: Recording,
  { calendars, emit }: { readonly calendars: Calendars | null; readonly emit: Emit },
): PlannedFields | null {
  if (!calendars) return null;
  try {
    return plannedFields(calendars, recording);
  } catch (thrown) {
    if (!(thrown instanceof ScribeError)) throw thrown;
    emit({ kind: 'warning', message: thrown.message });
    return null;
  }
}

/** What the event at the time of a recording says. */
interface PlannedFields {
  readonly fields: MeetingFields;
  /** One sentence on which event it was, and which others it may have been. */
  readonly note: string;
}

/** Null: there is no event, or nobody knows the time. @throws ScribeError USAGE when the calendar cannot be read. */
function plannedFields(calendars: Calendars, recording: Recording): PlannedFields | null {
  const period = periodOf(recording);
  if (!period) return null;
  const chosen = chooseEvent(calendars.between(period.start, period.end), period);
  if (!chosen) return null;
  const { title, people, start, end } = chosen.event;
  const fields: MeetingFields = {
    ...(title !== null && { title }),
    scheduledStart: new Date(start).toISOString(),
    scheduledEnd: new Date(end).toISOString(),
    ...(people.length > 0 && { participants: people }),
  };
  const called = (name: string | null) => (name === null ? 'an event without a title' : `"${name}"`);
  const others = chosen.others.map((event) => called(event.title));
  const also = others.length > 0 ? `; it may also have been ${others.join(' or ')}` : '';
  return {
    fields,
    note: `The calendar has ${called(title)} then, with ${people.length === 1 ? '1 person' : `${people.length} people`}${also}.`,
  };
}
