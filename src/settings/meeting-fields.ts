import { z } from 'zod';
import { parseIsoDate } from '../domain/date-in-name.js';
import { isEmail, type MeetingFields, meetingFieldNames } from '../domain/meeting-fields.js';
import { nearestSpellings } from '../domain/nearest-spellings.js';
import { resolveDate } from '../domain/recorded-at.js';
import { enumerations, statesOf } from '../domain/state-machines.js';
import { ScribeError } from '../errors.js';

/** Where fields were written, for errors. */
export interface FieldsSource {
  /** What was being done: `Reading standup.meta.yaml`. */
  readonly doing: string;
  /** How a key is written there: `direction`, `--direction`. */
  readonly nameOf: (path: readonly PropertyKey[]) => string;
}

/** The message of every rule is what the value must be. */
const text = (longest: number) => {
  const error = `text of 1 to ${longest} characters; put numbers in quotes`;
  return z.string({ error }).trim().min(1, { error }).max(longest, { error });
};

const email = z
  .string({ error: 'an e-mail address' })
  .trim()
  .toLowerCase()
  .refine(isEmail, { error: 'an e-mail address of at most 120 characters' });

/** A word of a list, in any case. */
const wordOf = <const Words extends readonly string[]>(...words: Words) => {
  const error = `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
  const asWritten = (value: unknown) =>
    typeof value === 'string'
      ? (words.find((word) => word.toLowerCase() === value.trim().toLowerCase()) ?? value)
      : value;
  return z.preprocess(asWritten, z.enum(words, { error }));
};

const group = <Shape extends z.ZodRawShape>(shape: Shape, error: string) => z.strictObject(shape, { error });

/** `Maya Lopez <maya@example.org>`, `maya@example.org` or `Maya Lopez` as a group of values. */
export const personOf = (value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  const both = /^([^<>]*)<([^<>]*)>$/.exec(value.trim());
  if (both) return { ...(both[1].trim() && { name: both[1] }), email: both[2] };
  return value.includes('@') ? { email: value } : { name: value };
};

const nameOnly = (value: unknown): unknown => (typeof value === 'string' ? { name: value } : value);

const aPerson = 'a name, an e-mail address, or Name <address>';
const isSomebody = (person: object) => Object.keys(person).length > 0;

/** What the config file may say about every meeting. */
const common = {
  workspace: z.preprocess(
    nameOnly,
    group(
      {
        name: text(128),
        slug: z
          .string({ error: 'lower-case letters, digits and single hyphens' })
          .max(64, { error: 'at most 64 characters' })
          .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'lower-case letters, digits and single hyphens' })
          .optional(),
      },
      'a name, or a group of name and slug',
    ),
  ),
  room: z.preprocess(
    nameOnly,
    group(
      { name: text(255), type: text(50).optional(), token: text(255).optional() },
      'a name, or a group of name, type and token',
    ),
  ),
  owner: z.preprocess(
    personOf,
    group(
      { name: text(255).optional(), email: email.optional(), id: text(255).optional() },
      `${aPerson}, or a group of name, email and id`,
    ).refine(isSomebody, { error: aPerson }),
  ),
  contact: z.preprocess(
    nameOnly,
    group(
      {
        name: text(255).optional(),
        id: text(255).optional(),
        phone: text(255).optional(),
        organization: text(255).optional(),
      },
      'a name, or a group of name, id, phone and organization',
    ).refine(isSomebody, { error: 'a name, or a group of name, id, phone and organization' }),
  ),
  direction: wordOf(...enumerations['meetings.direction']),
  sourceType: wordOf(...enumerations['meetings.source_type']),
};

const commonSchema = group(common, 'a group of values').partial();

/** What a moment is read by. */
export interface FieldsClock {
  /** IANA name of the zone of moments that state none. */
  readonly zone: string;
  /** UTC ISO-8601. */
  readonly now: string;
}

function fieldsSchema({ zone, now }: FieldsClock) {
  const error = 'a day or a moment in ISO 8601, such as 2026-01-05T10:00 or 2026-01-05T10:00+01:00';
  const stated = z.string({ error }).transform((value, context) => {
    const date = parseIsoDate(value.trim());
    const found = date && resolveDate(date, 'option', zone);
    if (found) return found;
    context.addIssue({ code: 'custom', message: error, input: value });
    return z.NEVER;
  });
  const date = stated.refine(({ at }) => at <= now, { error: 'a day or a moment that is not in the future' });
  const moment = stated.transform(({ at }) => at);
  const participant = z.preprocess(
    personOf,
    group(
      {
        name: text(255).optional(),
        email: email.optional(),
        role: wordOf(...enumerations['participants.role']).optional(),
        status: wordOf(...statesOf('participants.status')).optional(),
        joined: moment.optional(),
        left: moment.optional(),
      },
      `${aPerson}, or a group of name, email, role, status, joined and left`,
    )
      .refine(({ name, email }) => name ?? email, { error: `somebody: ${aPerson}` })
      .refine(({ joined, left }) => !joined || !left || joined <= left, {
        error: 'somebody who leaves after joining',
      }),
  );
  return group(
    {
      ...common,
      title: text(255),
      date,
      description: text(10_000),
      scheduledStart: moment,
      scheduledEnd: moment,
      participants: z.array(participant, { error: 'a list of people' }),
    },
    'a group of values',
  )
    .partial()
    .refine(
      ({ scheduledStart, scheduledEnd }) =>
        !scheduledStart || !scheduledEnd || scheduledStart <= scheduledEnd,
      {
        path: ['scheduledEnd'],
        error: 'not before scheduledStart',
      },
    )
    .refine(({ participants = [] }) => isEachOnce(participants), {
      path: ['participants'],
      error: 'a list in which each person stands once',
    });
}

function isEachOnce(people: readonly { readonly name?: string; readonly email?: string }[]): boolean {
  const keys = people.flatMap(({ name, email }) => email ?? name?.normalize('NFKC').toLowerCase() ?? []);
  return new Set(keys).size === keys.length;
}

/**
 * Fields of a meeting as somebody wrote them.
 *
 * @param value anything; what is empty (null) was not said.
 * @throws ScribeError USAGE that names the place, the key, and what it must be.
 */
export function parseMeetingFields(value: unknown, source: FieldsSource, clock: FieldsClock): MeetingFields {
  return check(fieldsSchema(clock), value, source, meetingFieldNames);
}

/** The same of fields that every meeting may share: not its title, its times, and who was there. */
export function parseCommonFields(value: unknown, source: FieldsSource): MeetingFields {
  return check(commonSchema, value, source, Object.keys(common));
}

function check(
  schema: z.ZodType<MeetingFields>,
  value: unknown,
  source: FieldsSource,
  names: readonly string[],
): MeetingFields {
  const said = withoutNull(value);
  const parsed = schema.safeParse(said);
  if (parsed.success) return parsed.data;
  throw fieldsError(parsed.error.issues[0], said, source, names);
}

/** What is wrong, in words. */
function fieldsError(
  issue: z.core.$ZodIssue,
  value: unknown,
  { doing, nameOf }: FieldsSource,
  names: readonly string[],
): ScribeError {
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys;
    const [meant] = issue.path.length === 0 ? nearestSpellings(key, names) : [];
    return new ScribeError('USAGE', `${doing} failed: there is no field ${nameOf([...issue.path, key])}.`, {
      hint: meant ? `Did you mean ${meant}?` : `Fields: ${names.join(', ')}.`,
    });
  }
  const given = issue.path.reduce<unknown>(
    // A short form has no parts: it is shown as it was written.
    (inner, key) =>
      typeof inner === 'string' ? inner : (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  return new ScribeError(
    'USAGE',
    `${doing} failed: ${nameOf(issue.path) || 'the file'} is ${describe(given)}; it must be ${issue.message}.`,
    { hint: 'docs/recordings.md has an example with every field.' },
  );
}

function describe(given: unknown): string {
  if (given === undefined) return 'missing';
  if (Array.isArray(given)) return 'a list';
  return typeof given === 'object' ? 'a group of values' : JSON.stringify(given);
}

function withoutNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNull);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null)
      .map(([key, inner]) => [key, withoutNull(inner)]),
  );
}
