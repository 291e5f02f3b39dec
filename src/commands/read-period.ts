import { type Period, periodOf } from '../domain/period.js';
import { ScribeError } from '../errors.js';

/**
 * The day, month or year that a flag means.
 *
 * @param flag its name, for the error: `--from`.
 * @throws ScribeError USAGE when it is none.
 */
export function requirePeriod(text: string, flag: string, zone: string): Period {
  const period = periodOf(text, zone);
  if (period) return period;
  throw new ScribeError('USAGE', `Reading ${flag} "${text}" failed: it is no date.`, {
    hint: 'Give a day, a month or a year, such as 2026-10-05, 2026-10 or 2026.',
  });
}
