import { describe, expect, it } from 'vitest';
import { momentInZone, offsetOf, wallClock } from '../../src/domain/calendar.js';
import { dateInName, parseIsoDate } from '../../src/domain/date-in-name.js';
import { localTime, recordedAt } from '../../src/domain/recorded-at.js';

const losAngeles = 'America/Los_Angeles';
const now = Date.parse('2026-11-27T00:00:00Z');
const modified = new Date('2023-01-02T03:04:05Z');
const dated = (tags: Record<string, string>, fileName = 'a.wav', zone = losAngeles) =>
  recordedAt({ tags, fileName, modified }, zone, now);

describe('recordedAt', () => {
  it.each([
    [
      'a moment in UTC',
      { creation_time: '2024-05-06T02:30:00.000000Z' },
      'tag',
      '2024-05-06T02:30:00.000Z',
      null,
    ],
    [
      'a moment with the zone of the recorder',
      {
        creation_time: '2024-05-07T06:30:00Z',
        'com.apple.quicktime.creationdate': '2024-05-06T23:30:00-0700',
      },
      'quicktime',
      '2024-05-07T06:30:00.000Z',
      '-07:00',
    ],
    [
      'the date and the time of Broadcast WAV',
      { date: '2024-05-06', creation_time: '14:30:00' },
      'tag',
      '2024-05-06T21:30:00.000Z',
      '-07:00',
    ],
    ['a date with a time', { date: '2024-05-06T14:30+02:00' }, 'tag', '2024-05-06T12:30:00.000Z', '+02:00'],
    [
      'a time before a day',
      { date: '2024-05-06', creation_time: '2024-05-06T08:00:00Z' },
      'tag',
      '2024-05-06T08:00:00.000Z',
      null,
    ],
  ] as const)('takes %s', (_, tags, source, at, zone) => {
    expect(dated(tags)).toEqual({ at, source, zone, precision: 'moment' });
  });

  it('takes a day for the day at the recorder, in every zone', () => {
    for (const [zone, at, offset] of [
      [losAngeles, '2024-05-06T07:00:00.000Z', '-07:00'],
      ['Asia/Kathmandu', '2024-05-05T18:15:00.000Z', '+05:45'],
      ['UTC', '2024-05-06T00:00:00.000Z', '+00:00'],
    ]) {
      const found = dated({ date: '2024-05-06' }, 'a.opus', zone);
      expect(found).toEqual({ at, source: 'tag', zone: offset, precision: 'day' });
      expect(wallClock(Date.parse(found.at), found.zone!).slice(0, 10)).toBe('2024-05-06');
    }
  });

  it.each([
    '0000-00-00T00:00:00Z',
    '-000044-03-15T12:00:00Z',
    '+012024-05-06T10:00:00Z',
    '1904-01-01T00:00:00Z',
    '1970-01-01T00:00:00Z',
    '2036-02-07T06:28:16Z',
    '2024-02-30T10:00:00Z',
    '2024',
    'yesterday',
    '',
  ])('passes by a tag of %j, for the next that can be', (creation_time) => {
    const file = { at: '2023-01-02T03:04:05.000Z', source: 'file-time', zone: null, precision: 'moment' };
    expect(dated({ creation_time })).toEqual(file);
    expect(dated({ creation_time }, '2024-05-06 14.30 planning.wav').source).toBe('file-name');
    expect(dated({ creation_time, date: '2024-05-06' }).source).toBe('tag');
  });

  it('takes the moment of processing when nothing else can be', () => {
    const evidence = { tags: {}, fileName: 'stdin' };
    for (const modified of [null, new Date(0), new Date('2040-01-01'), new Date(Number.NaN)])
      expect(recordedAt({ ...evidence, modified }, 'UTC', now)).toEqual({
        at: '2026-11-27T00:00:00.000Z',
        source: 'ingest',
        zone: null,
        precision: 'moment',
      });
  });
});

