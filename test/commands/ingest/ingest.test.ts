import { expect, it } from 'vitest';
import { readDateOption, readKnownOption } from '../../../src/commands/ingest/ingest.js';
import { describeDate } from '../../../src/commands/meetings/show.js';
import { isoDate } from '../../../src/domain/recorded-at.js';
import { enroll, tempStore } from '../../store/fixture.js';

const read = (text: string) => readDateOption(text, 'America/Los_Angeles', '2026-01-01T00:00:00.000Z');

it.each([
  ['2024-05-06', '2024-05-06T07:00:00.000Z', '2024-05-06 (--date, a day without a time)', '2024-05-06'],
  [
    '2024-05-06T14:30',
    '2024-05-06T21:30:00.000Z',
    '2024-05-06 14:30:00 -07:00 (--date)',
    '2024-05-06T14:30:00-07:00',
  ],
  [
    '2024-05-06 23:30:15+02:00',
    '2024-05-06T21:30:15.000Z',
    '2024-05-06 23:30:15 +02:00 (--date)',
    '2024-05-06T23:30:15+02:00',
  ],
  [
    '2024-05-06T01:30Z',
    '2024-05-06T01:30:00.000Z',
    '2024-05-05 18:30:00 -07:00 (--date)',
    '2024-05-06T01:30:00.000Z',
  ],
  ['1951-02-03', '1951-02-03T08:00:00.000Z', '1951-02-03 (--date, a day without a time)', '1951-02-03'],
])('--date %s', (text, at, shown, written) => {
  const recorded = read(text);
  expect(recorded.at).toBe(at);
  expect(describeDate(at, recorded, 'America/Los_Angeles')).toBe(shown);
  expect(isoDate(at, recorded)).toBe(written);
});

it.each(['06.05.2024', 'yesterday', '2024-02-30', '2024-05-06T14:30+27', '', '2027-01-01'])(
  'refuses --date %j, and says how to write it',
  (text) => {
    let error: unknown;
    try {
      read(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'USAGE', hint: expect.stringContaining('2024-05-06T14:30+02:00') });
    expect((error as Error).message).toContain(`--date is "${text}"`);
  },
);

it('shows a date without a time zone in that of this machine', () => {
  expect(describeDate('2024-05-06T02:30:00.000Z', null, 'America/Los_Angeles')).toBe(
    '2024-05-05 19:30:00 -07:00',
  );
});

it('--known names people who are enrolled, each once; a misspelt name is refused with what may be meant', () => {
  const store = tempStore();
  const [maya, tom] = ['Maya', 'Tom Baker'].map((name) => enroll(store, name));
  expect(readKnownOption(store, ' maya, Tom Baker ,Maya,')).toEqual([maya.id, tom.id]);
  expect(() => readKnownOption(store, ' , ')).toThrow('it must name people who are enrolled');
  expect(() => readKnownOption(store, 'Maya,Tom Bakr')).toThrow(
    expect.objectContaining({
      code: 'USAGE',
      message: expect.stringContaining('"Tom Bakr"'),
      hint: expect.stringContaining('Did you mean Tom Baker?'),
    }),
  );
});
