import { expect, it } from 'vitest';
import type { CalendarEvent } from '../../src/calendar/read-events.js';
import type { MeetingFields } from '../../src/domain/meeting-fields.js';
import { ScribeError } from '../../src/errors.js';
import { planRecording } from '../../src/ingest/planned-fields.js';
import type { PipelineEvent } from '../../src/pipeline/events.js';
import { setFields } from '../../src/store/meeting-fields.js';
import { write } from '../../src/store/store.js';
import { at, complete, enroll, makeRecording, newId, tempStore } from '../store/fixture.js';

const event = (title: string | null, more: Partial<CalendarEvent> = {}): CalendarEvent => ({
  title,
  start: Date.parse('2026-01-05T09:00:00Z'),
  end: Date.parse('2026-01-05T09:02:00Z'),
  people: [{ name: 'Maya', email: 'maya@example.org', role: 'organizer', status: 'invited' }],
  ...more,
});

function plan(
  events: readonly CalendarEvent[] | ScribeError,
  own: MeetingFields = {},
  replaces: string | null = null,
  store = tempStore(),
) {
  const told: PipelineEvent[] = [];
  const calendars = {
    between: () => {
      if (events instanceof ScribeError) throw events;
      return events;
    },
  };
  const fields = planRecording(makeRecording('standup.ogg'), own, replaces, {
    calendars,
    store,
    emit: (event) => void told.push(event),
  });
  return { fields, told };
}

it('an event gives title, times and people, and is named', () => {
  expect(plan([event('Stand-up'), event('Other')])).toEqual({
    fields: {
      title: 'Stand-up',
      scheduledStart: '2026-01-05T09:00:00.000Z',
      scheduledEnd: '2026-01-05T09:02:00.000Z',
      participants: [{ name: 'Maya', email: 'maya@example.org', role: 'organizer', status: 'invited' }],
    },
    told: [
      {
        kind: 'note',
        message: 'The calendar has "Stand-up" then, with 1 person; it may also have been "Other".',
      },
    ],
  });
  expect(plan([event(null, { people: [] })]).fields).toEqual({
    scheduledStart: '2026-01-05T09:00:00.000Z',
    scheduledEnd: '2026-01-05T09:02:00.000Z',
  });
});

it('what somebody said about people and times stays', () => {
  const participants = [{ name: 'Tom' }];
  expect(plan([event('Stand-up')], { participants }).fields).not.toHaveProperty('participants');
  const { fields } = plan([event('Stand-up')], { scheduledStart: '2026-01-05T08:00:00.000Z' });
  expect(Object.keys(fields).sort()).toEqual(['participants', 'title']);
});

it('people of the meeting that is replaced stay, too', () => {
  const store = tempStore();
  const { meetingId } = complete(store, makeRecording('standup.ogg'), enroll(store, 'Maya'));
  expect(plan([event('Stand-up')], {}, meetingId, store).fields).toHaveProperty('participants');
  const fields = { participants: [{ name: 'Ines' }] };
  write(store, 'naming people', () => setFields(store, { meetingId, fields, newId, now: at(3) }));
  expect(plan([event('Stand-up')], {}, meetingId, store).fields).not.toHaveProperty('participants');
});

it('an enrolled person with two addresses is one', () => {
  const store = tempStore();
  enroll(store, 'Maya');
  const people = [
    { name: 'Maya', email: 'maya@example.org' },
    { name: 'Maya', email: 'maya@home.example' },
    { name: 'Tom' },
  ];
  expect(plan([event('Stand-up', { people })], {}, null, store).fields.participants).toEqual([
    people[0],
    people[2],
  ]);
});

it('a calendar that cannot be read is told, and nothing fails', () => {
  expect(plan(new ScribeError('USAGE', 'Reading the calendar x.ics failed.'))).toEqual({
    fields: {},
    told: [{ kind: 'warning', message: 'Reading the calendar x.ics failed.' }],
  });
  expect(plan([])).toEqual({ fields: {}, told: [] });
});
