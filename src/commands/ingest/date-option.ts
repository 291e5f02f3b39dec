import { parseIsoDate } from '../../domain/date-in-name.js';
import { type RecordedAt, resolveDate } from '../../domain/recorded-at.js';
import { ScribeError } from '../../errors.js';

/**
 * What `--date` says: a day, or a moment, on the clocks of its own zone or else of this machine's.
 *
 * @param zone IANA name.
 * @param now UTC ISO-8601.
 * @throws ScribeError USAGE when there is no such day, or it has not come yet.
 */
export function readDateOption(text: string, zone: string, now: string): RecordedAt {
  const date = parseIsoDate(text);
  const recorded = date && resolveDate(date, 'option', zone);
  const refuse = (problem: string) =>
    new ScribeError('USAGE', `--date is "${text}"; ${problem}.`, {
      hint: 'Write the year first: 2024-05-06, 2024-05-06T14:30, or with a zone 2024-05-06T14:30+02:00.',
    });
  if (!recorded) throw refuse('it must be a day or a moment as ISO 8601 writes them');
  if (recorded.at > now) throw refuse('that has not come yet');
  return recorded;
}
