import * as chrono from 'chrono-node';
import type { Span } from '../domain/time.js';

type Parser = Pick<typeof chrono.en, 'parse'>;

/** The languages that chrono-node speaks. */
const parsers: Readonly<Record<string, Parser>> = {
  en: chrono.en,
  de: chrono.de,
  es: chrono.es,
  fi: chrono.fi,
  fr: chrono.fr,
  it: chrono.it,
  ja: chrono.ja,
  nl: chrono.nl,
  pt: chrono.pt,
  ru: chrono.ru,
  sv: chrono.sv,
  uk: chrono.uk,
  vi: chrono.vi,
  zh: chrono.zh,
};

/** A moment without a day, a greeting, and what is no date at all: of these a parser makes a day all the same. */
const noDay =
  /^(?:(?:right )?now|the second|second|jetzt|maintenant|ahora|adesso|ora|agora|nu|сейчас|зараз|今|现在)$/iu;

/** "For three weeks" has passed, or will last. */
const lasts = /(?:\bfor|\bseit|\bdepuis|\bdesde hace|\bda|\bsinds|\bhá)\s+$/iu;

/** "Good morning" says nothing of tomorrow, neither in German nor in Dutch. */
const greets = /(?:gute[nr]?|buenas?|buon|goede[n]?)\s+$/iu;

/** Weeks, months and years as a whole: somewhere in them is no day. */
const whole =
  /week|woche|semaine|semana|settimana|vecka|viikko|недел|тижн|tuần|周$|星期$|礼拜$|週$|month|monat|mois|\bmes\b|mese|maand|månad|kuukau|месяц|місяц|月$|year|jahr|année|año|anno|\bano\b|jaar/iu;

/**
 * The day on which something is due, as a sentence says it: the last day that it names. Only what points at one day
 * counts: "by Friday" and "on 3 December", not "next week" or "in March". Days that have passed are none on which
 * something is due.
 *
 * @param day of the meeting, `2026-01-31`: "tomorrow" is the one after.
 * @returns `2026-02-01`, and which letters of the text say so; null: none.
 */
export function findDueDate(
  text: string,
  language: string,
  day: string,
): { readonly date: string; readonly letters: Span } | null {
  if (!Object.hasOwn(parsers, language)) return null;
  const [year, month, date] = day.split('-').map(Number);
  // At noon no shift of an hour leads to another day.
  const noon = new Date(year, month - 1, date, 12);
  const found = parsers[language].parse(text, noon, { forwardDate: true }).flatMap((result) => {
    const { start, index } = result;
    const before = text.slice(0, index);
    const isDay = start.isCertain('day') || start.isCertain('weekday');
    const isWhole =
      whole.test(result.text) &&
      !start.isCertain('weekday') &&
      !/\d|\b(?:two|three|four)\b/i.test(result.text);
    if (
      !isDay ||
      isWhole ||
      noDay.test(result.text) ||
      lasts.test(before) ||
      /^for /i.test(result.text) ||
      greets.test(before)
    )
      return [];
    const named = dayOf(start);
    return named < day ? [] : [{ date: named, letters: { start: index, end: index + result.text.length } }];
  });
  return found.at(-1) ?? null;
}

/** Of "Friday evening" one language gives today and says that it is a Friday: it is the next one. */
function dayOf(start: chrono.ParsedComponents): string {
  const [year, month, day] = (['year', 'month', 'day'] as const).map((part) => start.get(part) ?? 1);
  const date = new Date(Date.UTC(year, month - 1, day));
  const weekday = start.isCertain('weekday') ? start.get('weekday') : null;
  if (weekday !== null) date.setUTCDate(date.getUTCDate() + ((weekday - date.getUTCDay() + 7) % 7));
  return date.toISOString().slice(0, 10);
}