describe('the date in a name', () => {
  const shown = (name: string) => {
    const found = dateInName(name);
    if (!found) return null;
    const { year, month, day, hour, minute, second } = found.time;
    const two = (n: number) => String(n).padStart(2, '0');
    const date = `${year}-${two(month)}-${two(day)}`;
    const clock = found.precision === 'day' ? '' : ` ${two(hour)}:${two(minute)}:${two(second)}`;
    return `${date}${clock}${found.offset ? ` ${found.offset}` : ''}`;
  };

  it.each([
    ['2024-05-06 14.30 planning.wav', '2024-05-06 14:30:00'],
    ['20240506_143000.m4a', '2024-05-06 14:30:00'],
    ['REC20240506143000.wav', '2024-05-06 14:30:00'],
    ['VID_20240506_143000123.mp4', '2024-05-06 14:30:00'],
    ['20240506-1430.wav', '2024-05-06 14:30:00'],
    ['GMT20240506-143000_Recording.m4a', '2024-05-06 14:30:00 +00:00'],
    ['PXL_20240506_143000123.mp4', '2024-05-06 14:30:00 +00:00'],
    ['Recording 2024-05-06 at 2.30 PM.m4a', '2024-05-06 14:30:00'],
    ['Screen Recording 2024-05-06 at 12.05.09\u202fAM.mov', '2024-05-06 00:05:09'],
    ['WhatsApp Audio 2024-05-06 at 14.30.15.mp4', '2024-05-06 14:30:15'],
    ['PTT-20240506-WA0003.opus', '2024-05-06'],
    ['2024-05-06 14-30-00.mkv', '2024-05-06 14:30:00'],
    ['board_2024_05_06_14_30_00.wav', '2024-05-06 14:30:00'],
    ['2024-05-06T14:30:00Z.wav', '2024-05-06 14:30:00 +00:00'],
    ['2024-05-06T14-30-00+0200.wav', '2024-05-06 14:30:00 +02:00'],
    ['2024-05-06.wav', '2024-05-06'],
    ['2024.05.06 - board.wav', '2024-05-06'],
    ['2024-05-06-2.wav', '2024-05-06'],
    ['2024-05-06_12.m4a', '2024-05-06'],
    ['2024-05-06 100 people.wav', '2024-05-06'],
    ['2024-05-06 2025 budget.wav', '2024-05-06'],
    ['20240506_1080p.mp4', '2024-05-06'],
    ['2024-05-06 (2024-05-06).wav', '2024-05-06'],
  ])('%s: %s', (name, expected) => {
    expect(shown(name)).toBe(expected);
  });

  it.each([
    '05-06-2024.wav',
    '06.05.2024 14.30.wav',
    '240506_143000.wav',
    '2024-13-06.wav',
    '2024-02-30.wav',
    '2024-05.wav',
    'call 4915120240506.wav',
    '202405061.wav',
    '2024-05-06 to 2024-05-08.wav',
    'planning.wav',
    '1715005800.wav',
  ])('is not guessed from %s', (name) => {
    expect(shown(name)).toBeNull();
  });
});

describe('parseIsoDate', () => {
  it('takes days and moments, with a zone or without', () => {
    expect(parseIsoDate('2024-05-06')?.precision).toBe('day');
    expect(parseIsoDate('2024-05-06 14:30')).toMatchObject({
      precision: 'moment',
      time: { hour: 14, minute: 30 },
    });
    expect(parseIsoDate('2024-05-06T14:30:15.5+05:30')).toMatchObject({
      offset: '+05:30',
      time: { second: 15 },
    });
    expect(parseIsoDate('20240506T143000Z')?.offset).toBe('+00:00');
  });

  it.each([
    '2024-5-6',
    '06.05.2024',
    '2024-05-06T25:00',
    '2024-05-06T14:30+27:00',
    '2024-05-06x',
    '0000-01-01',
  ])('refuses %s', (text) => {
    expect(parseIsoDate(text)).toBeNull();
  });
});

describe('clocks', () => {
  it('know summer, winter, and the hour between them', () => {
    const at = (month: number, day: number, hour: number) =>
      momentInZone({ year: 2024, month, day, hour, minute: 30, second: 0 }, 'Europe/Berlin');
    expect(at(1, 15, 12)).toEqual({ moment: Date.parse('2024-01-15T11:30:00Z'), offset: '+01:00' });
    expect(at(7, 15, 12)).toEqual({ moment: Date.parse('2024-07-15T10:30:00Z'), offset: '+02:00' });
    expect(at(3, 31, 1)).toEqual({ moment: Date.parse('2024-03-31T00:30:00Z'), offset: '+01:00' });
    expect(at(3, 31, 3)).toEqual({ moment: Date.parse('2024-03-31T01:30:00Z'), offset: '+02:00' });
    expect(at(3, 31, 2).moment).toBeGreaterThan(at(3, 31, 1).moment);
    expect(offsetOf('UTC', 0)).toBe('+00:00');
    expect(offsetOf('America/St_Johns', Date.parse('2024-01-01'))).toBe('-03:30');
  });
});

it('the zone of this machine is asked for only where the recorder has not said its own', () => {
  const asked: string[] = [];
  const here = {
    get zone() {
      asked.push('zone');
      return 'Asia/Tokyo';
    },
  };
  const dating = { source: 'tag', precision: 'moment', zone: '+01:00' } as const;
  expect(localTime('2026-01-05T23:30:00.000Z', dating, here)).toMatchObject({
    day: '2026-01-06',
    time: '00:30:00',
  });
  expect(asked).toEqual([]);
  expect(localTime('2026-01-05T23:30:00.000Z', null, here)).toMatchObject({
    day: '2026-01-06',
    time: '08:30:00',
  });
  expect(asked).toEqual(['zone']);
});
