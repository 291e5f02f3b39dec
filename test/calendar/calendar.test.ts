import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { chooseEvent, periodOf } from '../../src/calendar/choose-event.js';
import { openCalendars } from '../../src/calendar/open-calendar.js';
import { repo } from '../shared.js';

const calendar = (name: string, zone = 'Europe/Berlin') =>
  openCalendars(repo('test/fixtures/calendars', name), zone);

/** Titles of the events in a span, with the moment at which they begin. */
const titlesIn = (name: string, from: string, to: string, zone?: string) =>
  calendar(name, zone)
    .between(Date.parse(from), Date.parse(to))
    .map(({ title, start }) => `${new Date(start).toISOString().slice(0, 16)} ${title}`);

describe('a calendar', () => {
  it('of Google: a series with its exceptions, without whole days and what was cancelled', () => {
    expect(titlesIn('google.ics', '2026-03-01T00:00Z', '2026-03-10T00:00Z').sort()).toEqual([
      '2026-03-02T08:00 Focus time',
      '2026-03-02T08:30 Stand-up, Team Suche',
      '2026-03-04T13:00 Stand-up am Nachmittag',
      '2026-03-09T08:30 Stand-up, Team Suche',
    ]);
  });

  it('follows the clocks into summer time', () => {
    expect(titlesIn('google.ics', '2026-03-27T00:00Z', '2026-03-31T00:00Z')).toEqual([
      '2026-03-27T08:30 Stand-up, Team Suche',
      '2026-03-30T07:30 Stand-up, Team Suche',
    ]);
  });

  it('has an occurrence that was moved out of its place in the series', () => {
    expect(titlesIn('google.ics', '2026-03-04T08:00Z', '2026-03-04T09:00Z')).toEqual([]);
    expect(titlesIn('google.ics', '2026-03-04T13:10Z', '2026-03-04T13:20Z')).toEqual([
      '2026-03-04T13:00 Stand-up am Nachmittag',
    ]);
  });

  it('of Outlook: zones of Windows, with rules and without', () => {
    expect(titlesIn('outlook.ics', '2026-06-15T00:00Z', '2026-06-16T00:00Z', 'Asia/Tokyo')).toEqual([
      '2026-06-15T08:00 Budget 2027',
      '2026-06-15T14:00 Call with New York',
    ]);
  });

  it('of Apple: zones without rules, an end by length, times of no zone, a series that ends', () => {
    expect(titlesIn('apple.ics', '2026-11-01T00:00Z', '2026-11-30T00:00Z', 'Europe/Berlin').sort()).toEqual([
      '2026-11-02T14:30 Design review',
      '2026-11-03T14:30 Design review',
      '2026-11-03T17:00 Choir',
      '2026-11-04T14:30 Design review',
    ]);
    expect(titlesIn('apple.ics', '2026-11-03T17:40Z', '2026-11-03T17:44Z')).toEqual([
      '2026-11-03T17:00 Choir',
    ]);
  });

  it('says who was invited, each once, without rooms', () => {
    const [standup] = calendar('google.ics').between(
      Date.parse('2026-03-09T08:30Z'),
      Date.parse('2026-03-09T08:31Z'),
    );
    expect(standup.people).toEqual([
      { name: 'Maya Lopez', email: 'maya@example.org', role: 'organizer', status: 'invited' },
      { email: 'tom@example.org', role: 'participant', status: 'invited' },
      { name: 'Angus', email: 'angus@example.org', role: 'participant', status: 'declined' },
    ]);
  });

  it('of a folder is that of all its files, read again when one changes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'scribe-calendar-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const calendars = openCalendars(folder, 'UTC');
    const day = [Date.parse('2026-01-05T00:00Z'), Date.parse('2026-01-06T00:00Z')] as const;
    expect(calendars.between(...day)).toEqual([]);
    const put = (name: string, title: string, mtime: number) => {
      const event = [
        'BEGIN:VEVENT',
        'DTSTART:20260105T090000Z',
        'DTEND:20260105T100000Z',
        `SUMMARY:${title}`,
        'END:VEVENT',
      ];
      writeFileSync(join(folder, name), ['BEGIN:VCALENDAR', ...event, 'END:VCALENDAR', ''].join('\r\n'));
      utimesSync(join(folder, name), mtime, mtime);
    };
    put('a.ics', 'one', 1000);
    put('b.ics', 'two', 1000);
    writeFileSync(join(folder, 'notes.txt'), 'no calendar');
    expect(calendars.between(...day).map(({ title }) => title)).toEqual(['one', 'two']);
    put('b.ics', 'four', 2000);
    expect(calendars.between(...day).map(({ title }) => title)).toEqual(['one', 'four']);
    rmSync(join(folder, 'a.ics'));
    expect(calendars.between(...day).map(({ title }) => title)).toEqual(['four']);
  });

  it('that is none is refused with the name of the file', () => {
    const read = () => calendar('no.ics').between(0, 1);
    expect(read).toThrow(/Reading the calendar .*no\.ics failed/);
    expect(() => openCalendars(repo('package.json'), 'UTC').between(0, 1)).toThrow(/package\.json failed/);
  });

  it('with a rule that never ends, or makes no sense, answers', () => {
    const folder = mkdtempSync(join(tmpdir(), 'scribe-calendar-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const event = (rule: string, title: string) =>
      [
        'BEGIN:VEVENT',
        'DTSTART:19700101T000000Z',
        'DURATION:PT1S',
        rule,
        `SUMMARY:${title}`,
        'END:VEVENT',
      ].join('\r\n');
    writeFileSync(
      join(folder, 'odd.ics'),
      [
        'BEGIN:VCALENDAR',
        event('RRULE:FREQ=SECONDLY', 'each second'),
        event('RRULE:FREQ=DAILY;BYHOUR=99', 'no such hour'),
        event('RRULE:FREQ=YEARLY', 'each year'),
        'END:VCALENDAR',
      ].join('\r\n'),
    );
    const found = openCalendars(folder, 'UTC').between(
      Date.parse('2026-01-01T00:00Z'),
      Date.parse('2026-01-01T00:01Z'),
    );
    expect(found.map(({ title }) => title)).toContain('each year');
  });
});

describe('the event of a recording', () => {
  const at = (time: string) => Date.parse(`2026-01-05T${time}Z`);
  const event = (title: string, from: string, to: string) => ({
    title,
    start: at(from),
    end: at(to),
    people: [],
  });
  const recorded = (from: string, to: string) => ({ start: at(from), end: at(to) });
  const titles = (events: readonly ReturnType<typeof event>[], from: string, to: string) => {
    const chosen = chooseEvent(events, recorded(from, to));
    return chosen && [chosen.event, ...chosen.others].map(({ title }) => title);
  };
  const standup = event('stand-up', '09:00', '09:15');
  const planning = event('planning', '09:15', '10:15');
  const block = event('focus', '08:00', '17:00');

  it('is the one whose time is most like its own', () => {
    expect(titles([block, standup, planning], '08:58', '09:16')).toEqual(['stand-up', 'focus']);
    expect(titles([block, standup, planning], '09:14', '10:30')).toEqual(['planning', 'focus']);
    expect(titles([standup, planning], '09:05', '09:06')).toEqual(['stand-up']);
  });

  it('may have begun late and gone on', () => {
    expect(titles([planning], '09:30', '11:00')).toEqual(['planning']);
  });

  it('is none when they have less than half in common', () => {
    expect(titles([standup], '09:10', '10:10')).toBeNull();
    expect(titles([planning], '10:15', '11:15')).toBeNull();
  });

  it('of two at the same time, is the one that comes first in the calendar, and the other is said', () => {
    expect(titles([event('a', '09:00', '10:00'), event('b', '09:00', '10:00')], '09:00', '10:00')).toEqual([
      'a',
      'b',
    ]);
  });

  it('is looked for by when the recording was made, if that is known to the minute', () => {
    const recording = (source: 'tag' | 'file-time' | 'ingest', precision: 'moment' | 'day') => ({
      recordedAt: '2026-01-05T10:00:00.000Z',
      duration: 600,
      dating: { source, precision, zone: null },
    });
    expect(periodOf(recording('tag', 'moment'))).toEqual(recorded('10:00', '10:10'));
    expect(periodOf(recording('file-time', 'moment'))).toEqual(recorded('09:50', '10:00'));
    expect(periodOf(recording('tag', 'day'))).toBeNull();
    expect(periodOf(recording('ingest', 'moment'))).toBeNull();
    expect(periodOf({ ...recording('tag', 'moment'), dating: null })).toBeNull();
  });
});
